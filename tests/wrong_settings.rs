//! A wrong setting stops the start with one clear sentence.

use crate::support::scratch;
use std::process::Command;

/// What the program says on its way out, started with this setting.
fn told(name: &str, value: &str) -> String {
    let folder = scratch().join(format!("wrong-{name}-{}", value.len()));
    std::fs::create_dir_all(&folder).unwrap();
    let ended = Command::new(env!("CARGO_BIN_EXE_steward"))
        .env_clear()
        .envs(["PATH", "HOME", "LD_LIBRARY_PATH"].iter().filter_map(|name| Some((name, std::env::var_os(name)?))))
        .env("STEWARD_LISTEN", "127.0.0.1:0")
        .env("STEWARD_DATA", folder.join("data"))
        .env(name, value)
        .current_dir(&folder)
        .output()
        .expect("the binary can be started");
    assert!(!ended.status.success(), "{name}={value} is taken");
    let left: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| name == "data"), "{name}={value} has left {left:?}");
    String::from_utf8(ended.stderr).unwrap()
}

#[test]
fn a_wrong_setting_stops_the_start_with_one_sentence() {
    let scheme = |scheme: &str| {
        format!(
            "steward: the database address begins with {scheme}://, which this house cannot use: \
             give postgres://… or the path of a SQLite file\n"
        )
    };
    assert_eq!(told("DATABASE_URL", "postgress://u:secret@h/x"), scheme("postgress"));
    assert_eq!(told("DATABASE_URL", "mysql://x"), scheme("mysql"));
    for address in ["postgres://u:secret@127.0.0.1:1/x", "POSTGRES://u:secret@127.0.0.1:1/x"] {
        let said = told("DATABASE_URL", address);
        assert!(said.starts_with("steward: cannot reach the database at 127.0.0.1:1: "), "{said}");
        assert!(said.lines().count() == 1 && !said.contains("secret"), "{said}");
    }
    let said = told("STEWARD_LOG", ";;=x");
    assert!(said.starts_with("steward: what is to be logged (--log ;;=x) cannot be read: "), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    let said = told("STEWARD_DATA", "/proc/nope");
    assert!(said.starts_with("steward: cannot make the data folder /proc/nope: "), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}
