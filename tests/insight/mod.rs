//! What the wing `insight` shows: outgoing mail, the front page, who is told of what, its ties to other systems, trails, and
//! the console.

mod chat;
mod console;
mod egress;
mod exports;
mod features;
mod feeds;
mod front;
mod inbox;
mod inbox_people;
mod mail;
mod notifications;
mod notifications_mail;
mod reports;
mod schedules;
mod stream;
mod traces;
mod vault;
pub mod webhooks;
mod webhooks_failures;

use crate::support::world::{Organisation, Person, Thing};
use crate::support::{Answer, TestApp};
use chrono::{DateTime, Utc};
use days::bookings::model::{Guest, Wish};
use days::bookings::policy::By;
use days::bookings::{Booking, actions};
use kernel::db::sql;
use kernel::mail::EmailAddress;
use kernel::time::{Span, parse_form, resolve};
use platform::Role;
use uuid::Uuid;

/// The instant at which the clocks of Madrid show this: `2026-03-02T10:00`.
pub fn madrid(wall: &str) -> DateTime<Utc> {
    resolve(chrono_tz::Europe::Madrid, parse_form(wall).expect("a wall time")).instant()
}

/// Somebody books for a guest called Grace, from and until wall times of Madrid.
pub async fn book(
    app: &TestApp,
    org: &Organisation,
    by: &Person,
    thing: &Thing,
    from: &str,
    until: &str,
    title: &str,
) -> Booking {
    let scope = app.scope(org.slug, by).await;
    let resource = things::resources::store::by_id(app.db(), org.id, thing.id).await.expect("the resource");
    let email = EmailAddress::parse("grace@guest.example").expect("an address");
    let wish = Wish {
        span: Span::new(madrid(from), madrid(until)).expect("a span"),
        title: title.to_owned(),
        people: 1,
        units: 1,
        guest: Guest { name: "Grace Holm".to_owned(), email, phone: String::new() },
        note: String::new(),
        key: app.house.ids.token(),
    };
    let done = actions::book(&scope, &resource, &wish, By::of(&scope, &resource).expect("somebody who may book")).await;
    done.expect("the resource is free").booking
}

/// Somebody with a role at one location and below it.
async fn employ_at(app: &TestApp, org: &Organisation, role: Role, location: &Thing) -> Uuid {
    let id = app.employ(org.id, role).await;
    let narrowed = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(narrowed.bind(org.id).bind(id).bind(location.id)).await.expect("a narrower grant");
    id
}

/// Another place of Harbour House, beside its site, with nothing in it.
async fn another_site(app: &TestApp, org: &Organisation) -> Thing {
    let id = app.house.id();
    let statement = sql("insert into locations (id, org_id, site_id, path, kind, name, zone, created_at)
         values ($1, $2, $1, $3, 'site', 'Old Town', $4, $5)");
    let statement = statement.bind(id).bind(org.id).bind(format!("/{id}")).bind(org.zone).bind(app.now());
    app.db().run(statement).await.expect("a new site");
    Thing { id, name: "Old Town", slug: "" }
}

/// The same answer, or the end of the test if its HTML nests badly or holds what the content security policy refuses.
fn tidy(answer: Answer) -> Answer {
    let document = answer.document();
    assert_eq!(document.problems, Vec::<String>::new(), "{}", answer.address);
    for (_, element) in document.elements() {
        let inline =
            element.name == "style" || element.has("style") || (element.name == "script" && !element.has("src"));
        assert!(!inline, "{} has {}", answer.address, element.tag());
    }
    answer
}
