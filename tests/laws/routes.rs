//! Who may go where: the matrix of roles and rows, the rows for everybody, and what everybody else finds at each row.

use super::lists;
use super::rows::{Named, Things};
use crate::support::{ADA, Answer, Browser, DEE, HARBOUR, QUARRY, TestApp};
use kernel::db::{Either, sql};
use platform::web::{Method, Row};
use platform::{Perm, Perms, Role};
use std::collections::{BTreeMap, BTreeSet};

fn rows() -> Vec<(Method, String, Perm)> {
    let routes = steward::registry::routes();
    let row = |row: &Row| (row.method, row.path.clone(), row.perm);
    let mut rows: Vec<_> = routes.rows().iter().map(row).collect();
    rows.sort_by(|one, other| (&one.1, one.0).cmp(&(&other.1, other.0)));
    assert!(!rows.is_empty());
    rows
}

fn verb(method: Method) -> &'static str {
    match method {
        Method::Get => "GET ",
        other => other.name(),
    }
}

fn is_inside(path: &str) -> bool {
    path.starts_with("/o/{org}")
}

#[test]
fn the_matrix_of_roles_and_rows_is_the_committed_one() {
    let width = rows().iter().map(|(_, path, _)| path.len()).max().unwrap_or_default();
    let names: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
    let mut text = format!("# Roles from left to right: {}.\n", names.join(", "));
    for (method, path, perm) in rows().into_iter().filter(|(_, path, _)| is_inside(path)) {
        let may: String =
            Role::ALL.iter().map(|role| if role.may(perm) || perm == Perm::SignedIn { 'x' } else { '.' }).collect();
        text.push_str(&format!("{} {path:width$}  {may}  {perm:?}\n", verb(method)));
    }
    lists::expect("routes.txt", &text);
}

#[test]
fn the_rows_for_everybody_are_the_committed_ones() {
    let mut text = String::new();
    for (method, path, perm) in rows() {
        // What a client sees of their own is no page for everybody, and belongs to no role either.
        match perm {
            Perm::Public => text.push_str(&format!("{} {path}\n", verb(method))),
            Perm::Client => text.push_str(&format!("{} {path}  Client\n", verb(method))),
            _ => {}
        }
    }
    lists::expect("public.txt", &text);
}

#[test]
fn rows_inside_an_organisation_ask_for_a_permission_and_the_others_for_nothing_more_than_a_sign_in() {
    let mut slips = Vec::new();
    for (method, path, perm) in rows() {
        let is_right = match perm {
            Perm::Public => !is_inside(&path),
            Perm::SignedIn => !path.starts_with("/b/{org}"),
            Perm::Client => path.starts_with("/b/{org}/my/"),
            Perm::Operator => path.starts_with("/console"),
            _ => is_inside(&path),
        };
        if !is_right {
            slips.push(format!("{} {path} {perm:?}", verb(method)));
        }
    }
    assert_eq!(slips, Vec::<String>::new());
}

async fn knock(browser: &Browser, method: Method, path: &str) -> Answer {
    match method {
        Method::Get => browser.get(path).await,
        _ => browser.post(path, &[]).await,
    }
}

#[tokio::test]
async fn nobody_gets_anywhere_without_signing_in() {
    let app = TestApp::start().await;
    let things = Things::make(&app).await;
    let mut slips = Vec::new();
    for (method, path, perm) in rows() {
        if perm == Perm::Public {
            continue;
        }
        let answer = knock(&app.guest(), method, &things.path(&path, HARBOUR.slug, Named::Real)).await;
        let is_right = match method {
            Method::Get if perm == Perm::Client => {
                answer.status == 303 && answer.location().starts_with("/b/harbour-house/sign-in?next=/my/")
            }
            Method::Get => answer.status == 303 && answer.location().starts_with("/sign-in?next="),
            _ => answer.status == 401,
        };
        if !is_right {
            slips.push(answer.to_string());
        }
    }
    assert!(slips.is_empty(), "{slips:#?}");
}

/// What could tell one answer from another: its status, its headers and its body, without what is new in each.
pub(super) fn face(answer: &Answer, path: &str) -> (u16, BTreeMap<String, String>, String) {
    let fresh = ["x-request-id", "date", "set-cookie", "content-length", "etag"];
    let headers = answer.headers.iter().filter(|(name, _)| !fresh.contains(&name.as_str()));
    let headers = headers
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().replace(path, "…")))
        .collect();
    let request = answer.header("x-request-id");
    let body = answer.body().replace(path, "…");
    (answer.status.as_u16(), headers, if request.is_empty() { body } else { body.replace(request, "…") })
}

#[tokio::test]
async fn an_outsider_finds_the_same_nothing_at_real_things_as_at_random_ones() {
    let app = TestApp::start().await;
    let things = Things::make(&app).await;
    let dee = app.sign_in(&DEE).await;
    let mut slips = Vec::new();
    for (method, row, _) in rows().into_iter().filter(|(_, path, _)| is_inside(path)) {
        let real = things.path(&row, HARBOUR.slug, Named::Real);
        let random = things.path(&row, "no-such-house", Named::Random);
        let (one, other) = (knock(&dee, method, &real).await, knock(&dee, method, &random).await);
        if one.status != 404 || face(&one, &real) != face(&other, &random) {
            slips.push(format!("{one}\n  but {other}"));
        }
    }
    assert!(slips.is_empty(), "{slips:#?}");
}

#[tokio::test]
async fn a_neighbour_finds_nothing_of_ours_in_a_house_of_their_own() {
    let app = TestApp::start().await;
    let things = Things::make(&app).await;
    let dee = app.sign_in(&DEE).await;
    let before = content(&app).await;
    let mut slips = Vec::new();
    let named = |path: &String| path.replace("{org}", "").contains('{');
    // A label is answered alike, whatever it says: the tests of what was found hold that.
    let of_label = |path: &String| path.ends_with("/{tag}") || path.contains("/hardware/");
    for (method, row, _) in
        rows().into_iter().filter(|(_, path, _)| path.contains("{org}") && named(path) && !of_label(path))
    {
        let ours = things.path(&row, QUARRY.slug, Named::Real);
        let nobodys = things.path(&row, QUARRY.slug, Named::Random);
        let (one, other) = (knock(&dee, method, &ours).await, knock(&dee, method, &nobodys).await);
        let found = one.status.is_success() || one.status.is_redirection();
        if found || method == Method::Get && one.status != 404 || face(&one, &ours) != face(&other, &nobodys) {
            slips.push(format!("{one}\n  but {other}"));
        }
    }
    assert!(slips.is_empty(), "{slips:#?}");
    assert_eq!(content(&app).await, before, "a neighbour changed something of ours");
}

/// What being asked writes by itself: limits, visits, sessions, keys of forms.
const WRITTEN_BY_ASKING: [&str; 4] = ["idempotency", "last_visits", "sessions", "throttles"];

/// How many rows every table of the house has, but for what being asked writes by itself.
pub(super) async fn content(app: &TestApp) -> Vec<(String, i64)> {
    let tables: Vec<(String,)> = sql(Either {
        sqlite: "select name from sqlite_schema where type = 'table' and sql not like 'create virtual%' order by name",
        postgres: "select cast(table_name as text) from information_schema.tables
                    where table_schema = current_schema() and table_type = 'BASE TABLE' order by table_name",
    })
    .all(app.db())
    .await
    .expect("a catalogue");
    let mut counts = Vec::new();
    for (table,) in tables.into_iter().filter(|(table,)| !WRITTEN_BY_ASKING.contains(&table.as_str())) {
        let count = app.count(&table).await;
        counts.push((table, count));
    }
    assert!(counts.len() > 60, "the catalogue is read");
    counts
}

#[tokio::test]
async fn a_role_without_the_permission_is_refused_and_one_with_it_is_not() {
    let app = TestApp::start().await;
    let things = Things::make(&app).await;
    let mut slips = Vec::new();
    for role in Role::ALL {
        let browser = app.sign_in_user(app.employ(HARBOUR.id, role).await).await;
        for (method, row, perm) in rows().into_iter().filter(|(_, path, _)| is_inside(path)) {
            let may = role.may(perm) || perm == Perm::SignedIn;
            if may && method == Method::Post {
                continue; // what it does is the domain's own test
            }
            let answer = knock(&browser, method, &things.path(&row, HARBOUR.slug, Named::Real)).await;
            // A permission opens the row; the record behind it may still be closed to this role.
            let names_a_record = row.replace("{org}", "").contains('{');
            let is_right = if may { answer.status != 403 || names_a_record } else { answer.status == 403 };
            if !is_right || answer.status.is_server_error() {
                slips.push(format!("{}: {} {answer}", role.name(), verb(method)));
            }
        }
    }
    assert!(slips.is_empty(), "{slips:#?}");
}

/// Where a browser is let in although this set does not allow it, or kept out although it does.
async fn slips_of(browser: &Browser, things: &Things, perms: Perms) -> Vec<String> {
    let mut slips = Vec::new();
    for (method, row, perm) in rows().into_iter().filter(|(_, path, _)| is_inside(path)) {
        let may = perms.has(perm) || perm == Perm::SignedIn;
        if may && method == Method::Post {
            continue;
        }
        let answer = knock(browser, method, &things.path(&row, HARBOUR.slug, Named::Real)).await;
        let names_a_record = row.replace("{org}", "").contains('{');
        // Some pages are of the whole organisation: their guard is open, and their handler knows of no part of it.
        let is_right = if may { answer.status != 403 || names_a_record } else { answer.status == 403 };
        if !is_right || answer.status.is_server_error() {
            slips.push(format!("{} {answer}", verb(method)));
        }
    }
    slips
}

/// Permission sets as chance makes them, the same in every run.
fn sets(seed: u64, number: usize) -> Vec<Perms> {
    let chance = kernel::id::Ids::seeded(seed);
    let set = |_| Perm::ALL.into_iter().filter(|_| chance.below(2) == 1).fold(Perms::NONE, Perms::with);
    (0..number).map(set).collect()
}

#[tokio::test]
async fn an_own_role_opens_exactly_the_rows_of_its_set() {
    let app = TestApp::start().await;
    let things = Things::make(&app).await;
    for (nth, perms) in sets(7, 8).into_iter().enumerate() {
        let role = app.make_role(HARBOUR.id, &format!("Chance {nth}"), perms).await;
        let browser = app.sign_in_user(app.employ_as(HARBOUR.id, role, None).await).await;
        assert_eq!(slips_of(&browser, &things, perms).await, Vec::<String>::new(), "{:?}", perms.names());
    }
}

#[tokio::test]
async fn a_set_that_claims_one_permission_more_or_less_is_found_out() {
    let app = TestApp::start().await;
    let things = Things::make(&app).await;
    let perms = Perms::of(&[Perm::Home, Perm::ContactsRead, Perm::PeopleRead]);
    let role = app.make_role(HARBOUR.id, "Watched", perms).await;
    let browser = app.sign_in_user(app.employ_as(HARBOUR.id, role, None).await).await;
    assert_eq!(slips_of(&browser, &things, perms).await, Vec::<String>::new());
    for wrong in [perms.with(Perm::ResourcesRead), perms.without(Perms::of(&[Perm::ContactsRead]))] {
        assert!(!slips_of(&browser, &things, wrong).await.is_empty(), "{:?}", wrong.names());
    }
}

#[tokio::test]
async fn own_roles_reach_as_far_as_their_places_and_not_further() {
    use crate::support::world::{BUILDING, FLOOR, SITE};
    let app = TestApp::start().await;
    let below = [
        (SITE.id, vec![SITE.id, BUILDING.id, FLOOR.id]),
        (BUILDING.id, vec![BUILDING.id, FLOOR.id]),
        (FLOOR.id, vec![FLOOR.id]),
    ];
    for (nth, pair) in sets(11, 12).chunks(2).enumerate() {
        let (one, other) = (pair[0], pair[1]);
        let (first, second) = (&below[nth % 3], &below[(nth / 2) % 3]);
        let names = [format!("One {nth}"), format!("Other {nth}")];
        let role = app.make_role(HARBOUR.id, &names[0], one).await;
        let user = app.employ_as(HARBOUR.id, role, Some(first.0)).await;
        let role = app.make_role(HARBOUR.id, &names[1], other).await;
        app.grant_own(HARBOUR.id, user, role, Some(second.0)).await;
        let entered = platform::context::enter(app.db(), HARBOUR.slug, user, app.now()).await;
        let mut scope = app.scope(HARBOUR.slug, &ADA).await;
        scope.viewer = entered.unwrap().1;
        for perm in Perm::ALL {
            let allowed = one.has(perm) || other.has(perm);
            assert_eq!(scope.may(perm), allowed && !perm.is_of_the_whole(), "{perm:?}");
            for place in [SITE.id, BUILDING.id, FLOOR.id] {
                let here = one.has(perm) && first.1.contains(&place) || other.has(perm) && second.1.contains(&place);
                assert_eq!(scope.may_at(perm, place), here, "{perm:?} {place}");
                let counted = scope.viewer.perms_at(Some(place)).has(perm);
                assert_eq!(counted, here && !perm.is_of_the_whole(), "{perm:?} {place}");
            }
            assert!(scope.demand_everywhere(perm).is_err() && !scope.viewer.perms_at(None).has(perm));
        }
    }
}

/// A mail program sends these, and follows no redirect (RFC 8058).
const ONE_CLICK: [&str; 2] = ["/b/{org}/letters/{token}/ending", "/b/{org}/reports/{token}/ending"];

#[tokio::test]
async fn an_owner_finds_every_page_and_no_empty_form_breaks_anything() {
    let app = TestApp::start().await;
    let things = Things::make(&app).await;
    let ada = app.sign_in(&ADA).await;
    let mut slips = Vec::new();
    for (_, row, _) in rows().into_iter().filter(|(method, ..)| *method == Method::Get) {
        let answer = ada.get(&things.path(&row, HARBOUR.slug, Named::Real)).await;
        if answer.status != 200 && answer.status != 303 {
            slips.push(format!("GET {answer}"));
        }
    }
    // What an empty form did to a thing may hide it from the next one: 404 is an answer too.
    for (_, row, _) in rows().into_iter().filter(|(method, row, _)| *method == Method::Post && row != "/sign-out") {
        let answer = ada.post(&things.path(&row, HARBOUR.slug, Named::Real), &[]).await;
        if answer.status.is_server_error() || answer.status == 200 && !ONE_CLICK.contains(&row.as_str()) {
            slips.push(format!("POST {answer}"));
        }
    }
    assert!(slips.is_empty(), "{slips:#?}");
}

#[test]
fn addresses_are_nouns_without_verbs_and_every_row_is_there_once() {
    let verbs = [
        "create", "update", "delete", "edit", "remove", "add", "save", "cancel", "move", "archive", "invite", "revoke",
        "send",
    ];
    let mut seen = BTreeSet::new();
    let mut slips = Vec::new();
    for (method, path, _) in rows() {
        if path.split('/').any(|part| verbs.contains(&part)) {
            slips.push(format!("{path} contains a verb"));
        }
        if !seen.insert((method, path.clone())) {
            slips.push(format!("{} {path} is there twice", verb(method)));
        }
    }
    assert_eq!(slips, Vec::<String>::new());
}
