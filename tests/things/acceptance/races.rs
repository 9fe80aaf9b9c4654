//! Two answers to one link: one counts. With the guard off too.

use super::{all, link, two_laptops};
use crate::support::{HARBOUR, TestApp};
use kernel::db::{Engine, sql};
use things::acceptance::{Record, State, store};

/// Rounds of the race.
const ROUNDS: usize = 4;

#[tokio::test]
async fn of_two_answers_to_one_link_exactly_one_counts() {
    for _ in 0..ROUNDS {
        let app = TestApp::start().await;
        two_laptops(&app).await;
        let address = link(&app).await;
        let (one, two) = (app.guest(), app.guest());
        let form = one.get(&address).await.expect(200).form("#sign");
        let (left, right) = (form.clone().set("name", "Left Hand"), form.set("name", "Right Hand"));
        let (first, second) = tokio::join!(one.send_form(&left), two.send_form(&right));
        let mut answers = [first.status.as_u16(), second.status.as_u16()];
        answers.sort_unstable();
        assert_eq!(answers, [303, 409], "{first}\n{second}");
        let kept = all(&app).await.remove(0);
        let winner = if first.status == 303 { "Left Hand" } else { "Right Hand" };
        assert_eq!((kept.state, kept.signed_name.as_deref()), (State::Signed, Some(winner)));
        let record = store::record_of(app.db(), HARBOUR.id, kept.id).await.unwrap().unwrap();
        assert_eq!(Record::read(&record).unwrap().signature.name, winner);
        assert_eq!(app.count("acceptance_signatures").await, 1);
    }
}

#[tokio::test]
async fn the_schema_itself_refuses_a_second_answer_and_without_its_guards_there_is_one() {
    let app = TestApp::start().await;
    two_laptops(&app).await;
    let guest = app.guest();
    let page = guest.get(&link(&app).await).await.expect(200);
    guest.send_form(&page.form("#sign").set("name", "Zoe Park")).await.expect(303);
    let id = all(&app).await[0].id;
    let over =
        || sql("update acceptances set state = 'declined' where org_id = $1 and id = $2").bind(HARBOUR.id).bind(id);
    let missing = || {
        sql("update acceptance_items set declined = true where org_id = $1 and acceptance_id = $2")
            .bind(HARBOUR.id)
            .bind(id)
    };
    let renamed = || {
        sql("update acceptance_signatures set name = 'Mallory' where org_id = $1 and acceptance_id = $2")
            .bind(HARBOUR.id)
            .bind(id)
    };
    for (statement, rule) in
        [(over(), "acceptance_is_over"), (missing(), "acceptance_is_over"), (renamed(), "acceptance_signatures_stay")]
    {
        let refused = app.db().run(statement).await.unwrap_err();
        assert!(refused.is_conflict(rule), "{refused}");
    }
    let off = match app.db().engine() {
        Engine::Sqlite => {
            "drop trigger acceptance_is_over; drop trigger acceptance_items_stay; drop trigger acceptance_signatures_stay"
        }
        Engine::Postgres => {
            "drop trigger acceptance_is_over on acceptances; drop trigger acceptance_items_stay on acceptance_items;
             drop trigger acceptance_signatures_stay on acceptance_signatures"
        }
    };
    app.db().script(off).await.unwrap();
    for statement in [missing(), over(), renamed()] {
        app.db().run(statement).await.expect("nothing but the guards keeps this promise");
    }
}
