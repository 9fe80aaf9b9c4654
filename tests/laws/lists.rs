//! Committed lists: compared with what is found, and written anew when asked to.

use crate::support::root;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Set to 1, lists are written anew instead of compared.
const BLESS: &str = "STEWARD_BLESS";

fn path(name: &str) -> PathBuf {
    root().join("tests/laws").join(name)
}

/// Are lists being written anew?
pub fn is_blessing() -> bool {
    std::env::var_os(BLESS).is_some_and(|value| !value.is_empty())
}

/// A list as it is committed; empty where there is none yet.
pub fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_default()
}

/// The list says exactly this.
#[track_caller]
pub fn expect(name: &str, found: &str) {
    if is_blessing() {
        std::fs::write(path(name), found).expect("tests/laws can be written");
        return;
    }
    let committed = read(name);
    if committed == found {
        return;
    }
    let (old, new): (BTreeSet<&str>, BTreeSet<&str>) = (committed.lines().collect(), found.lines().collect());
    let lines = |one: &BTreeSet<&str>, other: &BTreeSet<&str>, sign: char| -> String {
        one.difference(other).map(|line| format!("\n{sign} {line}")).collect()
    };
    let (gone, came) = (lines(&old, &new, '-'), lines(&new, &old, '+'));
    panic!("tests/laws/{name} is not what was found ({BLESS}=1 writes it anew):{gone}{came}");
}

/// The lines of a list of exceptions, without comments.
pub fn exceptions(name: &str) -> BTreeSet<String> {
    let text = read(name);
    let lines = text.lines().map(|line| line.split(" #").next().unwrap_or_default().trim());
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

/// What was found is excepted, and every exception is still needed.
#[track_caller]
pub fn expect_only(name: &str, found: &BTreeSet<String>) {
    let known = exceptions(name);
    let new: String = found.difference(&known).map(|line| format!("\n+ {line}")).collect();
    let gone: String = known.difference(found).map(|line| format!("\n- {line}")).collect();
    assert!(new.is_empty(), "not excepted in tests/laws/{name}:{new}");
    assert!(gone.is_empty(), "no longer needed in tests/laws/{name}, take them out:{gone}");
}
