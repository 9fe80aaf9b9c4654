//! The description of the API: valid in the eyes of another program, true under thousands of requests nobody thought of, and
//! readable as a page.

use crate::laws::rows::Things;
use crate::support::api::keep_token;
use crate::support::{ADA, BO, CY, Furnishing, HARBOUR, Person, Server, TestApp, python, root};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs a script of `tests/api` with this text on its standard input; panics with its words when it fails.
fn judge(script: &str, input: &str) -> String {
    let path = root().join("tests/api").join(script);
    let interpreter: &Path = python::of_the_api();
    let mut child = Command::new(interpreter)
        .arg(path)
        .current_dir(crate::support::scratch())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the interpreter starts");
    let mut stdin = child.stdin.take().expect("its input is a pipe");
    let _ = stdin.write_all(input.as_bytes()); // a script that fails early closes its input; its own words say why
    drop(stdin);
    let output = child.wait_with_output().expect("the script ends");
    let words = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{script} found:\n{words}{}", String::from_utf8_lossy(&output.stderr));
    words
}

#[tokio::test]
async fn the_document_is_served_to_everybody_and_valid_openapi() {
    let app = TestApp::start().await;
    let answer = app.stranger().get("/api/v1/openapi.json").await.expect(200);
    let document = answer.json();
    assert_eq!(document, steward::registry::api().document(), "what is served is what `steward openapi` prints");
    let words = judge("validate.py", &answer.body());
    assert!(words.contains("valid"), "{words}");
    // Every call stands in it once, under the name it has.
    for placed in steward::registry::api().calls() {
        let told = &document["paths"][placed.path()][placed.call.method().name().to_lowercase()];
        assert_eq!(told["operationId"], placed.call.operation().id, "{}", placed.path());
    }
}

#[tokio::test]
async fn a_document_that_is_wrong_is_found_out() {
    let mut document = steward::registry::api().document();
    document["paths"]["/api/v1/me"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"] =
        "#/components/schemas/Nobody".into();
    let caught = std::panic::catch_unwind(|| judge("validate.py", &document.to_string()));
    assert!(caught.is_err(), "a reference to nothing is no description");
}

/// Three roles, every call, wishes that fit the description and wishes that do not. What may not happen: a fault, a status or
/// a body that the description does not know, a wish accepted that it forbids, a verb that it does not name.
#[tokio::test(flavor = "multi_thread")]
async fn no_request_that_anybody_can_think_of_breaks_the_house_or_its_word() {
    let server = Server::with(Furnishing::World, &[("STEWARD_API_RATE", "1000000")]).await;
    let words = asked(&server, &[&ADA, &BO, &CY], None).await;
    println!("{words}");
    assert!(words.contains("requests"), "{words}");
    assert!(!server.log_text().contains("a request of the API failed"), "{}", server.log_text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_that_the_description_does_not_know_is_found_out() {
    let server = Server::with(Furnishing::World, &[("STEWARD_API_RATE", "1000000")]).await;
    let caught = tokio::spawn(async move { asked(&server, &[&CY], Some("403")).await }).await;
    assert!(caught.is_err(), "a member is refused here and there, and the description does not say so");
}

/// Asks a server for everything, as these people; the judge's words. `without` is a status to be taken out of the
/// description first.
async fn asked(server: &Server, people: &[&Person], without: Option<&str>) -> String {
    let db = server.db().await;
    let mut roles = Vec::new();
    for person in people {
        let token = keep_token(&db, person.id, Some(HARBOUR.id), None).await;
        roles.push(serde_json::json!({ "name": person.name, "token": token }));
    }
    let ids = Things::make_on(&db).await.ids();
    db.close().await;
    let base = format!("http://{}", server.address);
    let input =
        serde_json::json!({ "base": base, "roles": roles, "ids": ids, "org": HARBOUR.slug, "without": without });
    match tokio::task::spawn_blocking(move || judge("fuzz.py", &input.to_string())).await {
        Ok(words) => words,
        Err(failed) => std::panic::resume_unwind(failed.into_panic()),
    }
}

#[tokio::test]
async fn the_readable_page_shows_every_call_with_its_request_and_every_problem() {
    let app = TestApp::start().await;
    let page = app.guest().get("/api").await.expect(200);
    let document = page.document();
    for placed in steward::registry::api().calls() {
        let operation = placed.call.operation();
        assert!(document.by_id(operation.id).is_some(), "{} is not on the page", operation.id);
        let first = placed.example().curl("http://house.example").lines().next().unwrap_or_default().to_owned();
        assert!(page.text().contains(first.trim_end_matches(" \\")), "{first}");
    }
    for code in ["booking_overlap", "version_changed", "invalid", "last_owner"] {
        assert!(document.by_id(&format!("problem-{code}")).is_some(), "{code}");
    }
}
