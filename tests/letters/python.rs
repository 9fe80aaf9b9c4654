//! Scripts beside the tests, run by the Python whose libraries judge our files.

use crate::support::{python, root};
use std::io::Write;
use std::process::{Command, Stdio};

/// Runs a script of `tests/letters` with this text on its standard input; panics with its words when it fails.
pub fn check(script: &str, input: &str) -> String {
    check_in("letters", script, input)
}

/// The same for a script that stands beside other tests.
pub fn check_in(folder: &str, script: &str, input: &str) -> String {
    let path = root().join("tests").join(folder).join(script);
    let mut child = Command::new(python::interpreter())
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
