//! The pages of acceptances: the list, one of them, and signing on a keeper's screen.

use super::model::{Acceptance, Query as ListQuery, SignForm};
use super::record::{Circumstances, Record};
use super::{actions, store};
use crate::assets;
use crate::views::acceptance::{asset as asset_view, file, index as list_view, show as view, sign as sign_view};
use axum::http::header::CONTENT_DISPOSITION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use kernel::sheet::Paper;
use kernel::{Error, Problems, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Id, Page, Query, Routes, Visit, go_flash, listed, stored_download};
use platform::{Perm, Scope, events, files};
use uuid::Uuid;

/// Rows of a file.
const FILE_MAX: i64 = 100_000;
/// Facts of its history.
const FACTS: i64 = 50;
/// Acceptances on the page of an asset.
const OF_ASSET: i64 = 10;
/// Script and style sheet of what is signed on.
pub(super) const SIGN_FILES: (&str, &str) = ("sign.js", "sign.css");

/// The table.
pub fn routes() -> Routes {
    let (read, lend) = (Perm::AssetsRead, Perm::AssetsLend);
    Routes::under("/o/{org}")
        .get("/acceptances", read, index)
        .get("/acceptances/{id}", read, show)
        .get("/acceptances/{id}/file", read, paper)
        .get("/acceptances/{id}/signature", lend, pad)
        .post("/acceptances/{id}/signature", lend, sign)
        .post("/acceptances/{id}/reminder", lend, remind)
        .post("/acceptances/{id}/withdrawal", lend, withdraw)
        .get("/assets/{id}/acceptances", read, of_asset)
}

/// An acceptance the viewer may see.
pub(super) async fn seen(scope: &Scope, id: Uuid) -> Result<Acceptance> {
    store::by_id(scope.db(), scope.org_id(), id, &scope.reach(Perm::AssetsRead)).await
}

/// May the viewer hand over and take back what it is about?
async fn may_lend(scope: &Scope, id: Uuid) -> Result<bool> {
    match store::by_id(scope.db(), scope.org_id(), id, &scope.reach(Perm::AssetsLend)).await {
        Ok(_) => Ok(true),
        Err(Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// An acceptance the viewer may do something with.
async fn lent(scope: &Scope, id: Uuid) -> Result<Acceptance> {
    let acceptance = seen(scope, id).await?;
    if may_lend(scope, id).await? { Ok(acceptance) } else { Err(Error::Forbidden) }
}

fn back(scope: &Scope, id: Uuid, text: String) -> Response {
    let path = scope.org.path(&format!("/acceptances/{id}"));
    go_flash(&scope.house, &path, Flash { text, tone: Tone::Ok, undo: None })
}

async fn index(scope: Scope, page: Page, Query(query): Query<ListQuery>) -> Answer {
    let (db, org, reach, filter) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead), query.filter());
    if let Some(paper) = Paper::parse(&query.format) {
        let all = store::before(db, org, &filter, &reach, None, FILE_MAX + 1).await?;
        if all.len() as i64 > FILE_MAX {
            let sentence = "More than 100,000 acceptances fit this filter. Narrow it, by a person perhaps.";
            return Err(Error::invalid("format", sentence).into());
        }
        let zone = scope.org.zone();
        return listed(paper, "Acceptances".to_owned(), file::heads(), move || {
            all.into_iter().map(move |one| file::row(&one, zone))
        })
        .await;
    }
    let listed = store::list(db, org, &filter, &reach, (query.after, query.before)).await?;
    let person = match filter.contact {
        Some(id) => people::contacts::store::by_id(db, org, id).await.ok(),
        None => None,
    };
    let facts = list_view::Index {
        org: &scope.org,
        query: &query,
        page: &listed,
        person: person.as_ref().map(|contact| contact.label()),
    };
    Ok(page.show(&scope, "Acceptances", list_view::page(&facts)))
}

async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let (db, org) = (scope.db(), scope.org_id());
    let acceptance = seen(&scope, id).await?;
    let kept = store::record_of(db, org, id).await?;
    let record = kept.as_deref().and_then(Record::read);
    let facts = view::Facts {
        org: &scope.org,
        acceptance: &acceptance,
        items: &store::items(db, org, id).await?,
        is_whole: kept
            .as_ref()
            .is_none_or(|kept| Some(kernel::crypto::sha256_hex(kept.as_bytes())) == acceptance.sha256),
        record: record.as_ref(),
        history: &events::of_subject(db, org, id, FACTS).await?,
        may_lend: may_lend(&scope, id).await?,
    };
    Ok(page.show_with(&scope, "Acceptance", &[], &[SIGN_FILES.1], view::page(&facts)))
}

async fn paper(scope: Scope, Id(id): Id) -> Answer {
    let acceptance = seen(&scope, id).await?;
    Ok(shown_paper(&scope, &acceptance).await?)
}

/// Shown in the browser, whose print button is near.
pub(super) async fn shown_paper(scope: &Scope, acceptance: &Acceptance) -> Result<Response> {
    let (db, org, name) = (scope.db(), scope.org_id(), acceptance.file_name());
    let file = files::found(db, org, store::paper(db, org, acceptance.id).await?).await?;
    let mut response = stored_download(&scope.house, org, &name, file).await?;
    if let Ok(value) = HeaderValue::from_str(&format!("inline; filename=\"{name}\"")) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

async fn pad(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let acceptance = lent(&scope, id).await?;
    let form = SignForm { version: acceptance.version, ..SignForm::default() };
    drawn(&scope, &page, &acceptance, &form, &Problems::new()).await
}

async fn drawn(scope: &Scope, page: &Page, acceptance: &Acceptance, form: &SignForm, problems: &Problems) -> Answer {
    let items = store::items(scope.db(), scope.org_id(), acceptance.id).await?;
    let main = sign_view::on_screen(&scope.org, acceptance, &items, form, problems);
    Ok(page.show_with(scope, "Sign", &[SIGN_FILES.0], &[SIGN_FILES.1], main))
}

async fn sign(scope: Scope, visit: Visit, page: Page, Id(id): Id, Form(form): Form<SignForm>) -> Answer {
    let acceptance = Acceptance { version: form.version, ..lent(&scope, id).await? };
    let items = store::items(scope.db(), scope.org_id(), id).await?;
    let refuse = async |problems| {
        let response = drawn(&scope, &page, &acceptance, &form, &problems).await?;
        Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
    };
    let answered = match form.read(&items) {
        Ok(answered) => answered,
        Err(problems) => return refuse(problems).await,
    };
    let before = visit.user.as_ref().map(|user| user.name.clone());
    let around =
        Circumstances { at: scope.now, address: visit.address.to_string(), agent: visit.device.clone(), before };
    match actions::answer(&scope, &acceptance, &answered, &around).await {
        Ok(()) => Ok(back(&scope, id, "Thank you. A copy is on its way by mail.".to_owned())),
        Err(Error::Invalid(problems)) => refuse(problems).await, // what was drawn is drawn already
        Err(error) => Err(error.into()),
    }
}

async fn remind(scope: Scope, Id(id): Id) -> Answer {
    let acceptance = actions::remind(&scope, id).await?;
    Ok(back(&scope, id, format!("{} was written to once more.", acceptance.person())))
}

async fn withdraw(scope: Scope, Id(id): Id) -> Answer {
    actions::withdraw(&scope, id).await?;
    Ok(back(&scope, id, "Nobody waits for this signature any more.".to_owned()))
}

/// What was and is to be signed for an asset: a part of its page.
async fn of_asset(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let asset = assets::seen(&scope, id).await?;
    let reach = scope.reach(Perm::AssetsRead);
    let found = store::of_asset(scope.db(), scope.org_id(), id, &reach, OF_ASSET).await?;
    let lends = asset.is_within(&scope.reach(Perm::AssetsLend));
    Ok(page.part(asset_view::section(&scope.org, &found, lends)))
}
