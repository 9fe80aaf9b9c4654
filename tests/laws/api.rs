//! Who may call what: the matrix of roles and calls, the calls for everybody, and what everybody else finds at each path, by
//! every verb.

use super::lists;
use super::routes::{content, face};
use super::rows::{Named, Things};
use crate::support::{ADA, Answer, DEE, HARBOUR, Program, QUARRY, TestApp};
use axum::http::Method as Verb;
use platform::web::Method;
use platform::web::api::{Api, Example, Placed};
use platform::{Perm, Role};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn api() -> Api {
    steward::registry::api()
}

/// Every path of every call.
fn rows() -> Vec<(Method, String, Perm)> {
    let mut rows: Vec<_> = api().rows().iter().map(|row| (row.method, row.path.clone(), row.perm)).collect();
    rows.sort_by(|one, other| (&one.1, one.0).cmp(&(&other.1, other.0)));
    assert!(rows.len() > 100);
    rows
}

fn verb(method: Method) -> Verb {
    method.name().parse().unwrap()
}

fn names_an_organisation(path: &str) -> bool {
    path.contains("{org}")
}

#[test]
fn the_matrix_of_roles_and_calls_is_the_committed_one() {
    let width = rows().iter().map(|(_, path, _)| path.len()).max().unwrap_or_default();
    let names: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
    let mut text = format!("# Roles from left to right: {}.\n", names.join(", "));
    for (method, path, perm) in rows().into_iter().filter(|(_, _, perm)| *perm != Perm::Public) {
        let may: String =
            Role::ALL.iter().map(|role| if role.may(perm) || perm == Perm::SignedIn { 'x' } else { '.' }).collect();
        text.push_str(&format!("{:<6} {path:width$}  {may}  {perm:?}\n", method.name()));
    }
    lists::expect("api_routes.txt", &text);
}

#[test]
fn the_calls_for_everybody_are_the_committed_ones() {
    let open = rows().into_iter().filter(|(_, _, perm)| *perm == Perm::Public);
    let text: String = open.map(|(method, path, _)| format!("{:<6} {path}\n", method.name())).collect();
    lists::expect("api_public.txt", &text);
}

#[test]
fn every_call_has_a_name_of_its_own_an_example_where_it_needs_one_and_no_verb_in_its_path() {
    let verbs = ["create", "update", "delete", "edit", "remove", "add", "save", "cancel", "move", "archive", "revoke"];
    let (mut names, mut paths, mut slips) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for placed in api().calls() {
        let operation = placed.call.operation();
        if operation.id.is_empty() || operation.summary.is_empty() || !names.insert(operation.id) {
            slips.push(format!("{} {} has no name of its own", placed.call.method().name(), placed.path()));
        }
        if operation.has_body() && operation.example.is_none() {
            slips.push(format!("{} has a body and no example", operation.id));
        }
    }
    for (method, path, _) in rows() {
        if path.split('/').any(|part| verbs.contains(&part)) {
            slips.push(format!("{path} contains a verb"));
        }
        if !paths.insert((method, path.clone())) {
            slips.push(format!("{} {path} is there twice", method.name()));
        }
    }
    assert_eq!(slips, Vec::<String>::new());
}

#[tokio::test]
async fn nobody_gets_anywhere_without_a_token_and_a_cookie_is_none() {
    let app = TestApp::start().await;
    let things = Things::make(&app).await;
    let ada = app.sign_in(&ADA).await;
    let cookie = format!("steward={}", ada.cookie("steward").unwrap());
    let mut slips = Vec::new();
    for (method, row, perm) in rows() {
        if perm == Perm::Public {
            continue;
        }
        let path = things.path(&row, HARBOUR.slug, Named::Real);
        let headers: &[&[(&str, &str)]] = &[
            &[],
            &[("cookie", &cookie)],
            &[("authorization", "Basic YWRhOnB3")],
            &[("authorization", "Bearer stw_at_x")],
        ];
        for headers in headers {
            let answer = app.stranger().send(verb(method), &path, headers, None).await;
            let challenged = answer.header("www-authenticate").starts_with("Bearer realm=");
            if answer.status != 401 || !challenged || answer.code() != "unauthorized" {
                slips.push(format!("{} {headers:?} {answer}", method.name()));
            }
        }
        app.advance(chrono::TimeDelta::minutes(2)); // strangers have a limit of their own
    }
    assert!(slips.is_empty(), "{slips:#?}");
}

/// [`face`], without how many requests are left.
pub(super) fn look(answer: &Answer, path: &str) -> (u16, BTreeMap<String, String>, String) {
    let (status, mut headers, body) = face(answer, path);
    headers.retain(|name, _| !name.starts_with("ratelimit"));
    (status, headers, body)
}

#[tokio::test]
async fn an_outsider_finds_the_same_nothing_at_real_things_as_at_random_ones_by_any_verb() {
    let app = TestApp::start().await;
    let things = Things::make(&app).await;
    let dee = app.program(&DEE).await;
    let bound = app.program_of(DEE.id, Some(QUARRY.id), None).await;
    let mut slips = Vec::new();
    for (at, (method, row, _)) in rows().into_iter().filter(|(_, path, _)| names_an_organisation(path)).enumerate() {
        if at % 50 == 49 {
            app.advance(chrono::TimeDelta::minutes(1)); // nobody calls more often than they may
        }
        let real = things.path(&row, HARBOUR.slug, Named::Real);
        let random = things.path(&row, "no-such-house", Named::Random);
        for program in [&dee, &bound] {
            let one = program.send(verb(method), &real, &[], Some(Value::Object(Default::default()))).await;
            let other = program.send(verb(method), &random, &[], Some(Value::Object(Default::default()))).await;
            if one.status != 404 || look(&one, &real) != look(&other, &random) {
                slips.push(format!("{} {one}\n  but {other}", method.name()));
            }
        }
    }
    assert!(slips.is_empty(), "{slips:#?}");
}

/// A request of the documentation with these things in it.
async fn ask(program: &Program, things: &Things, example: &Example, org: &str, named: Named) -> Answer {
    let path = things.spoken(&example.path, org, named);
    let query: Vec<String> =
        example.query.iter().map(|(name, value)| format!("{name}={}", things.spoken(value, org, named))).collect();
    let path = if query.is_empty() { path } else { format!("{path}?{}", query.join("&").replace(' ', "+")) };
    let body = example.body.as_ref().map(|body| things.spoken(&body.to_string(), org, named).parse().unwrap());
    match example.file {
        None => program.send(verb(example.method), &path, &[], body).await,
        Some((media, content)) => {
            program.send_raw(verb(example.method), &path, &[], Some((media.to_owned(), content.into()))).await
        }
    }
}

#[tokio::test]
async fn a_neighbour_reaches_nothing_of_ours_from_a_house_of_their_own_neither_by_path_nor_by_body() {
    let app = TestApp::start().await;
    let things = Things::make(&app).await;
    let dee = app.program(&DEE).await;
    let before = content(&app).await;
    let mut slips = Vec::new();
    let words = |placed: &Placed| format!("{:?}", placed.example()).replace("$ORG", "").contains('$');
    for placed in api().calls().iter().filter(|placed| placed.is_inside() && words(placed)) {
        let example = placed.example();
        let ours = ask(&dee, &things, &example, QUARRY.slug, Named::Real).await;
        let nobodys = ask(&dee, &things, &example, QUARRY.slug, Named::Random).await;
        // A batch is an answer in itself; what became of its wishes is in it.
        let found = ours.status.is_success() && !example.path.ends_with("/batches");
        let (one, other) = (ours.address.clone(), nobodys.address.clone());
        if found || ours.body().contains("\"status\":20") || look(&ours, &one) != look(&nobodys, &other) {
            slips.push(format!("{} {ours}\n  but {nobodys}", example.method.name()));
        }
    }
    assert!(slips.is_empty(), "{slips:#?}");
    assert_eq!(content(&app).await, before, "a neighbour changed something of ours");
}

#[tokio::test]
async fn a_role_without_the_permission_is_refused_and_one_with_it_is_not() {
    let app = TestApp::start().await;
    let things = Things::make(&app).await;
    let mut slips = Vec::new();
    for role in Role::ALL {
        let program = app.program_of(app.employ(HARBOUR.id, role).await, Some(HARBOUR.id), None).await;
        let inside = rows()
            .into_iter()
            .filter(|(_, path, perm)| *perm != Perm::SignedIn && *perm != Perm::Public && !path.is_empty());
        for (method, row, perm) in inside {
            let may = role.may(perm);
            if may && method != Method::Get {
                continue; // what it does is the domain's own test
            }
            app.advance(chrono::TimeDelta::seconds(1)); // the limit of rates is another test's
            let path = things.path(&row, HARBOUR.slug, Named::Real);
            let answer = program.send(verb(method), &path, &[], None).await;
            let names_a_record = row.replace("{org}", "").contains('{');
            let is_right = if may { answer.status != 403 || names_a_record } else { answer.status == 403 };
            if !is_right || answer.status.is_server_error() {
                slips.push(format!("{}: {} {answer}", role.name(), method.name()));
            }
        }
    }
    assert!(slips.is_empty(), "{slips:#?}");
}

#[tokio::test]
async fn a_parameter_that_nobody_knows_is_refused_by_every_call_by_its_name() {
    let app = TestApp::start().await;
    let things = Things::make(&app).await;
    let ada = app.program(&ADA).await;
    let mut slips = Vec::new();
    for placed in api().calls().iter().filter(|placed| placed.call.method() == Method::Get) {
        app.advance(chrono::TimeDelta::seconds(1)); // the limit of rates is another test's
        let path = things.path(&placed.path(), HARBOUR.slug, Named::Real);
        let answer = ada.get(&format!("{path}?colour=red")).await;
        if answer.status != 422 || answer.pointers() != ["/colour"] {
            slips.push(format!("GET {answer}"));
        }
    }
    assert!(slips.is_empty(), "{slips:#?}");
}

#[tokio::test]
async fn a_scope_narrows_every_call_to_what_it_names() {
    let app = TestApp::start().await;
    let things = Things::make(&app).await;
    let program = app.program_of(ADA.id, None, Some(&["calendar_read"])).await;
    let mut slips = Vec::new();
    for (method, row, perm) in rows().into_iter().filter(|(_, path, _)| names_an_organisation(path)) {
        if perm == Perm::CalendarRead {
            continue;
        }
        let answer = program.send(verb(method), &things.path(&row, HARBOUR.slug, Named::Real), &[], None).await;
        if answer.status != 403 {
            slips.push(format!("{} {answer}", method.name()));
        }
    }
    assert!(slips.is_empty(), "{slips:#?}");
    program.get("/api/v1/orgs/harbour-house/resources").await.expect(200);
    // Founding an organisation is not in any scope.
    program
        .post(
            "/api/v1/orgs",
            serde_json::json!({"name": "A", "zone": "UTC", "currency": "EUR", "email": "a@b.example"}),
        )
        .await
        .expect(403);
}

#[tokio::test]
async fn an_owner_gets_everything_on_every_path_and_no_empty_body_breaks_anything() {
    let app = TestApp::start().await;
    let things = Things::make(&app).await;
    let ada = app.program(&ADA).await;
    let mut slips = Vec::new();
    for placed in api().calls().iter().filter(|placed| placed.call.method() == Method::Get) {
        let first = ada.get(&things.path(&placed.path(), HARBOUR.slug, Named::Real)).await;
        if first.status != 200 {
            slips.push(format!("GET {first}"));
        }
        for other in placed.other_paths() {
            let again = ada.get(&things.path(&other, HARBOUR.slug, Named::Real)).await;
            if again.body() != first.body() {
                slips.push(format!("{again}\n  but {first}"));
            }
        }
    }
    for (method, row, _) in
        rows().into_iter().filter(|(method, row, _)| *method != Method::Get && !row.ends_with("/logout"))
    {
        for body in ["", "{}", "[]", "nil", "{\"a\": 1}"] {
            app.advance(chrono::TimeDelta::seconds(1));
            let sent = Some(("application/json".to_owned(), body.as_bytes().to_vec()));
            let answer = ada.send_raw(verb(method), &things.path(&row, HARBOUR.slug, Named::Real), &[], sent).await;
            if answer.status.is_server_error() || answer.status.is_client_error() && answer.code().is_empty() {
                slips.push(format!("{} {answer}", method.name()));
            }
        }
    }
    assert!(slips.is_empty(), "{slips:#?}");
}

#[tokio::test]
async fn every_path_says_which_verbs_it_takes_and_refuses_the_others() {
    let app = TestApp::start().await;
    let things = Things::make(&app).await;
    let ada = app.program(&ADA).await;
    let mut taken: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (method, path, _) in rows() {
        taken.entry(path).or_default().insert(method.name());
    }
    let mut slips = Vec::new();
    for (row, verbs) in taken {
        for other in ["GET", "POST", "PUT", "PATCH", "DELETE"].into_iter().filter(|name| !verbs.contains(name)) {
            app.advance(chrono::TimeDelta::seconds(1)); // the limit of rates is another test's
            let path = things.path(&row, HARBOUR.slug, Named::Real);
            let answer = ada.send(other.parse().unwrap(), &path, &[], None).await;
            let allow: BTreeSet<&str> = answer.header("allow").split(',').filter(|name| *name != "HEAD").collect();
            // `/bookings/resources` is a path of its own, and `/bookings/{id}` would take its verbs.
            if answer.status != 405 || answer.code() != "method_not_allowed" || allow != verbs {
                slips.push(format!("{other} {answer}: {allow:?} but {verbs:?}"));
            }
        }
    }
    assert!(slips.is_empty(), "{slips:#?}");
}
