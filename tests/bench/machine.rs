//! On what it was measured.

use kernel::time::Clock;
use std::process::Command;

/// Machine and date, as lines of the report.
pub fn describe() -> String {
    let read = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name))?.to_owned();
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let processor = field(&read("/proc/cpuinfo"), "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = field(&read("/proc/meminfo"), "MemTotal").and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    let system = said(Command::new("uname").args(["-s", "-r"]));
    let compiler = said(Command::new("rustc").arg("--version"));
    let day = Clock::system().now().date_naive();
    format!("{processor}, {cores} cores, {} GB, {system}, {compiler}, {day}.\n", memory.unwrap_or(0) / 1_000_000)
}

fn said(command: &mut Command) -> String {
    let output = command.output().map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&output).trim().to_owned()
}
