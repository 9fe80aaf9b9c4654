//! Canaries of integrators: tokens, secrets of webhooks, rooms and the inbox, keys of the place where files stand, addresses
//! of feeds, codes of clients. None is in the log, in the traces, or among the figures.

use crate::bookings::desk::guest_books;
use crate::insight::webhooks::{PAGE as WEBHOOKS, add, secret};
use crate::support::sink::Sink;
use crate::support::smtp::SmtpServer;
use crate::support::world::{DESKS, PASSWORD};
use crate::support::{ADA, Answer, Browser, Fails, Furnishing, Program, S3, Server};
use axum::http::Method;
use insight::webhooks::signature;
use kernel::crypto::Secret;
use kernel::time::{Clock, rfc3339};
use serde_json::json;
use std::net::TcpListener;
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

/// The access key of the service that keeps files.
const S3_KEY: &str = "canary-s3-key";
/// Its secret.
const S3_SECRET: &str = "canary-s3-secret";

/// Something outside tells the inbox of a person, signed with this secret.
async fn tell(server: &Server, source: &str, secret: &str, id: &str) -> Answer {
    let now = Clock::system().now();
    let data = json!({ "email": "canary-told@example.org", "name": "canary-told"});
    let body = json!({ "type": "contact.upserted", "timestamp": rfc3339(now), "data": data }).to_string().into_bytes();
    let signed = signature::sign(&Secret::new(secret.to_owned()), id, now, &body).expect("a secret that signs");
    let at = now.timestamp().to_string();
    let headers = [("webhook-id", id), ("webhook-timestamp", at.as_str()), ("webhook-signature", signed.as_str())];
    let body = Some(("application/json".to_owned(), body));
    server.guest().send(Method::POST, &format!("/api/v1/inbox/{source}"), &headers, body).await
}

/// A source is registered, believed, doubted, and given a new secret; the secrets it had.
async fn inbox(server: &Server, ada: &Browser) -> Vec<String> {
    let shown = |page: &Answer| {
        let (_, field) = page.document().by_id("secret").expect("the secret's field");
        field.attribute("value").expect("a secret").to_owned()
    };
    let form = ada.get("/o/harbour-house/inbox/sources/new").await.expect(200).form("#form").set("source_name", "CRM");
    let made = ada.send_form(&form).await.expect(303);
    let source = made.location().rsplit('/').next().expect("an id").to_owned();
    let secret = shown(&ada.follow(&made).await.expect(200));
    tell(server, &source, &secret, "canary-event-1").await.expect(202);
    let forged = format!("whsec_{}", "Y2FuYXJ5LWluLWJhc2U2NC1jYW5hcnktY2FuYXJ5");
    tell(server, &source, &forged, "canary-event-2").await.expect(401);
    ada.get(&format!("/o/harbour-house/inbox/sources/{source}")).await.expect(200);
    vec![secret, forged]
}

/// A file of an asset is kept with the service, once it answers; what it is called and what is in it is nobody's business.
async fn keep_file(program: &Program, ada: &Browser, s3: &S3) {
    let made = async |path: &str, body| {
        let made = program.post(path, body).await.expect(201).json();
        made["id"].as_str().expect("an id").to_owned()
    };
    let category = made("/api/v1/categories", json!({ "name": "Laptops", "tag_pattern": "NB-#####" })).await;
    let asset = made("/api/v1/assets", json!({ "name": "One", "category_id": category, "tag": "NB-1" })).await;
    let path = format!("/o/harbour-house/assets/{asset}/files");
    let send = async || {
        let form = ada.get(&path).await.expect(200).form("#form");
        ada.send_form_with(&form, Some(("canary-file.pdf", "application/pdf", b"%PDF-1.7 canary-in-the-file"))).await
    };
    s3.always(Some(Fails::With(403)));
    send().await.expect(422);
    s3.always(None);
    send().await.expect(303);
    assert!(!s3.names().is_empty() && s3.unsigned() == 0, "the service has it, and was shown the key");
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
    let (s3, collector) = (S3::knowing(S3_KEY).await, Sink::start().await);
    let (bucket, traces) = (s3.bucket("houses/one"), collector.url(""));
    let figures = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port");
    let figures_at = figures.to_string();
    let port = mail.port().to_string();
    let settings = [
        ("STEWARD_SMTP_HOST", "127.0.0.1"),
        ("STEWARD_SMTP_PORT", port.as_str()),
        ("STEWARD_SMTP_TLS", "none"),
        ("STEWARD_EGRESS_ALLOW", "127.0.0.1"),
        ("STEWARD_FILES", "s3"),
        ("STEWARD_S3_ENDPOINT", bucket.endpoint.as_str()),
        ("STEWARD_S3_BUCKET", bucket.name.as_str()),
        ("STEWARD_S3_REGION", bucket.region.as_str()),
        ("STEWARD_S3_PREFIX", bucket.prefix.as_str()),
        ("STEWARD_S3_KEY", S3_KEY),
        ("STEWARD_S3_SECRET", S3_SECRET),
        ("STEWARD_OTLP_ENDPOINT", traces.as_str()),
        ("STEWARD_METRICS_LISTEN", figures_at.as_str()),
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

    // Something outside tells of people; a file is kept elsewhere.
    secrets.extend(inbox(&server, &ada).await);
    keep_file(&program, &ada, &s3).await;

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
    let figures = Browser::on_socket(figures).get("/metrics").await.expect(200).body();
    server.terminate().await;
    let log = server.log_text();
    let told: Vec<String> = collector.got().iter().map(|got| String::from_utf8_lossy(&got.body).into_owned()).collect();
    assert!(figures.contains("/api/v1/inbox/{source}"), "the figures tell of requests: {figures}");
    assert!(told.iter().any(|told| told.contains("/api/v1/inbox/{source}")), "and so do the traces");
    let elsewhere = |text: &str| secrets.iter().find(|secret| text.contains(secret.as_str())).cloned();
    assert_eq!(elsewhere(&figures), None, "{figures}");
    assert_eq!(told.iter().find_map(|told| elsewhere(told)), None, "in the traces");
    for row in ["/api/v1/auth/login", "/feeds/{token}", "/b/{org}/sign-in/code"] {
        assert!(log.contains(row), "the log tells of requests, {row}: {log}");
    }
    let found: Vec<&str> =
        log.lines().filter(|line| secrets.iter().any(|secret| line.contains(secret.as_str()))).collect();
    assert!(found.is_empty(), "{found:#?}");
}
