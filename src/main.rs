//! The command line: one word of the line is one file in `line/`.

mod line;

use clap::Parser;
use mimalloc::MiMalloc;
use std::process::ExitCode;

/// A page is thousands of small pieces of memory, taken by one thread and given back by another.
#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|info| {
        let said = habeas::logs::stopped(info);
        // Before the log begins, and in commands, there is the terminal only.
        if tracing::dispatcher::has_been_set() {
            tracing::error!("{said}");
        } else {
            eprintln!("habeas: {said}");
        }
    }));
    line::Line::parse().run().unwrap_or_else(|error| {
        eprintln!("habeas: {error:#}");
        ExitCode::FAILURE
    })
}
