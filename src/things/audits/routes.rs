//! The pages of audits: the list, one audit and what it found, counting by hand, and closing.

use super::model::{
    Audit, AuditForm, AuditQuery, ClosingForm, Count, Details, Known, Line, LineFilter, NewAudit, Outcome, PEOPLE_MAX,
    Seen,
};
use super::{actions, store};
use crate::found::{self, code};
use crate::views::audits::{
    closing as closing_view, file, finding as finding_view, form as form_view, index, show as view,
};
use crate::{assets, catalogue, locations, words, work};
use axum::http::StatusCode;
use axum::response::Response;
use kernel::sheet::Paper;
use kernel::{Error, Problems, Result};
use platform::files;
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Id, Page, Path, Query, Routes, Upload, go_flash, kept_file, listed};
use platform::{Perm, Reach, Scope};
use serde::Deserialize;
use uuid::Uuid;

/// Audits on a page.
const PAGE: i64 = 50;
/// Lines on a page.
const LINES: i64 = 100;
/// Lines that can be decided about one by one; the rest goes with its kind.
const DECIDED_MAX: i64 = 500;
/// Rows of a file.
const FILE_MAX: i64 = 100_000;
/// Style sheets of the pages with photos.
const STYLES: &[&str] = &["assets.css"];

/// The table.
pub fn routes() -> Routes {
    let (read, lend, manage) = (Perm::AssetsRead, Perm::AssetsLend, Perm::AssetsManage);
    Routes::under("/o/{org}")
        .get("/audits", read, list)
        .get("/audits/new", manage, blank)
        .post("/audits", manage, start)
        .get("/audits/{id}", read, show)
        .get("/audits/{id}/details", manage, edit)
        .post("/audits/{id}/details", manage, change)
        .post("/audits/{id}/findings", lend, count)
        .get("/audits/{id}/findings/{line}", read, finding)
        .post("/audits/{id}/findings/{line}", lend, describe)
        .post("/audits/{id}/findings/{line}/reset", lend, reset)
        .get("/audits/{id}/findings/{line}/photo", read, photo)
        .get("/audits/{id}/closing", manage, closing)
        .post("/audits/{id}/closing", manage, close)
}

/// An audit the viewer may know of.
pub(super) async fn seen(scope: &Scope, id: Uuid) -> Result<Audit> {
    store::by_id(scope.db(), scope.org_id(), id, &scope.reach(Perm::AssetsRead)).await
}

/// An audit the viewer may change and close.
pub(super) async fn managed(scope: &Scope, id: Uuid) -> Result<Audit> {
    let audit = seen(scope, id).await?;
    if audit.is_covered(&scope.reach(Perm::AssetsManage)) { Ok(audit) } else { Err(Error::Forbidden) }
}

fn path(scope: &Scope, id: Uuid) -> String {
    scope.org.path(&format!("/audits/{id}"))
}

fn back(scope: &Scope, path: &str, text: String, tone: Tone) -> Response {
    go_flash(&scope.house, path, Flash { text, tone, undo: None })
}

async fn list(scope: Scope, page: Page, Query(query): Query<AuditQuery>) -> Answer {
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead));
    let mut audits = store::list(db, org, &reach, query.after, PAGE + 1).await?;
    let is_more = audits.len() as i64 > PAGE;
    audits.truncate(usize::try_from(PAGE).unwrap_or(0));
    let ids: Vec<Uuid> = audits.iter().map(|audit| audit.id).collect();
    let facts = index::Index {
        org: &scope.org,
        audits: &audits,
        progress: &store::progress_of_each(db, org, &ids, (&reach, scope.user_id())).await?,
        next: is_more.then(|| audits.last().map(|audit| audit.id)).flatten(),
        may_start: scope.reach(Perm::AssetsManage) != Reach::Within(Vec::new()),
        today: scope.today(),
    };
    Ok(page.show(&scope, "Audits", index::page(&facts)))
}

/// What the form of an audit may choose from.
pub(super) async fn known(scope: &Scope) -> Result<Known> {
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsManage));
    let mut places = locations::store::tree(db, org).await?;
    places.retain(|place| reach.touches(Some(place.id)));
    let categories = catalogue::categories::store::tree(db, org).await?;
    Ok(Known { places, categories, people: work::store::people(db, org, scope.now).await? })
}

async fn blank(scope: Scope, page: Page, Query(typed): Query<AuditForm>) -> Answer {
    if scope.reach(Perm::AssetsManage) == Reach::Within(Vec::new()) {
        return Err(Error::Forbidden.into());
    }
    let reminders = AuditForm::usual().reminders;
    let form = AuditForm { key: scope.house.ids.token(), reminders, ..typed };
    let main = form_view::page(&scope.org, &form, &known(&scope).await?, &Problems::new());
    Ok(page.show(&scope, "New audit", main))
}

/// The people whom a form names, one a line.
async fn named(scope: &Scope, typed: &str) -> Result<std::result::Result<Vec<Uuid>, Problems>> {
    let (mut people, mut problems) = (Vec::new(), Problems::new());
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()).take(PEOPLE_MAX) {
        match assets::person(scope, line).await? {
            Ok(contact) => people.push(contact.id),
            Err(sentence) => problems.add("people", format!("{line}: {sentence}")),
        }
    }
    Ok(if problems.is_empty() { Ok(people) } else { Err(problems) })
}

async fn start(scope: Scope, page: Page, Form(form): Form<AuditForm>) -> Answer {
    let known = known(&scope).await?;
    let people = named(&scope, &form.people).await?;
    let made = match people.and_then(|people| NewAudit::parse(&form, &known, people)) {
        Ok(new) => actions::start(&scope, &new, &form.key).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match made {
        Ok(id) => Ok(back(&scope, &path(&scope, id), format!("{} has begun.", form.name.trim()), Tone::Ok)),
        Err(Error::Invalid(problems)) => {
            let form = AuditForm { key: scope.house.ids.token(), ..form };
            Ok(page.refuse(&scope, "New audit", form_view::page(&scope.org, &form, &known, &problems)))
        }
        Err(error) => Err(error.into()),
    }
}

/// An audit the viewer may change now.
async fn changeable(scope: &Scope, id: Uuid) -> Result<Audit> {
    let audit = managed(scope, id).await?;
    if audit.closed_at.is_some() { Err(Error::conflict("audit_is_closed")) } else { Ok(audit) }
}

async fn edit(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let audit = changeable(&scope, id).await?;
    let form = AuditForm::of(&audit);
    let main = form_view::change(&scope.org, &audit, &form, &known(&scope).await?, &Problems::new());
    Ok(page.show(&scope, &format!("Edit {}", audit.name), main))
}

async fn change(scope: Scope, page: Page, Id(id): Id, Form(form): Form<AuditForm>) -> Answer {
    let audit = changeable(&scope, id).await?;
    let known = known(&scope).await?;
    let changed = match Details::parse(&form, &known, audit.assignee_id) {
        Ok(details) => actions::change(&scope, id, form.version, &details).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(()) => Ok(back(&scope, &path(&scope, id), "Saved.".to_owned(), Tone::Ok)),
        Err(Error::Invalid(problems)) => {
            let main = form_view::change(&scope.org, &audit, &form, &known, &problems);
            Ok(page.refuse(&scope, &format!("Edit {}", audit.name), main))
        }
        Err(error) => Err(error.into()),
    }
}

async fn show(scope: Scope, page: Page, Id(id): Id, Query(query): Query<AuditQuery>) -> Answer {
    let audit = seen(&scope, id).await?;
    if let Some(paper) = Paper::parse(&query.format) {
        let viewer = (&scope.reach(Perm::AssetsRead), scope.user_id());
        let lines = store::lines(scope.db(), scope.org_id(), (id, query.filter()), viewer, None, FILE_MAX).await?;
        let (name, zone) = (format!("Audit {}", audit.name), scope.org.zone());
        return listed(paper, name, file::heads(), move || lines.into_iter().map(move |line| file::row(&line, zone)))
            .await;
    }
    drawn(&scope, &page, &audit, &query, &Problems::new()).await
}

async fn drawn(scope: &Scope, page: &Page, audit: &Audit, query: &AuditQuery, problems: &Problems) -> Answer {
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead));
    let viewer = (&reach, scope.user_id());
    let mut lines = store::lines(db, org, (audit.id, query.filter()), viewer, query.after, LINES + 1).await?;
    let is_more = lines.len() as i64 > LINES;
    lines.truncate(usize::try_from(LINES).unwrap_or(0));
    let is_open = audit.closed_at.is_none();
    let lend = scope.reach(Perm::AssetsLend);
    let mut places = Vec::new();
    if is_open {
        places = locations::store::tree(db, org).await?;
        places.retain(|place| lend.touches(Some(place.id)));
    }
    let facts = view::Facts {
        org: &scope.org,
        audit,
        query,
        lines: &lines,
        next: is_more.then(|| lines.last().map(|line| line.id)).flatten(),
        progress: store::progress(db, org, audit.id, viewer).await?,
        answered: store::answered(db, org, audit.id).await?,
        places: &places,
        may_count: is_open && scope.may(Perm::AssetsLend),
        may_close: is_open && audit.is_covered(&scope.reach(Perm::AssetsManage)),
        today: scope.today(),
        key: &scope.house.ids.token(),
    };
    Ok(page.show_with(scope, &audit.name, &[], STYLES, view::page(&facts, problems)))
}

/// What a form that counts sends: a code that was typed, or a row's asset.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CountForm {
    code: String,
    asset: Option<Uuid>,
    /// `missing`: it is not there.
    outcome: String,
    place: String,
    key: String,
    /// What the page showed.
    show: String,
    after: String,
}

async fn count(scope: Scope, page: Page, Id(id): Id, Form(form): Form<CountForm>) -> Answer {
    let audit = seen(&scope, id).await?;
    let place = form.place.parse().ok();
    let counted = match (form.asset, code::read(&form.code)) {
        (Some(asset), _) if form.outcome == "missing" => {
            actions::count(&scope, id, Count { seen: Seen::Gone(asset), place: None }, &form.key).await
        }
        (Some(asset), _) => actions::count(&scope, id, Count { seen: Seen::Asset(asset), place }, &form.key).await,
        (None, Some(code::Said::Asset(by, word))) => {
            let found = found::of_word(&scope, by, &word).await?;
            let seen = found.as_ref().map_or(Seen::Code(&word), |asset| Seen::Asset(asset.id));
            actions::count(&scope, id, Count { seen, place }, &form.key).await
        }
        (None, _) => Err(Error::invalid("code", "Type a tag, or what stands on the label.")),
    };
    match counted {
        Ok(counted) => {
            let tone = match counted.line.outcome {
                _ if counted.is_again => Tone::Neutral,
                Some(Outcome::Found) => Tone::Ok,
                _ => Tone::Warn,
            };
            let text = format!("{}: {}", counted.line.code, words::counted_text(scope.org.zone(), &counted));
            let kept = [("show", form.show.as_str()), ("place", &form.place), ("after", &form.after)];
            Ok(back(&scope, &platform::ui::address(&path(&scope, id), &kept), text, tone))
        }
        Err(Error::Invalid(problems)) => {
            let query = AuditQuery { show: form.show, place: form.place, ..AuditQuery::default() };
            let response = drawn(&scope, &page, &audit, &query, &problems).await?;
            Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}

/// Which line of which audit.
#[derive(Debug, Clone, Copy, Deserialize)]
struct LinePath {
    id: Uuid,
    line: Uuid,
}

async fn line_seen(scope: &Scope, at: LinePath) -> Result<(Audit, Line)> {
    let audit = seen(scope, at.id).await?;
    let viewer = (&scope.reach(Perm::AssetsRead), scope.user_id());
    let line = store::line(scope.db(), scope.org_id(), (at.id, at.line), viewer).await?;
    Ok((audit, line))
}

async fn finding(scope: Scope, page: Page, Path(at): Path<LinePath>) -> Answer {
    finding_drawn(&scope, &page, at, None, &Problems::new()).await
}

async fn finding_drawn(scope: &Scope, page: &Page, at: LinePath, typed: Option<&str>, problems: &Problems) -> Answer {
    let (audit, line) = line_seen(scope, at).await?;
    let may_count = audit.closed_at.is_none() && scope.may(Perm::AssetsLend);
    let note = typed.unwrap_or(&line.note);
    let main = finding_view::page(&scope.org, &audit, &line, may_count.then_some(note), problems);
    Ok(page.show_with(scope, &line.code, &[], STYLES, main))
}

async fn describe(scope: Scope, page: Page, Path(at): Path<LinePath>, upload: Upload) -> Answer {
    line_seen(&scope, at).await?;
    let note = upload.fields.get("note").cloned().unwrap_or_default();
    let described = match upload.file {
        Ok(file) => actions::describe(&scope, at.id, at.line, &note, file.map(|file| file.bytes)).await,
        Err(told) => Err(Error::invalid("file", told)),
    };
    match described {
        Ok(()) => Ok(back(&scope, &path(&scope, at.id), "Written down.".to_owned(), Tone::Ok)),
        Err(Error::Invalid(problems)) => {
            let response = finding_drawn(&scope, &page, at, Some(&note), &problems).await?;
            Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}

async fn reset(scope: Scope, Path(at): Path<LinePath>) -> Answer {
    let (_, line) = line_seen(&scope, at).await?;
    actions::reset(&scope, at.id, at.line).await?;
    let text = match line.is_expected {
        true => format!("{} is to be looked for again.", line.code),
        false => format!("{} is not in the audit any more.", line.code),
    };
    Ok(back(&scope, &path(&scope, at.id), text, Tone::Ok))
}

async fn photo(scope: Scope, Path(at): Path<LinePath>) -> Answer {
    let (_, line) = line_seen(&scope, at).await?;
    let file = files::found(scope.db(), scope.org_id(), line.file_id.ok_or(Error::NotFound)?).await?;
    Ok(kept_file(&scope.house, scope.org_id(), "photo", file, true).await?)
}

async fn closing(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let audit = managed(&scope, id).await?;
    if audit.closed_at.is_some() {
        return Ok(platform::web::go(&path(&scope, id)));
    }
    let main = closing_drawn(&scope, &audit, &ClosingForm::default(), &Problems::new()).await?;
    Ok(page.show(&scope, "Close the audit", main))
}

async fn closing_drawn(scope: &Scope, audit: &Audit, form: &ClosingForm, problems: &Problems) -> Result<maud::Markup> {
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead));
    let viewer = (&reach, scope.user_id());
    let mut lines = Vec::new();
    for filter in [LineFilter::Differences, LineFilter::Todo] {
        lines.extend(store::lines(db, org, (audit.id, filter), viewer, None, DECIDED_MAX).await?);
    }
    let facts = closing_view::Facts {
        org: &scope.org,
        audit,
        form,
        lines: &lines,
        labels: &catalogue::labels::store::all(db, org).await?,
        progress: store::progress(db, org, audit.id, viewer).await?,
    };
    Ok(closing_view::page(&facts, problems))
}

async fn close(scope: Scope, page: Page, Id(id): Id, Form(form): Form<ClosingForm>) -> Answer {
    let audit = managed(&scope, id).await?;
    match actions::close(&scope, id, &form).await {
        Ok(()) => Ok(back(&scope, &path(&scope, id), format!("{} is closed.", audit.name), Tone::Ok)),
        Err(Error::Invalid(problems)) => {
            let main = closing_drawn(&scope, &audit, &form, &problems).await?;
            Ok(page.refuse(&scope, "Close the audit", main))
        }
        Err(error) => Err(error.into()),
    }
}
