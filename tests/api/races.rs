//! Races of programs: of all who want the same token, hour or version at once, one gets it.

use crate::support::world::{BOARDROOM, PASSWORD};
use crate::support::{ADA, Answer, Furnishing, Program, Server};
use axum::http::Method;
use chrono::TimeDelta;
use futures::future::join_all;
use kernel::time::rfc3339;
use serde_json::{Value, json};

/// Refreshes that are sent at once.
const RUNNERS: usize = 16;
/// Rounds of the race for the next pair.
const ROUNDS: usize = 20;
/// Programs that want the same hour.
const RIVALS: usize = 16;

fn word(answer: &Value, name: &str) -> String {
    answer[name].as_str().unwrap_or_else(|| panic!("no {name}: {answer}")).to_owned()
}

fn guest() -> Value {
    json!({ "name": "Zoe Park", "email": "zoe@guest.example" })
}

fn path(booking: &Value) -> String {
    format!("/api/v1/bookings/{}", word(booking, "id"))
}

/// Asks for the next pair, from this address: one address has a limit of refreshes.
async fn refresh_from(program: &Program, address: &str, token: &str) -> Answer {
    let body = Some(json!({ "refresh_token": token }));
    program.send(Method::POST, "/api/v1/auth/refresh", &[("x-forwarded-for", address)], body).await
}

/// A server behind a proxy that is believed.
async fn server() -> Server {
    Server::with(Furnishing::World, &[("STEWARD_TRUSTED_PROXIES", "127.0.0.1")]).await
}

/// Everybody uses the same refresh token at once, round after round; answers how many got a pair, round by round.
async fn race(server: &Server) -> Vec<usize> {
    let mut winners = Vec::new();
    let runners: Vec<Program> = (0..RUNNERS).map(|_| Program::over(server.guest(), "")).collect();
    let body = json!({ "email": ADA.email, "password": PASSWORD });
    let mut token = word(&runners[0].post("/api/v1/auth/login", body).await.expect(200).json(), "refresh_token");
    for round in 0..ROUNDS {
        let address = format!("10.0.{round}.1");
        let answers = join_all(runners.iter().map(|runner| refresh_from(runner, &address, &token))).await;
        let won: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 200).collect();
        assert!(answers.iter().all(|answer| matches!(answer.status.as_u16(), 200 | 401)), "{answers:?}");
        winners.push(won.len());
        let [winner] = won.as_slice() else { return winners };
        token = word(&winner.json(), "refresh_token");
        // The losers' refusals have not ended what the winner got.
        Program::over(server.guest(), &word(&winner.json(), "access_token")).get("/api/v1/me").await.expect(200);
    }
    winners
}

#[tokio::test]
async fn of_many_refreshes_with_one_token_at_once_one_succeeds() {
    assert_eq!(race(&server().await).await, vec![1; ROUNDS]);
}

#[tokio::test]
async fn without_the_guard_several_refreshes_with_one_token_succeed() {
    let server = server().await;
    let db = server.db().await;
    db.script("drop index api_tokens_generation").await.expect("the guard is there to be dropped");
    db.close().await;
    let winners = race(&server).await;
    assert!(winners.iter().any(|winners| *winners > 1), "nothing but the guard may keep this promise: {winners:?}");
}

#[tokio::test]
async fn of_many_programs_that_want_the_same_hour_one_gets_it_and_the_others_are_offered_another() {
    let server = Server::with(Furnishing::World, &[]).await;
    let programs = rivals(&server).await;
    for round in 0..10 {
        let answers = contest(&programs, round).await;
        let won = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(won, 1, "round {round}: {answers:?}");
        for lost in answers.iter().filter(|answer| answer.status != 201) {
            assert_eq!((lost.status.as_u16(), lost.code().as_str()), (409, "booking_overlap"));
            assert!(!lost.json()["alternatives"].as_array().unwrap().is_empty());
        }
    }
}

#[tokio::test]
async fn without_the_schemas_guard_the_same_hour_is_promised_to_many_programs() {
    let server = Server::with(Furnishing::World, &[]).await;
    let db = server.db().await;
    crate::bookings::drop_guard(&db).await;
    db.close().await;
    let answers = contest(&rivals(&server).await, 0).await;
    assert!(
        answers.iter().filter(|answer| answer.status == 201).count() > 1,
        "nothing but the guard may keep this promise"
    );
}

async fn rivals(server: &Server) -> Vec<Program> {
    let token = server.program(&ADA).await.token;
    (0..RIVALS).map(|_| Program::over(server.guest(), &token)).collect()
}

async fn contest(programs: &[Program], round: i64) -> Vec<Answer> {
    let start = crate::bookings::morning(2) + TimeDelta::hours(round);
    join_all(programs.iter().enumerate().map(|(number, program)| {
        let body = json!({
            "resource_id": BOARDROOM.id, "starts_at": rfc3339(start), "minutes": 60,
            "guest": { "name": "Guest", "email": format!("guest-{number}@guest.example") },
        });
        async move { program.post("/api/v1/bookings", body).await }
    }))
    .await
}

#[tokio::test]
async fn of_many_editors_with_the_same_version_one_succeeds() {
    let server = Server::with(Furnishing::World, &[]).await;
    let programs = rivals(&server).await;
    let start = crate::bookings::morning(2);
    let body = json!({ "resource_id": BOARDROOM.id, "starts_at": rfc3339(start), "minutes": 60, "guest": guest() });
    let made = programs[0].post("/api/v1/bookings", body).await.expect(201);
    let (path, mut tag) = (path(&made.json()), made.header("etag").to_owned());
    for round in 0..10 {
        let changes = programs.iter().enumerate().map(|(number, program)| {
            let (path, tag) = (path.clone(), tag.clone());
            async move {
                let body = json!({ "title": format!("Round {round} by {number}") });
                program.send(Method::PATCH, &path, &[("if-match", &tag)], Some(body)).await
            }
        });
        let answers = join_all(changes).await;
        let won: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 200).collect();
        assert_eq!(won.len(), 1, "{answers:?}");
        assert!(answers.iter().all(|answer| matches!(answer.status.as_u16(), 200 | 412)), "{answers:?}");
        tag = won[0].header("etag").to_owned();
    }
    // The control: without a version everybody succeeds, one after the other or as the one who lost a race and is told.
    let changes = programs.iter().map(|program| program.patch(&path, json!({ "note": "Mine" })));
    assert!(join_all(changes).await.iter().any(|answer| answer.status == 200));
}
