//! Medians, and what Linux says of the memory of a process.
#![allow(dead_code, reason = "each measurement takes what it needs")]

use std::time::Duration;

/// As in the program.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Times in seconds.
pub fn seconds(times: &[Duration]) -> Vec<f64> {
    times.iter().map(Duration::as_secs_f64).collect()
}

/// The value of which half are no larger.
pub fn median(values: &[f64]) -> f64 {
    share(values, 0.5)
}

/// The value of which this part of all is no larger, 0.99 for p99; not a number of none.
pub fn share(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = ((sorted.len() as f64) * part) as usize;
    sorted.get(at.min(sorted.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}

/// The most memory this process held since [`forget_peak`].
pub fn peak() -> Option<String> {
    Some(format!("{:.1} MiB resident", mebibytes("self", "VmHWM:")?))
}

/// The peak of this process is counted anew from here.
pub fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// A line of the status of a process (its number, or `self`), in MiB: `VmHWM:` the most it held, `VmRSS:` what it holds.
pub fn mebibytes(process: &str, line: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let value = status.lines().find_map(|one| one.strip_prefix(line))?;
    Some(value.split_whitespace().next()?.parse::<f64>().ok()? / 1024.0)
}
