//! Two contacts become one: everything moves over, the old one leads on, and of two merges at once one happens.

use super::contacts::{CONTACTS, keep};
use super::contacts_edit::page_of;
use crate::bookings::desk::{book, events, guest_books};
use crate::support::world::BOARDROOM;
use crate::support::{ADA, BO, Browser, Furnishing, HARBOUR, Server, TestApp};
use futures::future::join_all;
use kernel::db::{Db, Engine, sql};
use people::contacts::Contact;
use uuid::Uuid;

/// Merges at once.
const CLIENTS: usize = 16;

async fn by_id(app: &TestApp, id: Uuid) -> Contact {
    people::contacts::store::by_id(app.db(), HARBOUR.id, id).await.unwrap()
}

#[tokio::test]
async fn bookings_notes_tags_and_letters_of_both_are_there_afterwards_and_the_old_id_leads_on() {
    let app = TestApp::start().await;
    let (ada, guest) = (app.sign_in(&ADA).await, app.guest());
    guest_books(&guest, &BOARDROOM, "2026-03-03T10:00", "grace@old.example").await;
    book(&ada, &BOARDROOM, "2026-03-04T10:00", 60, "hopper@new.example").await;
    app.settle().await;
    let old = page_of(&ada, "grace@old.example").await;
    ada.submit(&old, "#notes", &[("note", "From before.")]).await.expect(303);
    ada.submit(&old, "#tags", &[("tag", "navy")]).await.expect(303);
    let new = page_of(&ada, "hopper@new.example").await;
    let (gone, kept) = (id_in(&old.address), id_in(&new.address));
    let search = ada.get(&format!("{CONTACTS}/{kept}/merging?text=grace")).await.expect(200);
    assert!(search.has_text("grace@old.example"), "{search}");
    let compare = ada.get(&format!("{CONTACTS}/{kept}/merging?with={gone}")).await.expect(200);
    assert!(compare.has_text("Grace Holm") && compare.has_text("1 notes and 1 tags"), "{compare}");
    let merge = compare.form("#merge").set("name", "other").set("email", "other");
    ada.send_form(&merge).await.expect(303);
    ada.send_form(&merge).await.expect(303);
    assert_eq!(events(&app, "contact.merged").await, 1, "a second click is the first one");
    let led = ada.get(&format!("{CONTACTS}/{gone}")).await.expect(303);
    assert_eq!(led.location(), format!("{CONTACTS}/{kept}"));
    let page = ada.follow(&led).await.expect(200);
    for seen in
        ["Grace Holm", "From before.", "navy", "hopper@new.example", "Tue 3 Mar 2026", "Wed 4 Mar 2026", "Booked:"]
    {
        assert!(page.has_text(seen), "{seen}: {page}");
    }
    let (one, sign) = (by_id(&app, kept).await, by_id(&app, gone).await);
    assert_eq!((one.email.as_str(), sign.email.as_str()), ("grace@old.example", "hopper@new.example"));
    assert_eq!(sign.merged_into, Some(kept));
    // Whoever books with either address is the one contact.
    guest_books(&guest, &BOARDROOM, "2026-03-05T10:00", "hopper@new.example").await;
    guest_books(&guest, &BOARDROOM, "2026-03-06T10:00", "grace@old.example").await;
    let owners: Vec<(Uuid,)> = sql("select distinct contact_id from bookings").all(app.db()).await.unwrap();
    assert_eq!(owners, [(kept,)]);
    assert_eq!(ada.get(CONTACTS).await.expect(200).body().matches("id=\"c-").count(), 1, "the sign is not listed");
    let facts = platform::events::of_subject(app.db(), HARBOUR.id, kept, 9).await.unwrap();
    let merged = facts.iter().find(|fact| fact.kind == "contact.merged").unwrap();
    assert_eq!(merged.data["moved"]["bookings"], 1);
    assert!(!merged.data.0.to_string().contains("example"), "no event names a client");
}

fn id_in(address: &str) -> Uuid {
    address.rsplit('/').next().and_then(|id| id.split('?').next()).and_then(|id| id.parse().ok()).unwrap()
}

#[tokio::test]
async fn a_chain_of_merges_leads_on_in_one_step_and_a_block_stays() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        ids.push(keep(&app, HARBOUR.slug, name, &format!("{name}@x.example"), "", "staff").await.id);
    }
    let page = page_of(&ada, "a@x.example").await;
    ada.submit(&page, "/blocking", &[("reason", "Why")]).await.expect(303);
    for (kept, gone) in [(ids[1], ids[0]), (ids[2], ids[1])] {
        let compare = ada.get(&format!("{CONTACTS}/{kept}/merging?with={gone}")).await.expect(200);
        ada.submit(&compare, "#merge", &[]).await.expect(303);
    }
    for id in [ids[0], ids[1]] {
        assert_eq!(by_id(&app, id).await.merged_into, Some(ids[2]));
    }
    assert!(by_id(&app, ids[2]).await.blocked_at.is_some());
    let again = keep(&app, HARBOUR.slug, "A", "a@x.example", "", "page").await;
    assert_eq!(again.id, ids[2]);
    ada.get(&format!("{CONTACTS}/{}/merging?with={}", ids[2], ids[0])).await.expect(404);
}

#[tokio::test]
async fn who_looks_alike_is_suggested_until_somebody_says_they_are_two() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    keep(&app, HARBOUR.slug, "Grace Hopper", "grace@navy.example", "", "staff").await;
    keep(&app, HARBOUR.slug, "HOPPER, Grace", "grace+club@navy.example", "", "staff").await;
    keep(&app, HARBOUR.slug, "Somebody Else", "else@navy.example", "", "staff").await;
    let page = ada.get(&format!("{CONTACTS}/duplicates")).await.expect(200);
    assert!(page.has_text("the same mailbox, the same name") && !page.has_text("Somebody Else"), "{page}");
    let told = ada.submit(&page, "/distinctions", &[]).await.expect(303);
    let page = ada.follow(&told).await.expect(200);
    assert!(page.has_text("Nobody looks like somebody else."), "{page}");
    assert_eq!(events(&app, "contact.told_apart").await, 1);
}

struct Race {
    server: Server,
    db: Db,
    bo: Vec<Browser>,
}

impl Race {
    async fn open() -> Race {
        let server = Server::with(Furnishing::World, &[]).await;
        let db = server.db().await;
        let first = server.sign_in(&BO).await;
        let session = first.cookie("steward").unwrap();
        let client = || {
            let browser = server.guest();
            browser.set_cookie("steward", &session);
            browser
        };
        let bo: Vec<Browser> = (0..CLIENTS).map(|_| client()).collect();
        join_all(bo.iter().map(|browser| browser.get("/readyz"))).await;
        Race { server, db, bo }
    }

    async fn pair(&self, round: usize) -> [Uuid; 2] {
        let ids =
            [0, 1].map(|side| Uuid::from_u128(0x0195_0000_0000_7000_8000_0000_0001_0000 + (round * 2 + side) as u128));
        for (side, id) in ids.into_iter().enumerate() {
            let insert = sql("insert into contacts (id, org_id, email, name, source, created_at) values ($1, $2, $3, 'Twin', 'staff', $4)")
                .bind(id)
                .bind(HARBOUR.id)
                .bind(format!("twin{side}-{round}@x.example"))
                .bind(crate::support::beginning());
            self.db.run(insert).await.unwrap();
        }
        ids
    }

    /// Half merge one way, half the other way, all at once. Answers how many were told that it happened.
    async fn merge(&self, round: usize) -> usize {
        let [one, other] = self.pair(round).await;
        let shots = self.bo.iter().enumerate().map(|(at, bo)| {
            let (kept, gone) = if at % 2 == 0 { (one, other) } else { (other, one) };
            async move {
                let (gone, key) = (gone.to_string(), format!("merge-{round}-{at}"));
                let fields = [("other", gone.as_str()), ("version", "1"), ("other_version", "1"), ("key", &key)];
                bo.post(&format!("{CONTACTS}/{kept}/merging"), &fields).await
            }
        });
        let answers = join_all(shots).await;
        for answer in &answers {
            assert!(matches!(answer.status.as_u16(), 303 | 409), "{answer}\n{}", self.server.log_text());
        }
        answers.iter().filter(|answer| answer.status == 303).count()
    }

    async fn count(&self, text: &'static str) -> i64 {
        sql(text).one::<(i64,)>(&self.db).await.unwrap().0
    }
}

#[tokio::test]
async fn of_many_merges_of_the_same_two_at_once_one_happens() {
    let race = Race::open().await;
    for round in 0..6 {
        assert_eq!(race.merge(round).await, 1, "round {round}");
    }
    assert_eq!(race.count("select count(*) from contacts where merged_into is not null").await, 6);
    assert_eq!(
        race.count(
            "select count(*) from contacts s join contacts k on k.id = s.merged_into where k.merged_into is not null"
        )
        .await,
        0,
        "no sign leads to a sign"
    );
    assert_eq!(race.count("select count(*) from events where kind = 'contact.merged'").await, 6);
}

#[tokio::test]
async fn without_the_guard_many_merges_happen() {
    let race = Race::open().await;
    // Whatever a merge says of a contact is forgotten at once.
    let forget = match race.db.engine() {
        Engine::Sqlite => {
            "create trigger forget after update on contacts begin update contacts set merged_into = null, version = 1 where id = new.id; end;"
        }
        Engine::Postgres => {
            "create function forget() returns trigger language plpgsql as $$ begin new.merged_into := null; new.version := 1; return new; end $$;
             create trigger forget before update on contacts for each row execute function forget();"
        }
    };
    race.db.script(forget).await.unwrap();
    assert!(race.merge(0).await > 1, "the test above would see it");
}

#[tokio::test]
async fn a_booking_made_while_its_guest_is_merged_belongs_to_the_contact_that_is_left() {
    let race = Race::open().await;
    let day = crate::bookings::harness::morning(1);
    let [one, other] = race.pair(0).await;
    let bookings = race.bo.iter().take(CLIENTS - 1).enumerate().map(|(at, bo)| {
        let start = kernel::time::rfc3339(day + chrono::TimeDelta::days(7 * at as i64));
        async move {
            let resource = BOARDROOM.id.to_string();
            let (key, email) = (format!("book-{at}"), "twin1-0@x.example");
            let fields = [
                ("key", key.as_str()),
                ("resource", &resource),
                ("at", &start),
                ("minutes", "60"),
                ("name", "Twin"),
                ("email", email),
                ("people", "1"),
                ("units", "1"),
            ];
            bo.post("/o/harbour-house/bookings", &fields).await
        }
    });
    let gone = other.to_string();
    // Each booking of staff changes the version, so whoever merges looks first.
    let merge = async {
        let bo = &race.bo[CLIENTS - 1];
        for at in 0..200 {
            let page = bo.get(&format!("{CONTACTS}/{one}/merging?with={gone}")).await;
            if page.status != 200 {
                break;
            }
            let done = bo.send_form(&page.form("#merge").forge("key", Some(&format!("m{at}")))).await;
            if done.status == 303 {
                return;
            }
        }
        panic!("the merge never happened\n{}", race.server.log_text());
    };
    let (booked, ()) = futures::join!(join_all(bookings), merge);
    assert!(
        booked.iter().all(|answer| answer.status == 303),
        "{:?}",
        booked.iter().map(|a| a.status).collect::<Vec<_>>()
    );
    assert_eq!(
        race.count("select count(*) from bookings b join contacts c on c.org_id = b.org_id and c.id = b.contact_id where c.merged_into is not null").await,
        0
    );
}
