//! Canaries: words that must never be read in a log, sent through everything that logs.

use crate::bookings::desk::guest_books;
use crate::support::smtp::{Features, SmtpServer};
use crate::support::world::{BOARDROOM, PASSWORD};
use crate::support::{ADA, Furnishing, Server};
use kernel::db::sql;
use std::time::{Duration, Instant};

/// How long mail may take to leave.
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_and_no_address_is_in_the_log_of_a_day_at_the_loudest() {
    let features = Features {
        pipelining: true,
        eight_bit: true,
        sign_in: Some(("canary-smtp-user", "canary-smtp-password", "PLAIN LOGIN")),
        ..Features::default()
    };
    let mail = SmtpServer::with(features).await;
    let port = mail.port().to_string();
    let settings = [
        ("STEWARD_SMTP_HOST", "127.0.0.1"),
        ("STEWARD_SMTP_PORT", port.as_str()),
        ("STEWARD_SMTP_TLS", "none"),
        ("STEWARD_SMTP_USER", "canary-smtp-user"),
        ("STEWARD_SMTP_PASSWORD", "canary-smtp-password"),
        ("STEWARD_SECRET_KEY", "canary-secret-key-of-more-than-32-letters"),
        ("STEWARD_MAIL_FROM", "canary-from@house.example"),
        ("STEWARD_LOG", "debug"),
    ];
    let mut server = Server::with(Furnishing::World, &settings).await;
    // Somebody mistypes their password and then does not; a guest books, one cannot; a password is forgotten.
    let ada = server.guest();
    let door = ada.get("/sign-in").await.expect(200);
    ada.submit(&door, "#sign-in", &[("email", "canary-unknown@example.org"), ("password", "canary-wrong-password")])
        .await
        .expect(422);
    ada.submit(&door, "#sign-in", &[("email", ADA.email), ("password", "canary-wrong-password")]).await.expect(422);
    ada.submit(&door, "#sign-in", &[("email", ADA.email), ("password", PASSWORD)]).await.expect(303);
    let session = ada.cookie("steward").expect("Ada is signed in");
    let manage = guest_books(&server.guest(), &BOARDROOM, &day(), "canary-guest@example.org").await;
    server.guest().get(&manage).await.expect(200);
    let token = manage.rsplit('/').next().expect("a token").to_owned();
    server.guest().get(&format!("/password-reset/{token}")).await;
    server.guest().get("/o/harbour-house/contacts?text=canary-search@example.org").await;
    let forgotten = server.guest().get("/password-reset").await.expect(200);
    server.guest().submit(&forgotten, "#reset", &[("email", ADA.email)]).await;
    server
        .guest()
        .send(
            axum::http::Method::POST,
            "/sign-in",
            &[],
            Some(("application/json".to_owned(), b"{\"password\":\"canary-json\"}".to_vec())),
        )
        .await;
    let began = Instant::now();
    let reset = loop {
        if let Some(token) = mail.messages().iter().find_map(|message| reset_token(&message.text())) {
            break token;
        }
        assert!(began.elapsed() < PATIENCE, "the link for a new password leaves: {}", server.log_text());
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    server.guest().get(&format!("/password-reset/{reset}")).await.expect(200);
    let db = server.db().await;
    let hash: (String,) =
        sql("select password_hash from users where id = $1").bind(ADA.id).one(&db).await.expect("Ada");
    db.close().await;
    let url = server.database_url().to_owned();
    server.terminate().await;
    let log = server.log_text();
    assert!(log.contains("request") && log.contains("/b/{org}/manage/{token}"), "the log tells of requests: {log}");
    assert!(log.len() > 5_000, "and is loud: {log}");
    let secrets = ["canary", "@example.org", "@harbour.example", PASSWORD, &session, &token, &reset, &hash.0];
    let found: Vec<&str> = log.lines().filter(|line| secrets.iter().any(|secret| line.contains(secret))).collect();
    assert!(found.is_empty(), "{found:#?}");
    assert!(!url.contains(':') || !url.contains("://steward:") || !log.contains(&url));
}

/// The token in a letter with a link for a new password.
fn reset_token(letter: &str) -> Option<String> {
    let text = letter.replace("=\r\n", "");
    let rest = text.split("/password-reset/").nth(1)?;
    Some(rest.chars().take_while(|letter| letter.is_ascii_alphanumeric() || "-_".contains(*letter)).collect())
}

/// Tomorrow at ten, in the house's zone, by the machine's clock.
pub fn day() -> String {
    let tomorrow = kernel::time::Clock::system().now() + chrono::TimeDelta::days(1);
    format!("{}T10:00", tomorrow.with_timezone(&chrono_tz::Europe::Madrid).format("%Y-%m-%d"))
}
