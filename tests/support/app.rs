//! The application in process, on a database of its own, with a clock that stands still.

use super::smtp::SmtpServer;
use super::world::Person;
use super::{Browser, Database, Furnishing, beginning, scratch};
use axum::Router;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::crypto::{Key, sha256_hex};
use kernel::db::{Db, Json, sql};
use kernel::http::{Allowance, Rules};
use kernel::id::Ids;
use kernel::mail::Smtp;
use kernel::time::Clock;
use platform::web::{SESSION_DAYS, SIGNED_IN};
use platform::{House, Perms, Role, Scope, Settings, context, events, jobs, post};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use tower_sessions::cookie::time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use uuid::Uuid;

/// Where the application believes it is reached.
const ORIGIN: &str = "http://house.example";
/// Steps after which work that causes work is called a circle.
const STEPS_MAX: usize = 10_000;

/// The application.
pub struct TestApp {
    /// The installation: database, clock, ids, settings.
    pub house: House,
    /// Its clock; it moves only when it is told to.
    pub clock: Clock,
    router: Router,
    smtp: Option<SmtpServer>,
    // Dropped last.
    database: Database,
}

/// A data folder of its own: what one house keeps there is no business of another's.
fn data_folder() -> PathBuf {
    static FOLDERS: AtomicU32 = AtomicU32::new(0);
    let folder = scratch().join(format!("app-{}", FOLDERS.fetch_add(1, Ordering::Relaxed)));
    std::fs::create_dir_all(&folder).expect("the target folder can be written");
    folder
}

/// An outgoing message, whether it has left or not.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Mail {
    /// Its id.
    pub id: Uuid,
    /// `booking.confirmation`.
    pub kind: String,
    /// Who receives it.
    pub to_address: String,
    /// Its subject line.
    pub subject: String,
    /// For those who read text.
    pub text_body: String,
    /// For the others.
    pub html_body: String,
    /// An iTIP object.
    pub calendar: Option<String>,
    /// `request` or `cancel`.
    pub calendar_method: Option<String>,
    /// `queued`, `sending`, `sent`, `deferred`, `failed`, `uncertain`.
    pub status: String,
}

impl Mail {
    /// The path of the first link of its text that contains this.
    #[track_caller]
    pub fn link(&self, part: &str) -> String {
        let mut words =
            self.text_body.split_whitespace().filter(|word| word.starts_with("http") && word.contains(part));
        let link = words.next().unwrap_or_else(|| panic!("no link with {part:?} in: {}", self.text_body));
        let (_, rest) = link.split_once("://").unwrap_or(("", link));
        rest.find('/').map_or("/", |at| &rest[at..]).to_owned()
    }
}

impl TestApp {
    /// With the world in it.
    pub async fn start() -> TestApp {
        TestApp::with(Furnishing::World, |_| {}).await
    }

    /// As it is before anybody has set it up.
    pub async fn empty() -> TestApp {
        TestApp::with(Furnishing::Empty, |_| {}).await
    }

    /// With the world in it and a mail server to send to.
    pub async fn with_mail() -> TestApp {
        let server = SmtpServer::start().await;
        let smtp = Smtp::plain("127.0.0.1", server.port());
        let mut app = TestApp::with(Furnishing::World, |settings| settings.smtp = Some(smtp)).await;
        app.smtp = Some(server);
        app
    }

    /// With other settings.
    pub async fn with(furnishing: Furnishing, change: impl FnOnce(&mut Settings)) -> TestApp {
        TestApp::on(Database::fresh(furnishing).await, change).await
    }

    /// On this database, with other settings.
    pub async fn on(database: Database, change: impl FnOnce(&mut Settings)) -> TestApp {
        let data = data_folder();
        let mut settings = Settings {
            base_url: ORIGIN.to_owned(),
            demo: false,
            smtp: None,
            mail_from: "steward@house.example".to_owned(),
            trusted_proxies: Vec::new(),
            api_rate: 600,
            prove_hosts: true,
            name_server: Default::default(),
            egress: Rules { allow: vec![Allowance::parse("127.0.0.1").expect("an address")], ..Rules::default() },
            stream: None,
            backups: None,
            files: kernel::storage::Choice::database(&data),
            data,
        };
        change(&mut settings);
        let clock = Clock::fixed(beginning());
        let key = Key::from_text("the same key in every test, 32 letters or more").expect("a long key");
        let house =
            House::new(database.open().await, clock.clone(), Ids::system(), key, settings, steward::registry::WINGS);
        let router = steward::app::build(&house);
        TestApp { house, clock, router, smtp: None, database }
    }

    /// Where its database is, for the program as a command.
    pub fn database_url(&self) -> &str {
        self.database.url()
    }

    /// Its database.
    pub fn db(&self) -> &Db {
        &self.house.db
    }

    /// What time it is there.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Moves its clock on.
    pub fn advance(&self, step: TimeDelta) {
        self.clock.advance(step);
    }

    /// The mail server of [`TestApp::with_mail`].
    pub fn smtp(&self) -> &SmtpServer {
        self.smtp.as_ref().expect("this test has a mail server")
    }

    /// A browser nobody is signed in with.
    pub fn guest(&self) -> Browser {
        Browser::in_process(self.router.clone(), &self.house.settings.base_url)
    }

    /// The same at another origin of the house, such as an organisation's own host name.
    pub fn guest_at(&self, origin: &str) -> Browser {
        Browser::in_process(self.router.clone(), origin)
    }

    /// A browser this person is signed in with, without the work of checking a password.
    pub async fn sign_in(&self, person: &Person) -> Browser {
        self.sign_in_user(person.id).await
    }

    /// The same for a user who is not of the world.
    pub async fn sign_in_user(&self, user: Uuid) -> Browser {
        let browser = self.guest();
        let (name, value) = session(&self.house, user).await;
        browser.set_cookie(name, &value);
        browser
    }

    /// Makes somebody who holds a role everywhere at an organisation; answers their user id.
    pub async fn employ(&self, org: Uuid, role: Role) -> Uuid {
        let id = self.house.id();
        let mut tx = self.db().begin().await.expect("a transaction");
        sql("insert into users (id, email, name, created_at) values ($1, $2, $3, $4)")
            .bind(id)
            .bind(format!("{}-{}@house.example", role.name(), id.simple()))
            .bind(role.label())
            .bind(self.now())
            .run(&mut tx)
            .await
            .expect("a new user");
        super::world::grant(&mut tx, self.house.id(), org, id, role, self.now()).await.expect("a new grant");
        tx.commit().await.expect("a commit");
        id
    }

    /// Makes a role of an organisation's own, which may do exactly this; answers its id.
    pub async fn make_role(&self, org: Uuid, name: &str, perms: Perms) -> Uuid {
        let id = self.house.id();
        let statement = sql("insert into roles (id, org_id, name, perms, created_at) values ($1, $2, $3, $4, $5)")
            .bind(id)
            .bind(org)
            .bind(name.to_owned())
            .bind(Json(perms.names()))
            .bind(self.now());
        self.db().run(statement).await.expect("a new role");
        id
    }

    /// Makes somebody who holds an own role within a place, or everywhere; answers their user id.
    pub async fn employ_as(&self, org: Uuid, role: Uuid, place: Option<Uuid>) -> Uuid {
        let id = self.house.id();
        let user = sql("insert into users (id, email, name, created_at) values ($1, $2, $3, $4)")
            .bind(id)
            .bind(format!("own-{}@house.example", id.simple()))
            .bind(format!("Own {}", &id.simple().to_string()[20..]))
            .bind(self.now());
        self.db().run(user).await.expect("a new user");
        self.grant_own(org, id, role, place).await;
        id
    }

    /// Gives a user an own role within a place, or everywhere; answers the grant's id.
    pub async fn grant_own(&self, org: Uuid, user: Uuid, role: Uuid, place: Option<Uuid>) -> Uuid {
        let id = self.house.id();
        let statement = sql("insert into grants (id, org_id, user_id, role_id, location_id, created_at) values ($1, $2, $3, $4, $5, $6)")
            .bind(id)
            .bind(org)
            .bind(user)
            .bind(role)
            .bind(place)
            .bind(self.now());
        self.db().run(statement).await.expect("a new grant");
        id
    }

    /// A request of this person inside their organisation, for calling actions without a page.
    pub async fn scope(&self, slug: &str, person: &Person) -> Scope {
        let entered = context::enter(self.db(), slug, person.id, self.now()).await;
        let (org, viewer) = entered.expect("this person may enter this organisation");
        let mut scope = Scope::unattended(&self.house, org, "test");
        scope.viewer = viewer;
        scope
    }

    /// Lets everything happen that follows from what was done: events are told, due jobs run, due mail leaves.
    pub async fn settle(&self) {
        for _ in 0..STEPS_MAX {
            let told = events::relay::step(&self.house).await.expect("events can be told");
            let worked = jobs::step(&self.house).await.expect("a job can be leased");
            let sent = post::step(&self.house).await.expect("a message can be leased");
            let mut called = 0;
            for lane in self.house.wings.lanes {
                called += (lane.step)(&self.house).await.expect("a lane can look for what is due");
            }
            if told == 0 && !worked && !sent && called == 0 {
                return;
            }
        }
        panic!("the house never comes to rest");
    }

    /// Lets what schedules have made due happen too.
    pub async fn tick(&self) {
        jobs::tick(&self.house).await.expect("schedules can be looked at");
        self.settle().await;
    }

    /// The messages to this address, the oldest first.
    pub async fn mail_to(&self, address: &str) -> Vec<Mail> {
        sql("select id, kind, to_address, subject, text_body, html_body, calendar, calendar_method, status from messages
              where to_address = $1 order by queued_at, id")
            .bind(address.to_owned())
            .all(self.db())
            .await
            .expect("messages can be read")
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> i64 {
        let text: &'static str = format!("select count(*) from {table}").leak();
        sql(text).one::<(i64,)>(self.db()).await.expect("a table that can be counted").0
    }
}

/// Stores a session for a user; answers the name and value of its cookie.
pub async fn session(house: &House, user: Uuid) -> (&'static str, String) {
    let id = Id::default();
    let data = HashMap::from([(SIGNED_IN.to_owned(), serde_json::json!(user))]);
    let expires = house.now() + TimeDelta::days(SESSION_DAYS);
    let expiry_date = OffsetDateTime::from_unix_timestamp(expires.timestamp()).expect("an instant of this century");
    // As `platform::web::Sessions` stores it: under the hash of its id, and without the id.
    let record = Record { id: Id(0), data, expiry_date };
    let statement = sql(
        "insert into sessions (id, user_id, data, created_at, seen_at, expires_at) values ($1, $2, $3, $4, $4, $5)",
    )
    .bind(sha256_hex(id.to_string().as_bytes()))
    .bind(user)
    .bind(Json(record))
    .bind(house.now())
    .bind(expires);
    house.db.run(statement).await.expect("a session can be stored");
    let name = if house.settings.is_https() { "__Host-steward" } else { "steward" };
    (name, id.to_string())
}
