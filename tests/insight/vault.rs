//! Secrets of tenants when the installation's key is replaced: the real program, started with one key and then another.

use super::webhooks::{PAGE, add, secret};
use crate::support::sink::Sink;
use crate::support::{ADA, Furnishing, HARBOUR, Server};
use insight::webhooks::store;
use std::process::Command;
use std::time::{Duration, Instant};

const OLD: &str = "the-old-secret-key-of-more-than-thirty-two-letters";
const NEW: &str = "the-new-secret-key-of-more-than-thirty-two-letters";

/// Runs the program's verb on the server's database.
fn reseal(server: &Server, url: &str, current: &str, previous: &str) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_steward"))
        .env_clear()
        .env("DATABASE_URL", url)
        .env("STEWARD_DATA", &server.folder)
        .env("STEWARD_SECRET_KEY", current)
        .env("STEWARD_PREVIOUS_SECRET_KEYS", previous)
        .arg("reseal")
        .output()
        .expect("the binary can be started");
    let words = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&words).into_owned())
}

#[tokio::test]
async fn a_replaced_key_opens_old_secrets_until_they_are_locked_with_the_new_one() {
    let sink = Sink::start().await;
    let settings = [("STEWARD_EGRESS_ALLOW", "127.0.0.1"), ("STEWARD_SECRET_KEY", OLD)];
    let mut server = Server::with(Furnishing::World, &settings).await;
    let ada = server.sign_in(&ADA).await;
    let (_, id) = add(&ada, &sink.url("/"), &[], "webhook.").await;
    let before = secret(&ada, id).await;
    let db = server.db().await;
    let stored = async || store::endpoint(&db, HARBOUR.id, id).await.unwrap().secret;
    let locked = stored().await;
    assert!(server.terminate().await.success());

    // The new key alone opens nothing: the page says what to do, and the log what is missing.
    server.set("STEWARD_SECRET_KEY", NEW);
    server.restart().await;
    let page = ada.get(&format!("{PAGE}/{id}/secret")).await.expect(200);
    assert!(page.has_text("replace it") && page.document().by_id("secret").is_none(), "{page}");
    assert!(server.log_text().contains("previous-secret-keys"), "the log says what is missing");
    assert!(!server.log_text().contains(&before[6..]));
    assert!(server.terminate().await.success());
    let (done, words) = reseal(&server, server.database_url(), NEW, "");
    assert!(!done && words.contains("do not open"), "{words}");
    assert_eq!(stored().await, locked, "what does not open is left as it is");

    // With the old key beside it everything goes on.
    server.set("STEWARD_PREVIOUS_SECRET_KEYS", OLD);
    server.restart().await;
    assert_eq!(secret(&ada, id).await, before);
    let asked = Instant::now();
    while sink.got().is_empty() {
        assert!(asked.elapsed() < Duration::from_secs(10), "what waited is signed and sent: {}", server.log_text());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(server.terminate().await.success());
    let (done, words) = reseal(&server, server.database_url(), NEW, OLD);
    assert!(done && words.contains("1 secrets were locked"), "{words}");
    assert_ne!(stored().await, locked);

    // And afterwards the old key is not needed any more.
    server.unset("STEWARD_PREVIOUS_SECRET_KEYS");
    server.restart().await;
    assert_eq!(secret(&ada, id).await, before);
    db.close().await;
}
