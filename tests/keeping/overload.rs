//! More is asked for than can be done: most are told so at once, and who could mend it still gets in.

use crate::support::world::{DESKS, PASSWORD};
use crate::support::{ADA, Answer, BO, Browser, HARBOUR, Server};
use axum::http::Method;
use kernel::db::{Db, Engine, Sql, sql};
use std::io;
use std::time::{Duration, Instant};

/// Four times what is worked on and may wait on SQLite (64 and 192).
const ASKING: usize = 1_024;
/// Who is shed is told so within this, on a machine as busy as it likes.
const SOON: Duration = Duration::from_secs(8);

/// Holds what bookings need: on SQLite the only writer, on Postgres the table.
async fn block(db: &Db) -> kernel::db::Tx {
    let mut tx = db.begin().await.expect("a transaction");
    let hold: Sql = match tx.engine() {
        Engine::Sqlite => sql("update throttles set failures = failures"),
        Engine::Postgres => sql("lock table resources in access exclusive mode"),
    };
    hold.run(&mut tx).await.expect("a lock");
    tx
}

async fn ask(client: Browser, number: usize) -> (io::Result<Answer>, Duration) {
    let (began, resource) = (Instant::now(), DESKS.id.to_string());
    let key = format!("overload-{number}");
    let fields = [
        ("key", key.as_str()),
        ("resource", resource.as_str()),
        ("at", "2030-03-05T09:00:00Z"),
        ("minutes", "60"),
        ("name", "Grace"),
        ("email", "grace@example.org"),
        ("people", "1"),
        ("units", "1"),
    ];
    let path = format!("/o/{}/bookings", HARBOUR.slug);
    let answer = crate::bookings::harness::try_post(&client, &path, &[], &fields).await;
    (answer, began.elapsed())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_times_too_much_is_shed_quickly_and_the_door_stays_open() {
    let server = Server::start().await;
    let db = server.db().await;
    let session = server.sign_in(&BO).await.cookie("steward").expect("Bo is signed in");
    let lock = block(&db).await;
    let mut asking = Vec::with_capacity(ASKING);
    for number in 0..ASKING {
        let client = server.guest();
        client.set_cookie("steward", &session);
        asking.push(tokio::spawn(ask(client, number)));
    }
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    // In the middle of it: the balancer's questions, the way in.
    let visitor = server.guest();
    for path in ["/livez", "/static/missing", "/sign-in"] {
        let answer = visitor.try_send(Method::GET, path, &[], None).await.expect("an answer");
        assert!(answer.status != 503, "{path}: {}", answer.status);
    }
    if db.engine() == Engine::Postgres {
        // Here the lock is not in the way of sign-in: all of it works.
        let door = visitor.get("/sign-in").await.expect(200);
        visitor.submit(&door, "#sign-in", &[("email", ADA.email), ("password", PASSWORD)]).await.expect(303);
        assert!(visitor.try_send(Method::GET, "/readyz", &[], None).await.expect("an answer").status.is_success());
    }
    let (mut shed, mut slow) = (0, 0);
    tokio::time::sleep(Duration::from_secs(4)).await;
    // Who signs in meanwhile waits for the only writer like everybody, but is not shed.
    let late = server.guest();
    let signs_in = tokio::spawn(async move {
        let door = late.get("/sign-in").await.expect(200);
        late.submit(&door, "#sign-in", &[("email", ADA.email), ("password", PASSWORD)]).await
    });
    tokio::time::sleep(Duration::from_millis(500)).await;
    drop(lock);
    signs_in.await.expect("a client").expect(303);
    for task in asking {
        let (answer, took) = task.await.expect("a client");
        let answer = answer.expect("everybody is answered");
        if answer.status == 503 && !answer.header("retry-after").is_empty() {
            shed += 1;
            slow += usize::from(took > SOON);
        }
    }
    assert!(shed >= ASKING / 2, "most were shed with a time to come back: {shed}");
    assert!(slow <= shed / 10, "and quickly: {slow} of {shed} were not");
    // And when it is over, it is over.
    let bo = server.guest();
    bo.set_cookie("steward", &session);
    bo.get("/o/harbour-house/calendar").await.expect(200);
    let door = visitor.get("/sign-in").await;
    assert!(door.status == 200 || door.status == 303, "{}", door.status);
}
