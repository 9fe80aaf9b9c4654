//! A host name is served when it is proven to be the organisation's own: by a text, or by an alias of the house.

use crate::bookings::desk::events;
use crate::support::world::QUARRY;
use crate::support::{ADA, Answer, BO, Browser, DEE, Furnishing, HARBOUR, NameServer, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;
use uuid::Uuid;

const WEB: &str = "/o/harbour-house/settings/web";
const HOST: &str = "book.harbour.example";
const CHALLENGE: &str = "_steward-challenge.book.harbour.example";

struct Door {
    app: TestApp,
    server: NameServer,
}

impl Door {
    async fn open() -> Door {
        let server = NameServer::start().await;
        let address = server.address();
        let app =
            TestApp::with(Furnishing::World, |settings| settings.name_server = kernel::dns::NameServer::at(address))
                .await;
        Door { app, server }
    }

    async fn served(&self, org: Uuid) -> Option<String> {
        sql("select host from organisations where id = $1")
            .bind(org)
            .one::<(Option<String>,)>(self.app.db())
            .await
            .unwrap()
            .0
    }

    async fn word(&self, org: Uuid, host: &str) -> String {
        let statement = sql("select token from host_proofs where org_id = $1 and host = $2");
        statement.bind(org).bind(host.to_owned()).one::<(String,)>(self.app.db()).await.unwrap().0
    }

    /// Time passes, until the house has looked by itself.
    async fn passes(&self, time: TimeDelta) {
        let before = self.server.asked();
        self.app.advance(time);
        // A job that another transaction still holds is run by the next look for jobs.
        for _ in 0..3 {
            self.app.tick().await;
            if self.server.asked() > before {
                return;
            }
        }
        panic!("nobody looked at the name");
    }

    /// Does the host name lead to the public pages?
    async fn shows(&self, host: &str) -> bool {
        let page = self.app.guest_at(&format!("http://{host}")).get("/").await;
        page.has_text("Book at Harbour House")
    }
}

async fn want(browser: &Browser, host: &str) -> Answer {
    let page = browser.get(WEB).await.expect(200);
    browser.submit(&page, "#web", &[("host", host)]).await
}

/// Presses the button, and answers what the page says.
async fn check(browser: &Browser) -> String {
    let page = browser.get(WEB).await.expect(200);
    let done = browser.submit(&page, "/check", &[]).await.expect(303);
    browser.follow(&done).await.expect(200).toast().unwrap_or_default()
}

#[tokio::test]
async fn a_name_is_served_once_its_name_server_says_the_word() {
    let door = Door::open().await;
    let ada = door.app.sign_in(&ADA).await;
    want(&ada, HOST).await.expect(303);
    assert_eq!((door.served(HARBOUR.id).await, door.shows(HOST).await), (None, false));
    let word = door.word(HARBOUR.id, HOST).await;
    let page = ada.get(WEB).await.expect(200);
    assert!(
        page.has_text("Waits to be proven") && page.body().contains(CHALLENGE) && page.body().contains(&word),
        "{page}"
    );
    assert_eq!(page.form("#web").value("host").as_deref(), Some(HOST));
    assert!(check(&ada).await.contains("There is no TXT record"), "nothing is said yet");
    door.server.texts(CHALLENGE, &["v=spf1 -all", "another word"]);
    assert!(check(&ada).await.contains("says something else"));
    assert!(ada.get(WEB).await.expect(200).has_text("Last looked at on Mon 2 Mar 2026"), "it is told when");
    // By its name only: the word at the name itself proves nothing.
    door.server.texts(HOST, &[&word]);
    assert!(check(&ada).await.contains("says something else"));
    assert!(!door.shows(HOST).await);
    door.server.texts(CHALLENGE, &["v=spf1 -all", &word]);
    assert!(check(&ada).await.contains("Proven."));
    assert_eq!((door.served(HARBOUR.id).await.as_deref(), door.shows(HOST).await), (Some(HOST), true));
    let page = ada.get(WEB).await.expect(200);
    assert!(page.has_text("Served") && page.has_text("Proven since Mon 2 Mar 2026"), "{page}");
    assert_eq!(events(&door.app, "organisation.host_proven").await, 1);
    door.app.advance(TimeDelta::minutes(2));
    check(&ada).await;
    assert_eq!(events(&door.app, "organisation.host_proven").await, 1, "once");
}

#[tokio::test]
async fn an_alias_of_the_house_is_a_proof_and_a_long_answer_is_read_to_its_end() {
    let door = Door::open().await;
    let ada = door.app.sign_in(&ADA).await;
    door.server.is_brief();
    door.server.alias(HOST, "elsewhere.example");
    want(&ada, HOST).await.expect(303);
    check(&ada).await;
    assert!(!door.shows(HOST).await);
    door.server.alias(HOST, "house.example");
    assert!(check(&ada).await.contains("Proven."));
    assert!(door.shows(HOST).await);
}

#[tokio::test]
async fn the_name_before_is_served_until_the_new_one_is_proven_and_both_go_at_once_when_asked() {
    let door = Door::open().await;
    let ada = door.app.sign_in(&ADA).await;
    want(&ada, HOST).await.expect(303);
    door.server.texts(CHALLENGE, &[&door.word(HARBOUR.id, HOST).await]);
    check(&ada).await;
    want(&ada, "new.harbour.example").await.expect(303);
    assert!(door.shows(HOST).await && !door.shows("new.harbour.example").await);
    let word = door.word(HARBOUR.id, "new.harbour.example").await;
    assert_ne!(word, door.word(HARBOUR.id, HOST).await, "each name has a word of its own");
    door.server.texts("_steward-challenge.new.harbour.example", &[&word]);
    check(&ada).await;
    assert!(!door.shows(HOST).await && door.shows("new.harbour.example").await);
    want(&ada, "").await.expect(303);
    assert_eq!((door.served(HARBOUR.id).await, door.app.count("host_proofs").await), (None, 0));
    // Asked for again, it has another word: whoever read the old one cannot use it.
    want(&ada, HOST).await.expect(303);
    assert!(check(&ada).await.contains("says something else"));
}

#[tokio::test]
async fn who_proves_first_has_the_name_and_the_other_one_is_told() {
    let door = Door::open().await;
    let (ada, dee) = (door.app.sign_in(&ADA).await, door.app.sign_in(&DEE).await);
    want(&ada, HOST).await.expect(303);
    let theirs = "/o/quarry-works/settings/web";
    let page = dee.get(theirs).await.expect(200);
    dee.submit(&page, "#web", &[("host", HOST)]).await.expect(303);
    let words = [door.word(HARBOUR.id, HOST).await, door.word(QUARRY.id, HOST).await];
    assert_ne!(words[0], words[1]);
    door.server.texts(CHALLENGE, &[&words[0], &words[1]]);
    let page = dee.get(theirs).await.expect(200);
    dee.submit(&page, "/check", &[]).await.expect(303);
    assert_eq!(door.served(QUARRY.id).await.as_deref(), Some(HOST));
    assert!(check(&ada).await.contains("Another organisation here has proven"));
    assert_eq!(door.served(HARBOUR.id).await, None);
    let refused = want(&ada, HOST).await.expect(422);
    assert!(refused.problem("host").is_some_and(|told| told.contains("Another organisation")), "{refused}");
}

#[tokio::test]
async fn what_waits_is_looked_at_every_hour_and_a_silent_name_server_takes_nothing_away() {
    let door = Door::open().await;
    let ada = door.app.sign_in(&ADA).await;
    want(&ada, HOST).await.expect(303);
    door.server.texts(CHALLENGE, &[&door.word(HARBOUR.id, HOST).await]);
    door.passes(TimeDelta::hours(1)).await;
    assert!(door.shows(HOST).await, "without anybody pressing anything");
    // Broken for a month: nobody knows, so it is served on.
    door.server.breaks(true);
    for _ in 0..10 {
        door.passes(TimeDelta::days(3)).await;
    }
    assert!(door.shows(HOST).await);
    let ada = door.app.sign_in(&ADA).await;
    assert!(ada.get(WEB).await.expect(200).has_text("Nobody could say"), "but it is told");
    // Another word: a week of grace, and then it is over.
    door.server.breaks(false);
    door.server.texts(CHALLENGE, &["somebody else's"]);
    door.passes(TimeDelta::days(1)).await;
    let page = ada.get(WEB).await.expect(200);
    assert!(page.has_text("Not proven any more"), "{page}");
    for _ in 0..6 {
        door.passes(TimeDelta::days(1)).await;
        assert!(door.shows(HOST).await, "a week of grace");
    }
    door.passes(TimeDelta::days(1) + TimeDelta::hours(1)).await;
    assert_eq!((door.shows(HOST).await, door.served(HARBOUR.id).await), (false, None));
    assert_eq!(events(&door.app, "organisation.host_lost").await, 1);
    // What waits for two weeks is left alone.
    door.app.advance(TimeDelta::days(15));
    door.app.tick().await;
    let asked = door.server.asked();
    door.app.advance(TimeDelta::hours(2));
    door.app.tick().await;
    assert_eq!(door.server.asked(), asked);
}

#[tokio::test]
async fn what_was_served_before_goes_on_and_who_runs_the_house_may_vouch() {
    let door = Door::open().await;
    let before =
        sql("insert into host_proofs (org_id, host, token, asked_at, proof) values ($1, $2, '', $3, 'before')");
    door.app.db().run(before.bind(HARBOUR.id).bind(HOST).bind(door.app.now())).await.unwrap();
    door.app
        .db()
        .run(sql("update organisations set host = $2 where id = $1").bind(HARBOUR.id).bind(HOST))
        .await
        .unwrap();
    door.app.advance(TimeDelta::days(40));
    door.app.tick().await;
    assert!(door.shows(HOST).await && door.server.asked() == 0, "nobody asks for it");
    let ada = door.app.sign_in(&ADA).await;
    let page = ada.get(WEB).await.expect(200);
    assert!(page.has_text("since before names had to be proven") && !page.has_form("/check"), "{page}");
    ada.submit(&page, "#web", &[("origins", "https://www.harbour.example")]).await.expect(303);
    assert!(door.shows(HOST).await, "saving something else changes nothing about it");
    // An empty word is no word: a name server that says nothing proves nothing.
    ada.post(&format!("{WEB}/check"), &[]).await.expect(303);
    assert_eq!(door.server.asked(), 0);
    door.app.sign_in(&BO).await.post(&format!("{WEB}/check"), &[]).await.expect(403);

    let vouched = TestApp::with(Furnishing::World, |settings| settings.prove_hosts = false).await;
    let ada = vouched.sign_in(&ADA).await;
    want(&ada, HOST).await.expect(303);
    let page = ada.get(WEB).await.expect(200);
    assert!(page.has_text("Served") && page.has_text("vouches for host names"), "{page}");
}

#[tokio::test]
async fn nobody_makes_the_house_ask_without_end() {
    let door = Door::open().await;
    let ada = door.app.sign_in(&ADA).await;
    want(&ada, HOST).await.expect(303);
    for _ in 0..6 {
        ada.post(&format!("{WEB}/check"), &[]).await.expect(303);
    }
    ada.post(&format!("{WEB}/check"), &[]).await.expect(429);
}
