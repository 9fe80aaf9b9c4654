//! Telling people: who hears of it, by which way, and when. For all events of a batch together.

use super::super::model::{Kind, Mail};
use super::super::store::{self, New, Post, Preferences};
use super::Say;
use super::matter::{Matter, Person, assignee_of, booking_of, location_of, owner_of, thing_of};
use crate::views::notifications::{mail, words};
use days::bookings::{self, reactions::to_staff};
use kernel::Result;
use kernel::db::{On, Tx};
use people::orgs::store::{grantees, who_may};
use platform::context::AnyRole;
use platform::events::{Effect, Occurred};
use platform::post::{self, Draft};
use platform::{Perm, Scope, jobs};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use things::locations;
use uuid::Uuid;

/// Where a person chooses what they are told.
pub(in super::super) const CHOICES: &str = "/notifications/choices";

/// Everything that follows from a batch, before it is written.
#[derive(Default)]
struct Decided {
    told: Vec<New>,
    drafts: Vec<Draft>,
    posts: BTreeMap<Uuid, Post>,
}

pub(super) async fn tell(mut on: On<'_>, scope: &Scope, events: &[&Occurred]) -> Result<Effect> {
    let org = scope.org_id();
    let about: HashSet<Uuid> = events.iter().filter_map(|event| booking_of(event)).collect();
    let known = match about.is_empty() {
        true => HashMap::new(),
        false => bookings::store::by_ids(on.again(), org, about).await?,
    };
    let roles: Vec<Uuid> =
        events.iter().filter(|event| event.kind.starts_with("grant.")).map(|event| event.subject_id).collect();
    let grantees = if roles.is_empty() { HashMap::new() } else { grantees(on.again(), org, roles).await? };
    let places = known.values().map(|booking| booking.location_id);
    let things: HashSet<Uuid> = events.iter().filter_map(|event| thing_of(event)).collect();
    let things = store::things(on.again(), org, things).await?;
    let places = places.chain(things.values().flat_map(|thing| thing.places.iter().copied()));
    let places: HashSet<Uuid> = places.chain(events.iter().filter_map(|event| location_of(event))).collect();
    let paths = match places.is_empty() {
        true => HashMap::new(),
        false => locations::store::whereabouts(on.again(), org, places).await?,
    };
    let happenings = platform::events::by_ids(on.again(), org, events.iter().map(|event| event.id)).await?;
    let matters: Vec<Matter<'_>> =
        events.iter().filter_map(|event| Matter::of(event, &happenings, &known, &grantees, &things, &paths)).collect();

    let perms: Vec<Perm> = Kind::ALL.into_iter().filter_map(Kind::perm).collect();
    let own = known.values().filter_map(|booking| booking.user_id);
    let asked = events.iter().filter_map(|event| assignee_of(event).or_else(|| owner_of(event)));
    let users: Vec<Uuid> = own.chain(grantees.values().copied()).chain(asked).collect();
    let emails: Vec<String> = known.values().map(|booking| booking.contact_email.clone()).collect();
    let held = who_may(on.again(), org, &perms, &users, &emails, scope.now).await?;
    let mut people: Vec<Person<'_>> = Vec::new();
    for holder in &held {
        match people.last_mut().filter(|last| last.id == holder.user_id) {
            Some(last) => last.grants.push(holder),
            None => people.push(Person {
                id: holder.user_id,
                name: &holder.name,
                email: &holder.email,
                grants: vec![holder],
            }),
        }
    }
    let ids: Vec<Uuid> = people.iter().map(|person| person.id).collect();
    let preferences = store::preferences(on.again(), org, &ids).await?;
    let room = store::maybe_room(on.again(), org).await?.is_some();
    let usual = Preferences::default();

    let mut decided = Decided::default();
    let mut lines: HashMap<Uuid, String> = HashMap::new();
    for matter in &matters {
        if let (Some(_), Some(booking)) = (matter.news, matter.booking)
            && let Entry::Vacant(unknown) = lines.entry(booking.location_id)
        {
            unknown.insert(locations::store::address_line(on.again(), org, booking.location_id).await?);
        }
        for person in &people {
            let theirs = preferences.get(&person.id).unwrap_or(&usual);
            decide(scope, matter, person, theirs, room, &lines, &mut decided);
        }
    }
    let scope = scope.clone();
    Ok(Box::new(move |tx| Box::pin(async move { write(tx, &scope, decided).await })))
}

/// What this person hears of this matter.
fn decide(
    scope: &Scope,
    matter: &Matter<'_>,
    person: &Person<'_>,
    theirs: &Preferences,
    room: bool,
    lines: &HashMap<Uuid, String>,
    decided: &mut Decided,
) {
    let Some(kind) = matter.kind_for(person) else { return };
    let roles: Vec<&AnyRole> = person.grants.iter().map(|held| &held.role).collect();
    let mut choice = theirs.choices.get(&kind).copied().unwrap_or_else(|| kind.usual(&roles));
    choice.chat &= room;
    if !matter.stands() {
        (choice.mail, choice.chat) = (Mail::None, false);
    }
    if choice.is_off() {
        return;
    }
    let (zone, now) = (scope.org.zone(), scope.now);
    let leaves = theirs.hours.leaves(zone, now);
    let id = scope.id();
    let mut new = New {
        id,
        user_id: person.id,
        event_id: matter.event.id,
        kind,
        at: matter.event.at,
        in_app: choice.in_app,
        mail: choice.mail,
        mail_due_at: None,
        mail_key: None,
        chat: choice.chat,
    };
    match choice.mail {
        Mail::None => {}
        Mail::Digest => new.mail_due_at = Some(theirs.hours.next_digest(zone, now)),
        Mail::AtOnce if leaves > now => new.mail_due_at = Some(leaves),
        Mail::AtOnce => {
            let key = format!("notification:{id}");
            decided.drafts.push(Draft { dedupe_key: key.clone(), ..letter(scope, matter, kind, person, lines) });
            new.mail_key = Some(key);
        }
    }
    if choice.chat {
        // Said once, when the first of those who chose it may be disturbed.
        let fresh = || Post {
            id: scope.id(),
            event_id: Some(matter.event.id),
            kind: kind.name().to_owned(),
            text: words::post(&scope.org, kind, matter.happening, &scope.house.settings.base_url),
            due_at: leaves,
            attempts: 0,
            fence: 0,
        };
        let post = decided.posts.entry(matter.event.id).or_insert_with(fresh);
        post.due_at = post.due_at.min(leaves);
    }
    decided.told.push(new);
}

fn letter(scope: &Scope, matter: &Matter<'_>, kind: Kind, person: &Person<'_>, lines: &HashMap<Uuid, String>) -> Draft {
    let to = (person.name, person.email);
    let choices = scope.house.url(&scope.org.path(CHOICES));
    match (matter.news, matter.booking) {
        (Some(news), Some(booking)) => {
            let place = lines.get(&booking.location_id).map_or("", String::as_str);
            to_staff(scope, news, booking, place, to, choices)
        }
        _ => mail::notice(&scope.org, kind, matter.happening, to, &scope.house.settings.base_url, choices),
    }
}

async fn write(tx: &mut Tx, scope: &Scope, decided: Decided) -> Result<()> {
    let (org, house) = (scope.org_id(), &scope.house);
    let heard: HashSet<Uuid> = decided.told.iter().filter(|new| new.in_app).map(|new| new.user_id).collect();
    let posts: Vec<Post> = decided.posts.into_values().collect();
    store::add(tx, org, decided.told).await?;
    post::queue(tx, scope, decided.drafts).await?;
    if posts.iter().any(|post| post.due_at <= scope.now) {
        jobs::enqueue(tx, house, None, &Say, scope.now, Some(Say::key())).await?;
    }
    store::add_posts(tx, org, posts, scope.now).await?;
    if !heard.is_empty() {
        let house = house.clone();
        tx.afterwards(move || heard.into_iter().for_each(|user| house.hub.tell_user(org, user, "notification")));
    }
    Ok(())
}

impl Say {
    /// One that waits is enough.
    fn key() -> String {
        <Say as jobs::Job>::NAME.to_owned()
    }
}
