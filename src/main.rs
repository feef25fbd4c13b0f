//! The command line: one word of the line is one file in `line/`.

mod line;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    line::Line::parse().run().unwrap_or_else(|error| {
        eprintln!("habeas: {error:#}");
        ExitCode::FAILURE
    })
}
