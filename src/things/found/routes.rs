//! Where labels lead: to the asset for those who may see it, to "Found this?" for everybody else.

use super::model::{By, FoundForm, WORD_MAX, escaped};
use super::{actions, store};
use crate::assets;
use crate::views::found as view;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::TimeDelta;
use kernel::{Error, Problems, Result};
use platform::web::{Answer, Form, Page, Path, Query, Routes, SIGNED_IN, Visit, go, subscriber};
use platform::{Perm, Scope, context};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

/// Messages one address may send in [`RATE_WINDOW`].
const RATE: u32 = 5;
/// Messages an organisation gets in it.
const RATE_FOR: u32 = 60;
/// Words a stranger may ask about in it: so that nobody tries them all.
const RATE_WORDS: u32 = 120;
/// The window of the rates.
const RATE_WINDOW: TimeDelta = TimeDelta::minutes(10);

/// The table. The rows below `/b/{org}` are an organisation's own host name.
pub fn routes() -> Routes {
    Routes::under("")
        .get("/a/{tag}", Perm::Public, anywhere)
        .get("/ht/{tag}", Perm::Public, anywhere)
        .get("/hardware/{number}", Perm::Public, number_anywhere)
        .get("/hardware/bytag/{tag}", Perm::Public, anywhere)
        .get("/hardware/byserial/{serial}", Perm::Public, serial_anywhere)
        .get("/a/{org}/{tag}", Perm::Public, show)
        .post("/a/{org}/{tag}", Perm::Public, tell)
        .get("/b/{org}/a/{tag}", Perm::Public, show)
        .post("/b/{org}/a/{tag}", Perm::Public, tell)
        .get("/b/{org}/ht/{tag}", Perm::Public, tag_here)
        .get("/b/{org}/hardware/{number}", Perm::Public, number_here)
        .get("/b/{org}/hardware/bytag/{tag}", Perm::Public, tag_here)
        .get("/b/{org}/hardware/byserial/{serial}", Perm::Public, serial_here)
}

/// The word of a label.
#[derive(Debug, Deserialize)]
struct Word {
    #[serde(alias = "number", alias = "serial")]
    tag: String,
}

/// Which word it is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    by: String,
    sent: String,
}

async fn anywhere(visit: Visit, page: Page, Path(word): Path<Word>) -> Answer {
    led(&visit, &page, By::Tag, &word.tag).await
}

async fn number_anywhere(visit: Visit, page: Page, Path(word): Path<Word>) -> Answer {
    led(&visit, &page, By::Hardware, &word.tag).await
}

async fn serial_anywhere(visit: Visit, page: Page, Path(word): Path<Word>) -> Answer {
    led(&visit, &page, By::Serial, &word.tag).await
}

async fn tag_here(scope: Scope, visit: Visit, page: Page, Path(word): Path<Word>) -> Answer {
    shown(&scope, &visit, &page, By::Tag, &word.tag).await
}

async fn number_here(scope: Scope, visit: Visit, page: Page, Path(word): Path<Word>) -> Answer {
    shown(&scope, &visit, &page, By::Hardware, &word.tag).await
}

async fn serial_here(scope: Scope, visit: Visit, page: Page, Path(word): Path<Word>) -> Answer {
    shown(&scope, &visit, &page, By::Serial, &word.tag).await
}

/// A word without an organisation: an asset the visitor may see, else the one organisation that can be meant, else a page
/// that says nothing.
async fn led(visit: &Visit, page: &Page, by: By, word: &str) -> Answer {
    let word = printable(word)?;
    let slugs = store::organisations(&visit.house.db, by, word).await?;
    if let Some(user) = &visit.user {
        for slug in &slugs {
            let org = context::org_by_slug(&visit.house.db, slug).await?;
            if let Some(path) = seen_by(visit, org, user.id, by, word).await? {
                return Ok(go(&path));
            }
        }
    } else {
        spend_word(visit)?;
    }
    let slug = match slugs.as_slice() {
        [one] => Some(one.clone()),
        _ => store::only_organisation(&visit.house.db).await?,
    };
    match slug {
        Some(slug) => Ok(go(&format!("/a/{slug}/{}{}", escaped(word), by.query()))),
        None => Ok(page.bare("Found this?", view::somebodys(&page.address, visit.user.is_some()))),
    }
}

async fn show(scope: Scope, visit: Visit, page: Page, Path(word): Path<Word>, Query(asked): Query<Asked>) -> Answer {
    if asked.sent == "yes" {
        let (hero, main) = view::thanks(&scope.org);
        return Ok(page.public(&scope, "Thank you", hero, main, None));
    }
    shown(&scope, &visit, &page, By::parse(&asked.by), &word.tag).await
}

async fn shown(scope: &Scope, visit: &Visit, page: &Page, by: By, word: &str) -> Answer {
    let word = printable(word)?;
    match visit.session.get::<Uuid>(SIGNED_IN).await.map_err(Error::broken)? {
        Some(user) => {
            if let Some(path) = seen_by(visit, (*scope.org).clone(), user, by, word).await? {
                return Ok(go(&path));
            }
        }
        None => spend_word(visit)?,
    }
    Ok(drawn(scope, page, by, word, &FoundForm::default(), &Problems::new()))
}

fn drawn(scope: &Scope, page: &Page, by: By, word: &str, form: &FoundForm, problems: &Problems) -> Response {
    // People of the house sign in at the house, also from a host of the organisation's own.
    let inside = format!("/a/{}/{}{}", scope.org.slug, escaped(word), by.query());
    let sign_in = scope.house.url(&format!("/sign-in?next={}", escaped(&inside)));
    let action = match scope.org.on_own_host {
        true => format!("/a/{}{}", escaped(word), by.query()),
        false => inside,
    };
    let (hero, main) = view::found(&scope.org, &action, &sign_in, form, problems);
    page.public(scope, "Found this?", hero, main, None)
}

async fn tell(
    scope: Scope,
    visit: Visit,
    page: Page,
    Path(word): Path<Word>,
    Query(asked): Query<Asked>,
    Form(form): Form<FoundForm>,
) -> Answer {
    let (by, word) = (By::parse(&asked.by), printable(&word.tag)?);
    let path = match scope.org.on_own_host {
        true => format!("/a/{}?sent=yes", escaped(word)),
        false => format!("/a/{}/{}?sent=yes", scope.org.slug, escaped(word)),
    };
    if !form.website.is_empty() {
        // A machine filled in what no person sees. It is told what a person would be told; nothing is written.
        return Ok(go(&path));
    }
    let limits = &scope.house.limits;
    limits.spend(format!("found:{}", subscriber(visit.address)), RATE, RATE_WINDOW, scope.now)?;
    let message = match form.read() {
        Ok(message) => message,
        Err(problems) => {
            let response = drawn(&scope, &page, by, word, &form, &problems);
            return Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    limits.spend(format!("found-for:{}", scope.org_id()), RATE_FOR, RATE_WINDOW, scope.now)?;
    actions::tell(&scope, (by, word), &message).await?;
    Ok(go(&path))
}

/// Where this user sees the asset of a word in an organisation; none where they do not.
async fn seen_by(visit: &Visit, org: context::Org, user: Uuid, by: By, word: &str) -> Result<Option<String>> {
    let Some(asset) = store::asset(&visit.house.db, org.id, by, word).await? else { return Ok(None) };
    let (org, viewer) = match context::enter(&visit.house.db, &org.slug, user, visit.now).await {
        Ok(entry) => entry,
        Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    if org.is_suspended() {
        return Ok(None);
    }
    let scope = Scope {
        house: visit.house.clone(),
        org: Arc::new(org),
        viewer,
        now: visit.now,
        request_id: visit.request_id.clone(),
        acting: None,
    };
    let asset = assets::store::by_id(scope.db(), scope.org_id(), asset).await?;
    let is_seen = scope.may(Perm::AssetsRead) && asset.is_within(&scope.reach(Perm::AssetsRead));
    Ok(is_seen.then(|| scope.org.path(&format!("/assets/{}", asset.id))))
}

fn spend_word(visit: &Visit) -> Result<()> {
    let bucket = format!("label:{}", subscriber(visit.address));
    visit.house.limits.spend(bucket, RATE_WORDS, RATE_WINDOW, visit.now)
}

/// Nothing we print is longer, or has signs that nobody sees.
fn printable(word: &str) -> Result<&str> {
    let is_word = word.chars().count() <= WORD_MAX && !word.chars().any(char::is_control);
    if is_word { Ok(word) } else { Err(Error::NotFound) }
}
