//! Whose code we run: licences we accept, no crate twice without a reason, nothing from outside the registry.
//!
//! Reads `deny.toml`, which is written for cargo-deny too. `cargo tree` tells what is really built: `cargo metadata` also
//! lists packages behind features that nobody has turned on.

use crate::support::root;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

struct Package {
    name: String,
    version: String,
    licence: String,
    /// A path of ours, or a Git address; none: the registry.
    place: Option<String>,
}

/// Everything that is built for one target: the program, its build scripts and its tests.
fn packages(target: &str) -> Vec<Package> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let arguments = ["tree", "--workspace", "--offline", "--locked", "--edges", "normal,build,dev", "--prefix", "none"];
    let output = Command::new(cargo)
        .args(arguments)
        .args(["--target", target, "--format", "{p}|{l}"])
        .current_dir(root())
        .output()
        .expect("cargo can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    let lines: BTreeSet<&str> =
        text.lines().map(|line| line.trim_end_matches(" (*)").trim()).filter(|line| !line.is_empty()).collect();
    lines
        .into_iter()
        .map(|line| {
            let (package, licence) = line.rsplit_once('|').expect("the format has a bar");
            let mut words = package.split(' ');
            let (name, version) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            let place = words.find(|word| *word != "(proc-macro)").map(|word| word.trim_matches(['(', ')']).to_owned());
            Package {
                name: name.to_owned(),
                version: version.trim_start_matches('v').to_owned(),
                licence: licence.to_owned(),
                place,
            }
        })
        .collect()
}

fn deny() -> toml::Table {
    std::fs::read_to_string(root().join("deny.toml"))
        .expect("deny.toml stands in the root")
        .parse()
        .expect("deny.toml is TOML")
}

fn targets(deny: &toml::Table) -> Vec<String> {
    strings(&deny["graph"]["targets"])
}

fn strings(list: &toml::Value) -> Vec<String> {
    list.as_array().expect("a list").iter().map(|item| item.as_str().expect("a text").to_owned()).collect()
}

#[test]
fn every_licence_is_one_we_accept() {
    let deny = deny();
    let allowed = strings(&deny["licenses"]["allow"]);
    let mut used = BTreeSet::new();
    let mut slips = BTreeSet::new();
    for package in targets(&deny).iter().flat_map(|target| packages(target)) {
        if package.licence.is_empty() {
            slips.insert(format!("{} {} names no licence", package.name, package.version));
        } else if !is_accepted(&package.licence, &allowed, &mut used) {
            slips.insert(format!("{} {} is under {}", package.name, package.version, package.licence));
        }
    }
    assert!(slips.is_empty(), "{slips:#?}");
    let unused: Vec<&String> = allowed.iter().filter(|licence| !used.contains(*licence)).collect();
    assert!(unused.is_empty(), "deny.toml allows licences that nobody needs: {unused:?}");
}

#[test]
fn no_crate_is_built_twice_without_a_reason() {
    let deny = deny();
    let skipped: BTreeSet<String> = deny["bans"]["skip"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| {
            let reason = entry.get("reason").and_then(toml::Value::as_str).unwrap_or_default();
            assert!(!reason.is_empty(), "{entry} has no reason");
            entry["crate"].as_str().expect("a text").to_owned()
        })
        .collect();
    for target in targets(&deny) {
        let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for package in packages(&target) {
            versions.entry(package.name).or_default().insert(package.version);
        }
        let (mut slips, mut needed) = (Vec::new(), BTreeSet::new());
        for (name, versions) in versions.into_iter().filter(|(_, versions)| versions.len() > 1) {
            let listed: Vec<String> = versions
                .iter()
                .map(|version| format!("{name}@{version}"))
                .filter(|one| skipped.contains(one))
                .collect();
            if listed.len() + 1 < versions.len() {
                slips.push(format!("{name}: {versions:?}"));
            }
            needed.extend(listed);
        }
        assert!(slips.is_empty(), "built more than once for {target}, and not skipped in deny.toml: {slips:#?}");
        let unused: Vec<&String> = skipped.difference(&needed).collect();
        assert!(unused.is_empty(), "deny.toml skips what is not built twice for {target}: {unused:?}");
    }
}

#[test]
fn nothing_comes_from_outside_the_registry() {
    let deny = deny();
    let banned: Vec<String> = deny["bans"]["deny"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| entry["crate"].as_str().expect("a text").to_owned())
        .collect();
    let here = root().display().to_string();
    let mut slips = BTreeSet::new();
    for package in targets(&deny).iter().flat_map(|target| packages(target)) {
        if package.place.as_deref().is_some_and(|place| !place.starts_with(&here)) {
            slips.insert(format!("{} comes from {:?}", package.name, package.place));
        }
        if banned.contains(&package.name) {
            slips.insert(format!("{} is banned", package.name));
        }
    }
    assert!(slips.is_empty(), "{slips:#?}");
}

/// Does an SPDX expression (also in the old style, with slashes) accept one of these licences wherever it offers a choice?
fn is_accepted(expression: &str, allowed: &[String], used: &mut BTreeSet<String>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    alternatives(&words, &mut at, allowed, used) && at == words.len()
}

fn alternatives(words: &[&str], at: &mut usize, allowed: &[String], used: &mut BTreeSet<String>) -> bool {
    let mut is_one = requirements(words, at, allowed, used);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        is_one |= requirements(words, at, allowed, used);
    }
    is_one
}

fn requirements(words: &[&str], at: &mut usize, allowed: &[String], used: &mut BTreeSet<String>) -> bool {
    let mut are_all = licence(words, at, allowed, used);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        are_all &= licence(words, at, allowed, used);
    }
    are_all
}

fn licence(words: &[&str], at: &mut usize, allowed: &[String], used: &mut BTreeSet<String>) -> bool {
    let first = words.get(*at).copied().unwrap_or_default();
    *at += 1;
    if first == "(" {
        let inner = alternatives(words, at, allowed, used);
        *at += 1; // the closing one
        return inner;
    }
    let mut name = first.to_owned();
    if words.get(*at) == Some(&"WITH") {
        name = format!("{first} WITH {}", words.get(*at + 1).copied().unwrap_or_default());
        *at += 2;
    }
    let is_allowed = allowed.contains(&name);
    if is_allowed {
        used.insert(name);
    }
    is_allowed
}

#[test]
fn a_choice_of_licences_needs_one_and_a_sum_needs_all() {
    let allowed = ["MIT".to_owned(), "ISC".to_owned()];
    let accepted = |expression: &str| is_accepted(expression, &allowed, &mut BTreeSet::new());
    assert!(
        accepted("MIT")
            && accepted("GPL-3.0 OR MIT")
            && accepted("MIT/Apache-2.0")
            && accepted("(MIT OR GPL-3.0) AND ISC")
    );
    assert!(!accepted("GPL-3.0") && !accepted("MIT AND OpenSSL") && !accepted("MIT WITH Some-exception"));
}
