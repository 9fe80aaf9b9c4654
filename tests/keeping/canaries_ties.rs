//! Canaries of integrators: tokens, secrets of webhooks and rooms, addresses of feeds, codes of clients. None is in the log.

use crate::bookings::desk::guest_books;
use crate::insight::webhooks::{PAGE as WEBHOOKS, add, secret};
use crate::support::sink::Sink;
use crate::support::smtp::SmtpServer;
use crate::support::world::{DESKS, PASSWORD};
use crate::support::{ADA, Furnishing, Program, Server};
use serde_json::json;
use std::time::{Duration, Instant};

/// How long letters and calls may take to leave.
const PATIENCE: Duration = Duration::from_secs(30);
/// A client whose address is told to nobody.
const CLIENT: &str = "canary-client@example.org";

/// Waits until there is one.
async fn until<T>(server: &Server, what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = found() {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "{what}: {}", server.log_text());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The digits in the newest letter to the client that are a code.
fn code(mail: &SmtpServer) -> Option<String> {
    let letters = mail.messages();
    let letter = letters.iter().rev().find(|message| message.to == [CLIENT] && message.text().contains("code"))?;
    let text = letter.text();
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    words.into_iter().find(|word| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit())).map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_of_an_integrator_and_no_clients_code_is_in_the_log_at_the_loudest() {
    let (mail, hook, room) = (SmtpServer::start().await, Sink::start().await, Sink::start().await);
    let port = mail.port().to_string();
    let settings = [
        ("STEWARD_SMTP_HOST", "127.0.0.1"),
        ("STEWARD_SMTP_PORT", port.as_str()),
        ("STEWARD_SMTP_TLS", "none"),
        ("STEWARD_EGRESS_ALLOW", "127.0.0.1"),
        ("STEWARD_LOG", "debug"),
    ];
    let mut server = Server::with(Furnishing::World, &settings).await;
    let mut secrets =
        vec!["canary".to_owned(), "@example.org".to_owned(), "@harbour.example".to_owned(), PASSWORD.to_owned()];

    // A program signs in, once wrongly, works, and gets its next pair; another one sends its token as it should not.
    let stranger = Program::over(server.guest(), "");
    let login = |password: &str| json!({ "email": ADA.email, "password": password });
    stranger.post("/api/v1/auth/login", login("canary-wrong-password")).await.expect(401);
    let pair = stranger.post("/api/v1/auth/login", login(PASSWORD)).await.expect(200).json();
    let word = |pair: &serde_json::Value, name: &str| pair[name].as_str().expect("a token").to_owned();
    let next = json!({ "refresh_token": word(&pair, "refresh_token") });
    let second = stranger.post("/api/v1/auth/refresh", next).await.expect(200).json();
    for pair in [&pair, &second] {
        secrets.extend([word(pair, "access_token"), word(pair, "refresh_token")]);
    }
    let program = Program::over(server.guest(), &word(&second, "access_token"));
    program.get("/api/v1/me").await.expect(200);
    program.get("/api/v1/contacts?email=canary-search@example.org").await;
    stranger.get("/api/v1/me?access_token=canary-in-the-address").await.expect(401);
    Program::over(server.guest(), "stw_at_canary_made_up").get("/api/v1/me").await.expect(401);

    // Ada ties a webhook, a chat room that cannot be reached, and a calendar.
    let ada = server.sign_in(&ADA).await;
    let (_, id) = add(&ada, &hook.url("/canary-hook?token=canary-token"), &["booking."], "").await;
    secrets.push(secret(&ada, id).await);
    let page = ada.get("/o/harbour-house/settings/chat").await.expect(200);
    let address = room.url("/canary-room").replace("http:", "https:");
    ada.submit(&page, "#room", &[("service", "slack"), ("name", "#desk"), ("secret", &address)]).await.expect(303);
    let page = ada.get("/o/harbour-house/settings/chat").await.expect(200);
    ada.submit(&page, "/settings/chat/test", &[]).await;
    let page = ada.get("/o/harbour-house/feeds").await.expect(200);
    let resource = format!("resource:{}", DESKS.id);
    ada.submit(&page, "#feed", &[("subject", &resource), ("detail", "guests")]).await.expect(303);
    let page = ada.get("/o/harbour-house/feeds").await.expect(200);
    let values = page.document().elements().filter_map(|(_, element)| element.attribute("value"));
    let feed =
        values.into_iter().find_map(|value| value.find("/feeds/").map(|at| value[at..].to_owned())).expect("a feed");
    server.guest().get(&feed).await.expect(200);
    secrets.push(feed.rsplit('/').next().expect("a token").trim_end_matches(".ics").to_owned());

    // A client books, asks for a code, and mistypes it once.
    let manage = guest_books(&server.guest(), &DESKS, &super::canaries::day(), CLIENT).await;
    secrets.push(manage.rsplit('/').next().expect("a token").to_owned());
    let client = server.guest();
    let page = client.get("/b/harbour-house/sign-in").await.expect(200);
    let asked = client.submit(&page, "#sign-in", &[("email", CLIENT)]).await.expect(303);
    let page = client.follow(&asked).await.expect(200);
    let code = until(&server, "the code leaves", || code(&mail)).await;
    client.submit(&page, "#code-form", &[("code", "000001")]).await;
    client.submit(&page, "#code-form", &[("code", &code)]).await.expect(303);
    secrets.push(format!("\"{code}\""));

    // What is booked is told; the room is called in vain.
    until(&server, "the webhook is called", || hook.got().first().cloned()).await;
    ada.get(&format!("{WEBHOOKS}/{id}")).await.expect(200);
    assert!(room.connections() > 0, "the room was called");
    server.terminate().await;
    let log = server.log_text();
    for row in ["/api/v1/auth/login", "/feeds/{token}", "/b/{org}/sign-in/code"] {
        assert!(log.contains(row), "the log tells of requests, {row}: {log}");
    }
    let found: Vec<&str> =
        log.lines().filter(|line| secrets.iter().any(|secret| line.contains(secret.as_str()))).collect();
    assert!(found.is_empty(), "{found:#?}");
}
