//! A Python of our own under `target/`, with the libraries that judge our files.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use chrono_tz::IANA_TZDB_VERSION;

/// The judge of calendar files, in the version that the tests were written against.
const ICALENDAR: &str = "icalendar==6.3.1";

/// The zone database as a Python package, in the version that chrono-tz was built from: 2025b is called 2025.2 there.
fn tzdata() -> String {
    let (year, letter) = IANA_TZDB_VERSION.split_at(4);
    let number = letter.bytes().next().map_or(1, |letter| letter - b'a' + 1);
    format!("tzdata=={year}.{number}")
}

/// The interpreter, made on first use and kept between runs.
fn interpreter() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let home = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("target/letters-python-{IANA_TZDB_VERSION}"));
        let python = home.join("bin/python");
        let ready = home.join("ready");
        if !ready.exists() {
            // Tests run as several processes: each makes its own, and the first to finish gives it its name.
            let fresh = home.with_extension(std::process::id().to_string());
            run(Command::new("python3").args(["-m", "venv"]).arg(&fresh));
            let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
            run(Command::new(fresh.join("bin/python")).args(install).arg(ICALENDAR).arg(tzdata()));
            std::fs::write(fresh.join("ready"), "").expect("target/ can be written");
            if std::fs::rename(&fresh, &home).is_err() {
                std::fs::remove_dir_all(&fresh).expect("our own directory can be removed");
            }
            assert!(ready.exists(), "{} is incomplete: delete it", home.display());
        }
        python
    })
}

/// Runs a script of `tests/letters` with this text on its standard input; panics with its words when it fails.
pub fn check(script: &str, input: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/letters").join(script);
    let mut child = Command::new(interpreter())
        .arg(path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the interpreter starts");
    let mut stdin = child.stdin.take().expect("its input is a pipe");
    // A script that fails early closes its input; its own words say why.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("the script ends");
    let words = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{script} found:\n{words}{}", String::from_utf8_lossy(&output.stderr));
    words
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error} (these tests need python3)"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
