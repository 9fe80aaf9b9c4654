//! Many tries at one code at once: only the counted ones are judged, and the right one is used once.

use crate::support::{Browser, Furnishing, HARBOUR, Server};
use chrono::{DateTime, Utc};
use futures::future::join_all;
use kernel::db::{Db, Engine, sql};
use kernel::time::Clock;
use std::time::Duration;

/// Tries at once.
const TRIES: usize = 32;
const BASE: &str = "/b/harbour-house";

struct Race {
    server: Server,
    db: Db,
}

impl Race {
    async fn open() -> Race {
        let server = Server::with(Furnishing::World, &[]).await;
        let db = server.db().await;
        Race { server, db }
    }

    /// A browser that asked for a code, many times over, and the code.
    async fn asked(&self, email: &'static str) -> (Vec<Browser>, String) {
        let now: DateTime<Utc> = Clock::system().now();
        let contact = sql("insert into contacts (id, org_id, email, name, source, created_at) values ($1, $2, $3, 'Grace', 'page', $4)")
            .bind(kernel::id::Ids::system().id(now))
            .bind(HARBOUR.id)
            .bind(email)
            .bind(now);
        self.db.run(contact).await.unwrap();
        let guest = self.server.guest();
        let page = guest.get(&format!("{BASE}/sign-in")).await.expect(200);
        guest.submit(&page, "#sign-in", &[("email", email)]).await.expect(303);
        let cookie = guest.cookie("asking-harbour-house").expect("a cookie");
        let browsers: Vec<Browser> = (0..TRIES)
            .map(|_| {
                let browser = self.server.guest();
                browser.set_cookie("asking-harbour-house", &cookie);
                browser
            })
            .collect();
        join_all(browsers.iter().map(|browser| browser.get("/readyz"))).await;
        (browsers, self.code(email).await)
    }

    async fn code(&self, email: &'static str) -> String {
        for _ in 0..200 {
            let found: Option<(String,)> =
                sql("select text_body from messages where to_address = $1").bind(email).maybe(&self.db).await.unwrap();
            if let Some((text,)) = found {
                let mut words = text.split(|letter: char| !letter.is_ascii_digit());
                return words.find(|word| word.len() == 6).expect("six digits").to_owned();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no code was sent\n{}", self.server.log_text());
    }

    /// All try at once; answers how many were let in, and how many were told that theirs is not the code.
    async fn fire(&self, browsers: &[Browser], code: impl Fn(usize) -> String) -> (usize, usize) {
        let codes: Vec<String> = (0..browsers.len()).map(code).collect();
        let path = format!("{BASE}/sign-in/code");
        let shots = browsers.iter().zip(&codes).map(|(browser, code)| {
            let path = &path;
            async move { browser.post(path, &[("code", code)]).await }
        });
        let answers = join_all(shots).await;
        for answer in &answers {
            assert!(matches!(answer.status.as_u16(), 303 | 422), "{answer}\n{}", self.server.log_text());
        }
        (
            answers.iter().filter(|answer| answer.status == 303).count(),
            answers.iter().filter(|answer| answer.has_text("This is not the code.")).count(),
        )
    }

    async fn break_with(&self, sqlite: &'static str, postgres: &'static str) {
        let script = match self.db.engine() {
            Engine::Sqlite => sqlite,
            Engine::Postgres => postgres,
        };
        self.db.script(script).await.unwrap();
    }
}

fn wrong(code: &str, at: usize) -> String {
    format!("{:06}", (code.parse::<u64>().unwrap() + 1 + at as u64) % 1_000_000)
}

#[tokio::test]
async fn of_thirty_two_wrong_tries_at_once_five_are_judged_and_the_right_code_comes_too_late() {
    let race = Race::open().await;
    let (browsers, code) = race.asked("one@guests.example").await;
    let (entered, judged) = race.fire(&browsers, |at| wrong(&code, at)).await;
    // The fifth is judged too, and told that it was the last.
    assert_eq!((entered, judged), (0, 4));
    let (tries,): (i64,) = sql("select tries from client_codes").one(&race.db).await.unwrap();
    assert_eq!(tries, 5);
    assert_eq!(race.fire(&browsers[..1], |_| code.clone()).await, (0, 0));
}

#[tokio::test]
async fn without_the_count_every_try_is_judged() {
    let race = Race::open().await;
    let (browsers, code) = race.asked("one@guests.example").await;
    race.break_with(
        "create trigger forget after update of tries on client_codes when new.tries > 0 begin update client_codes set tries = 0 where id = new.id; end;",
        "create function forget() returns trigger language plpgsql as $$ begin new.tries := 0; return new; end $$;
         create trigger forget before update of tries on client_codes for each row execute function forget();",
    )
    .await;
    let (_, judged) = race.fire(&browsers, |at| wrong(&code, at)).await;
    assert!(judged > 5, "the test above would see it: {judged}");
}

#[tokio::test]
async fn of_many_right_tries_at_once_one_signs_in() {
    let race = Race::open().await;
    let (browsers, code) = race.asked("one@guests.example").await;
    let (entered, _) = race.fire(&browsers, |_| code.clone()).await;
    assert_eq!(entered, 1);
    let (sessions,): (i64,) = sql("select count(*) from client_sessions").one(&race.db).await.unwrap();
    assert_eq!(sessions, 1);
}

#[tokio::test]
async fn without_the_mark_of_use_many_right_tries_sign_in() {
    let race = Race::open().await;
    let (browsers, code) = race.asked("one@guests.example").await;
    race.break_with(
        "create trigger forget after update of used_at on client_codes when new.used_at is not null begin update client_codes set used_at = null where id = new.id; end;",
        "create function forget() returns trigger language plpgsql as $$ begin new.used_at := null; return new; end $$;
         create trigger forget before update of used_at on client_codes for each row execute function forget();",
    )
    .await;
    let (entered, _) = race.fire(&browsers, |_| code.clone()).await;
    assert!(entered > 1, "the test above would see it: {entered}");
}
