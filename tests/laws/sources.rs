//! The Rust files of the workspace.

use crate::support::root;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::path::{Path, PathBuf};

/// A file.
pub struct Source {
    /// Its path from the root of the workspace, with forward slashes.
    pub path: String,
    /// All of it.
    pub text: String,
}

impl Source {
    /// Its syntax tree.
    pub fn parse(&self) -> syn::File {
        syn::parse_file(&self.text).unwrap_or_else(|error| panic!("{}: {error}", self.path))
    }

    /// Its tokens, those inside macros too.
    pub fn tokens(&self) -> TokenStream {
        self.text.parse().unwrap_or_else(|error| panic!("{}: {error}", self.path))
    }

    /// Its name without extension.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.strip_suffix(".rs").unwrap_or(name)
    }
}

/// Every Rust file of the program below these folders, sorted by path; files of tests are left out.
pub fn below(folders: &[&str]) -> Vec<Source> {
    let mut files = Vec::new();
    for folder in folders {
        collect(&root().join(folder), &mut files);
    }
    files.sort();
    let read = |file: PathBuf| Source {
        path: file.strip_prefix(root()).expect("a file of ours").display().to_string().replace('\\', "/"),
        text: std::fs::read_to_string(&file).expect("a source file can be read"),
    };
    files.into_iter().map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.file_stem().is_some_and(|stem| stem == "tests") {
            continue;
        }
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Every path in the tokens, `use` trees written out, as `["crate", "bookings", "model"]`; the test modules are left out.
pub fn paths(tokens: TokenStream) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    gather(&tokens.into_iter().collect::<Vec<_>>(), &[], &mut found);
    found
}

fn gather(tokens: &[TokenTree], prefix: &[String], found: &mut Vec<Vec<String>>) {
    let mut at = 0;
    while at < tokens.len() {
        if is_test_module(tokens, at) {
            while at < tokens.len()
                && !matches!(&tokens[at], TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
            {
                at += 1;
            }
            at += 1;
            continue;
        }
        match &tokens[at] {
            TokenTree::Ident(first) => {
                let mut path: Vec<String> = prefix.to_vec();
                path.push(first.to_string());
                at += 1;
                while let Some(rest) = after_colons(tokens, at) {
                    at = rest;
                    match tokens.get(at) {
                        Some(TokenTree::Ident(next)) => path.push(next.to_string()),
                        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                            gather(&group.stream().into_iter().collect::<Vec<_>>(), &path, found);
                            path.clear();
                        }
                        _ => break,
                    }
                    at += 1;
                }
                if !path.is_empty() {
                    found.push(path);
                }
            }
            TokenTree::Group(group) => {
                gather(&group.stream().into_iter().collect::<Vec<_>>(), &[], found);
                at += 1;
            }
            _ => at += 1,
        }
    }
}

fn after_colons(tokens: &[TokenTree], at: usize) -> Option<usize> {
    let colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    (colon(at) && colon(at + 1)).then_some(at + 2)
}

/// `#[cfg(test)]` begins here.
fn is_test_module(tokens: &[TokenTree], at: usize) -> bool {
    let hash = matches!(&tokens[at], TokenTree::Punct(punct) if punct.as_char() == '#');
    let attribute = matches!(tokens.get(at + 1), Some(TokenTree::Group(group)) if group.stream().to_string().replace(' ', "") == "cfg(test)");
    hash && attribute
}

#[test]
fn paths_are_found_in_use_trees_in_code_and_in_macros_but_not_in_tests_and_comments() {
    let text = r#"
        use crate::{bookings::{self, model::Booking}, views};
        /// Not crate::comment.
        fn f() -> crate::Error { html! { (crate::text::plain("crate::quoted")) } }
        #[cfg(test)]
        mod tests { use crate::only_here; }
        fn g() { super::super::other::call() }"#;
    let found: Vec<String> = paths(text.parse().unwrap()).iter().map(|path| path.join("::")).collect();
    for path in [
        "crate::bookings::self",
        "crate::bookings::model::Booking",
        "crate::views",
        "crate::Error",
        "crate::text::plain",
        "super::super::other::call",
    ] {
        assert!(found.iter().any(|known| known == path), "{path} in {found:?}");
    }
    assert!(
        !found.iter().any(|path| path.contains("comment") || path.contains("quoted") || path.contains("only_here"))
    );
}
