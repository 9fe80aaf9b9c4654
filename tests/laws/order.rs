//! Who may use whom: wings use the wings above them, domains the domains above them in their wing's `lib.rs`, and each
//! room of a domain keeps to its trade.

use super::sources::{Source, below, paths};
use crate::support::root;
use std::collections::BTreeSet;

/// Wings whose `mod` lines stand in order. Below them lie kernel and platform, whose parts know each other.
const WINGS: [&str; 5] = ["people", "things", "days", "insight", "keeping"];
/// Rooms that know nothing of pages.
const QUIET_ROOMS: [&str; 4] = ["model", "policy", "store", "actions"];
/// Rooms of a domain. A domain may stand in a larger one, as the nouns of the catalogue do; its rooms stay rooms.
const ROOMS: [&str; 7] = ["model", "policy", "store", "actions", "routes", "api", "reactions"];
/// Crates and modules that pages are made with.
const PAGES: [&str; 3] = ["maud", "axum", "axum_extra"];

#[test]
fn a_wing_depends_only_on_wings_above_it() {
    let read = |path: &str| -> toml::Table { std::fs::read_to_string(root().join(path)).unwrap().parse().unwrap() };
    let workspace = read("Cargo.toml");
    let members: Vec<String> = workspace["workspace"]["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|member| member.as_str().unwrap().to_owned())
        .collect();
    let names: Vec<&str> =
        members.iter().map(|member| member.strip_prefix("src/").expect("wings stand in src")).collect();
    let mut slips = Vec::new();
    for (at, member) in members.iter().enumerate() {
        let manifest = read(&format!("{member}/Cargo.toml"));
        let dependencies = manifest.get("dependencies").and_then(toml::Value::as_table).cloned().unwrap_or_default();
        let below_it = dependencies.keys().filter(|name| names[at..].contains(&name.as_str()));
        slips.extend(below_it.map(|name| format!("{member} depends on {name}, which does not stand above it")));
    }
    assert_eq!(slips, Vec::<String>::new());
}

/// What a program calls the outside with.
const CALLS: [&str; 9] = [
    "TcpStream::connect",
    "TcpSocket",
    "UdpSocket",
    "UnixStream",
    "reqwest",
    "async_nats::",
    "hickory_resolver",
    "opentelemetry_otlp",
    "http::Client::new(",
];
/// Who calls the outside. What tenants name is called by the guarded client, of which the house has one; the others call
/// what the operator has configured.
const CALLERS: [&str; 7] = [
    "src/insight/stream/client.rs", // NATS
    "src/kernel/dns.rs",            // the name server
    "src/kernel/http/client.rs",    // the guarded one
    "src/kernel/mail/wire.rs",      // the mail server
    "src/kernel/storage/line.rs",   // the bucket
    "src/platform/house.rs",        // has the guarded one
    "src/traces.rs",                // the collector of traces
];

#[test]
fn whatever_calls_the_outside_is_known_and_tenants_name_only_what_the_guarded_client_calls() {
    let sources = below(&["src", "views"]);
    let calls = sources.iter().filter(|source| {
        let lines = source.text.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.into_iter().any(|line| CALLS.iter().any(|call| line.contains(call)))
    });
    let calls: Vec<&str> = calls.map(|source| source.path.as_str()).collect();
    assert_eq!(calls, CALLERS);
}

#[test]
fn a_domain_uses_only_domains_above_it_in_its_wing() {
    let mut slips = BTreeSet::new();
    for wing in WINGS {
        let order = domains(wing);
        for source in below(&[&format!("src/{wing}")]) {
            let inside: Vec<&str> = source.path.split('/').skip(2).collect();
            let Some(own) = order.iter().position(|domain| inside[0] == domain || inside[0] == format!("{domain}.rs"))
            else {
                continue; // lib.rs sees them all
            };
            for used in uses(&source, inside.len()) {
                if order.iter().position(|domain| *domain == used).is_some_and(|other| other > own) {
                    slips.insert(format!("{} uses {used}, which stands below {}", source.path, order[own]));
                }
            }
        }
    }
    assert!(slips.is_empty(), "{slips:#?}");
}

/// The `mod` lines of a wing's `lib.rs`, in their order; the views belong to every domain.
fn domains(wing: &str) -> Vec<String> {
    let sources = below(&[&format!("src/{wing}")]);
    let lib = sources.iter().find(|source| source.path.ends_with("/lib.rs")).expect("a wing has a lib.rs").parse();
    let modules = lib.items.iter().filter_map(|item| match item {
        syn::Item::Mod(module) if module.content.is_none() => Some(module.ident.to_string()),
        _ => None,
    });
    modules.filter(|name| name != "views").collect()
}

/// The modules of its crate that a file names; `depth` is the number of its path's parts below the crate's folder.
fn uses(source: &Source, depth: usize) -> BTreeSet<String> {
    let is_front = source.stem() == "mod" || depth == 1;
    let depth = if is_front { depth - 1 } else { depth };
    let top = |path: Vec<String>| {
        let ups = path.iter().take_while(|part| *part == "super").count();
        match path.first().map(String::as_str) {
            Some("crate") => path.get(1).cloned(),
            Some("super") if ups == depth => path.get(ups).cloned(),
            _ => None,
        }
    };
    paths(source.tokens()).into_iter().filter_map(top).collect()
}

/// Rust files of the wings with their room: the name of the file, or of the folder that the file outgrew. Where a domain is
/// a family of domains, each of those has rooms of its own.
fn rooms() -> Vec<(Source, String)> {
    let folders = WINGS.map(|wing| format!("src/{wing}"));
    let sources = below(&folders.each_ref().map(String::as_str));
    let room = |source: Source| {
        let parts: Vec<&str> =
            source.path.split('/').skip(3).map(|part| part.strip_suffix(".rs").unwrap_or(part)).collect();
        let room = parts.iter().find(|part| ROOMS.contains(part)).or(parts.first());
        let room = room.copied().unwrap_or_default().to_owned();
        (source, room)
    };
    sources.into_iter().map(room).collect()
}

#[test]
fn sql_is_written_in_stores_only() {
    let mut slips = Vec::new();
    for (source, room) in rooms() {
        let writes =
            paths(source.tokens()).iter().any(|path| path.last().is_some_and(|last| last == "sql") && path.len() <= 3);
        if writes && room != "store" {
            slips.push(source.path);
        }
    }
    assert_eq!(slips, Vec::<String>::new(), "these rooms write SQL and are no stores");
}

#[test]
fn models_policies_stores_and_actions_know_nothing_of_pages() {
    let mut slips = BTreeSet::new();
    for (source, room) in rooms() {
        if !QUIET_ROOMS.contains(&room.as_str()) {
            continue;
        }
        for path in paths(source.tokens()) {
            let has = |place: usize, name: &str| path.get(place).is_some_and(|part| part == name);
            let is_page = PAGES.iter().any(|name| has(0, name) && path.len() > 1)
                || has(0, "html") && path.len() == 1
                || has(0, "platform") && (has(1, "web") || has(1, "ui"))
                || has(0, "crate") && has(1, "views");
            // Letters are no pages: an action that alone knows a link composes the letter around it.
            let is_letter = path.iter().any(|part| part == "mail");
            if is_page && !is_letter {
                slips.insert(format!("{} uses {}", source.path, path.join("::")));
            }
        }
    }
    assert!(slips.is_empty(), "{slips:#?}");
}

#[test]
fn views_only_look() {
    let mut slips = BTreeSet::new();
    for source in below(&["views"]) {
        for path in paths(source.tokens()) {
            let has = |place: usize, name: &str| path.get(place).is_some_and(|part| part == name);
            let reaches = has(0, "kernel") && (has(1, "db") || has(1, "time") && has(2, "Clock"))
                || has(0, "platform") && (has(1, "House") || has(1, "house") || has(1, "Scope"))
                || has(0, "sqlx")
                || has(0, "axum")
                || has(0, "async") && path.len() == 1;
            if reaches {
                slips.insert(format!("{} uses {}", source.path, path.join("::")));
            }
        }
    }
    assert!(slips.is_empty(), "{slips:#?}");
}
