//! README tells the truth, as far as a program can see.

use crate::support::root;
use clap::CommandFactory;
use std::fs;
use steward::settings::Command;

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// The cells of the table's row for this flag.
fn row(readme: &str, flag: &str) -> Vec<String> {
    let begin = format!("| `--{flag}` |");
    let line = readme
        .lines()
        .find(|line| line.starts_with(&begin))
        .unwrap_or_else(|| panic!("README has no row for --{flag}"));
    line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()
}

#[test]
fn every_key_stands_in_readme_with_its_variable_and_its_default() {
    let (readme, command) = (readme(), Command::command());
    let keys: Vec<_> = command.get_arguments().filter(|key| key.get_env().is_some()).collect();
    for key in &keys {
        let cells = row(&readme, key.get_long().unwrap());
        let variable = key.get_env().and_then(|name| name.to_str()).unwrap();
        assert_eq!(cells[1], format!("`{variable}`"));
        for default in key.get_default_values() {
            assert_eq!(cells[2], format!("`{}`", default.to_str().unwrap()), "the default of {variable}");
        }
    }
    let rows = readme.lines().filter(|line| line.starts_with("| `--")).count();
    assert_eq!(rows, keys.len(), "rows of README's table of keys");
}

#[test]
fn every_link_of_readme_and_of_what_it_leads_to_leads_somewhere() {
    for page in ["README.md", "docs/features.md", "docs/operating.md", "docs/benchmarks.md"] {
        let path = root().join(page);
        let text = fs::read_to_string(&path).unwrap();
        let linked = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        let shown = text.split("src=\"").skip(1).filter_map(|rest| rest.split('"').next());
        for link in linked.chain(shown).filter(|link| !link.starts_with("http")) {
            let file = link.split('#').next().unwrap_or(link);
            assert!(path.with_file_name(file).exists(), "{page} links to {link}, which is not there");
        }
    }
}

#[test]
fn readme_is_short() {
    assert!(readme().len() < 12_000, "what is more belongs to docs");
}

#[test]
fn the_functions_of_the_golden_path_stand_in_the_files_it_names() {
    let readme = readme();
    let path = readme.split("## The golden path").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap();
    let mut checked = 0;
    for step in path.lines().filter(|line| line.contains("](")) {
        // `[file](path) `name``: the name in backticks right behind a link.
        for behind in step.split("](").skip(1) {
            let Some((file, rest)) = behind.split_once(") `") else { continue };
            let name = rest.split('`').next().unwrap().rsplit("::").next().unwrap();
            let source = fs::read_to_string(root().join(file)).unwrap();
            assert!(source.contains(&format!("fn {name}")), "{file} has no function {name}");
            checked += 1;
        }
    }
    assert!(checked >= 6, "{checked} functions were looked for");
}
