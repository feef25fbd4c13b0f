//! The command line: one word of the line is one file in `line/`.

mod line;

use clap::Parser;
use mimalloc::MiMalloc;
use std::process::ExitCode;

/// A page is thousands of small pieces of memory, taken by one thread and given back by another.
#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    line::Line::parse().run().unwrap_or_else(|error| {
        eprintln!("habeas: {error:#}");
        ExitCode::FAILURE
    })
}
