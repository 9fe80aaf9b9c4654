//! How the house is, for people and for Prometheus.

use super::{operator, see};
use crate::support::{TestApp, root};
use chrono::TimeDelta;
use kernel::db::sql;
use std::collections::BTreeSet;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[tokio::test]
async fn the_front_page_says_what_is_wrong_and_what_to_do() {
    let app = TestApp::start().await;
    let dee = operator(&app).await;
    let page = see(&dee, "/console").await;
    assert!(page.has_text("No backup known.") && page.has_text("No mail server is set up"), "{page}");
    assert!(
        page.has_text("No job waits that could run.")
            && page.has_text(&format!("schema {}", kernel::db::MIGRATIONS.len())),
        "{page}"
    );
    for hours in [2, 5] {
        let made =
            sql("insert into backups (id, made_by, file, started_at, outcome) values ($1, 'command', 'b', $2, 'good')");
        app.db().run(made.bind(app.house.id()).bind(app.now() - TimeDelta::hours(hours))).await.unwrap();
    }
    assert!(see(&dee, "/console").await.has_text("The newest backup was made 2 h ago"));
    let waits = sql(
        "insert into jobs (id, name, arguments, state, run_at, max_attempts, created_at) values ($1, 'test.none', '{}', 'waiting', $2, 1, $2)",
    );
    app.db().run(waits.bind(app.house.id()).bind(app.now() - TimeDelta::minutes(12))).await.unwrap();
    let page = see(&dee, "/console").await;
    assert!(page.has_text("Something needs you now") && page.has_text("waits for 12 min"), "{page}");
    dee.post("/console/mail-check", &[]).await.expect(409);
}

#[tokio::test]
async fn the_mail_server_is_asked_when_an_operator_asks() {
    let app = TestApp::with_mail().await;
    let dee = operator(&app).await;
    let page = see(&dee, "/console").await;
    let asked = dee.submit(&page, "/mail-check", &[]).await.expect(303);
    assert!(dee.follow(&asked).await.has_text("The mail server answers and lets us in."));
    assert!(app.smtp().messages().is_empty());
}

/// The text of `/metrics`, after some things have happened.
async fn metrics(app: &TestApp) -> String {
    app.guest().get("/b/harbour-house").await.expect(200);
    insight::console::metrics::text(&app.house).await.unwrap()
}

/// The names of metrics in a text: of ours, and of what OpenTelemetry names.
fn names(text: &str) -> BTreeSet<&str> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    let is_label = |word: &str| {
        word == "http_route" || word.starts_with("http_re") || word.ends_with("_pool_name") || word.ends_with("_state")
    };
    let ours = ["steward_", "http_server_", "db_client_", "process_"];
    words.filter(|word| ours.iter().any(|prefix| word.starts_with(prefix)) && !is_label(word)).collect()
}

#[tokio::test]
async fn metrics_are_not_for_the_public() {
    let app = TestApp::start().await;
    app.guest().get("/metrics").await.expect(404);
    operator(&app).await.get("/metrics").await.expect(404);
}

#[tokio::test]
async fn metrics_tell_requests_by_route_and_nothing_of_tenants() {
    let app = TestApp::start().await;
    let text = metrics(&app).await;
    let labels = r#"http_request_method="GET",http_response_status_code="200",http_route="/b/{org}",url_scheme="http""#;
    assert!(text.contains(&format!("http_server_request_duration_seconds_count{{{labels}}} 1\n")), "{text}");
    assert!(
        text.contains("steward_backup_age_seconds +Inf\n") && text.contains("steward_jobs{state=\"dead\"} 0\n"),
        "{text}"
    );
    assert!(!text.contains("harbour"), "{text}");
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (_, value) = line.rsplit_once(' ').unwrap();
        assert!(value == "+Inf" || value.parse::<f64>().is_ok(), "{line}");
    }
    let scheme = if text.contains("database=\"postgres\"") { "postgres" } else { "read" };
    assert!(
        text.contains(&format!("db_client_connection_max{{db_client_connection_pool_name=\"{scheme}\"}}")),
        "{text}"
    );
}

#[tokio::test]
async fn every_metric_of_the_alerts_and_of_the_dashboard_is_there() {
    let app = TestApp::start().await;
    let text = metrics(&app).await;
    let samples: BTreeSet<&str> =
        text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split(['{', ' ']).next()).collect();
    for file in ["docs/alerts.yml", "docs/grafana.json"] {
        let wanted = std::fs::read_to_string(root().join(file)).unwrap();
        let wanted = names(&wanted);
        assert!(wanted.len() > 10, "{file} names {} metrics", wanted.len());
        let missing: Vec<_> = wanted.difference(&samples).collect();
        assert!(missing.is_empty(), "{file} asks for {missing:?}, which /metrics does not have");
    }
    let dashboard = std::fs::read_to_string(root().join("docs/grafana.json")).unwrap();
    let dashboard: serde_json::Value = serde_json::from_str(&dashboard).unwrap();
    assert_eq!(dashboard["title"], "Steward");
}

/// What a listener answers to one request.
async fn ask(address: std::net::SocketAddr, path: &str) -> String {
    let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: metrics\r\nconnection: close\r\n\r\n");
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn the_listener_for_metrics_answers_nothing_else_and_stops_when_told() {
    let app = TestApp::start().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, stop) = (listener.local_addr().unwrap(), tokio_util::sync::CancellationToken::new());
    let serving = tokio::spawn(steward::serve::serve_metrics(app.house.clone(), listener, stop.clone()));
    let answer = ask(address, "/metrics").await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("text/plain; version=0.0.4"), "{answer}");
    assert!(answer.contains("\nsteward_outbox_lag_seconds 0\n"), "{answer}");
    for path in ["/", "/sign-in", "/console"] {
        assert!(ask(address, path).await.starts_with("HTTP/1.1 404"), "{path}");
    }
    stop.cancel();
    serving.await.unwrap();
}
