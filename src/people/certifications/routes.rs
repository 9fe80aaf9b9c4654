//! The pages of certifications: going through the access, and what was decided in the rounds so far.

use super::model::{Certification, Choice, Verdict, mark_text, parse_mark};
use super::policy::Progress;
use super::{actions, policy, store};
use crate::orgs::{self, model::Held, model::last_day, routes::tabs};
use crate::reviews;
use crate::views::certifications as view;
use crate::views::tabs::Tab;
use chrono::{DateTime, Utc};
use kernel::time::{clock_text, day_text, wall};
use kernel::{Error, Problems, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Id, Page, Query, Routes, csv, go, go_flash};
use platform::{Perm, Reach, Scope};
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;
use view::open::{GrantLine, OpenPage, PersonLine, Unchanged};
use view::past::{PastPage, VerdictLine};

/// People on a page.
const PEOPLE_SHOWN: usize = 50;
/// Grants that one click may decide about: all that somebody holds.
const MARKS_MAX: usize = 200;

/// The table.
pub fn routes() -> Routes {
    Routes::under("/o/{org}/people/certifications")
        .get("", Perm::PeopleManage, index)
        .post("", Perm::PeopleManage, start)
        .get("/{id}", Perm::PeopleManage, show)
        .post("/{id}/verdicts", Perm::PeopleManage, decide)
        .post("/{id}/unchanged", Perm::PeopleManage, keep_unchanged)
        .post("/{id}/takeover", Perm::PeopleManage, take_over)
        .post("/{id}/completion", Perm::PeopleManage, complete)
        .post("/{id}/abandonment", Perm::PeopleManage, abandon)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Start {
    key: String,
}

/// Which part of it is shown.
#[derive(Default, Clone, Deserialize)]
#[serde(default)]
struct Turned {
    /// `left`, `keep` or `end`; empty: everything.
    show: String,
    /// From 0.
    page: usize,
    /// `csv`: a file of all verdicts.
    format: String,
}

impl Turned {
    fn takes(&self, verdict: Option<&Verdict>) -> bool {
        match self.show.as_str() {
            "left" => verdict.is_none(),
            "keep" => verdict.is_some_and(|verdict| verdict.choice == Choice::Keep),
            "end" => verdict.is_some_and(|verdict| verdict.choice == Choice::End),
            _ => true,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Decision {
    marks: Vec<String>,
    verdict: String,
    show: String,
    page: usize,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Since {
    since: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reviewer {
    from: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Last {
    note: String,
}

async fn index(scope: Scope, page: Page) -> Answer {
    scope.demand_everywhere(Perm::PeopleManage)?;
    let all = store::list(scope.db(), scope.org_id()).await?;
    let lines: Vec<(String, Certification)> =
        all.into_iter().map(|round| (moment(&scope, round.started_at), round)).collect();
    let (base, key) = (scope.org.path("/people"), scope.house.ids.token());
    let main = view::index::page(&base, tabs(&scope, Tab::Review), &lines, &key);
    Ok(page.show(&scope, "Certifications", main))
}

async fn start(scope: Scope, Form(form): Form<Start>) -> Answer {
    let round = actions::start(&scope, &form.key).await?;
    let path = path(&scope, round.id);
    if Some(round.held_by) == scope.user_id() {
        return Ok(go(&path));
    }
    let text = format!("{} goes through the access already.", round.held_by_name);
    Ok(go_flash(&scope.house, &path, Flash { text, tone: Tone::Warn, undo: None }))
}

async fn show(scope: Scope, page: Page, Id(id): Id, Query(turned): Query<Turned>) -> Answer {
    let round = known(&scope, id).await?;
    let verdicts = store::verdicts(scope.db(), scope.org_id(), id).await?;
    if turned.format == "csv" {
        return Ok(csv("certification.csv", view::csv::csv(&in_order(&verdicts), scope.org.zone())?));
    }
    let main = match round.is_open() {
        true => draw(&scope, &round, &verdicts, &turned, ("", &Problems::new())).await?,
        false => draw_past(&scope, &round, &verdicts),
    };
    Ok(page.show(&scope, "Certification", main))
}

async fn decide(scope: Scope, Id(id): Id, Form(form): Form<Decision>) -> Answer {
    known(&scope, id).await?;
    let choice = Choice::parse(&form.verdict).ok_or_else(|| Error::invalid("verdict", "Keep it or end it."))?;
    let marks: Vec<_> = form.marks.iter().take(MARKS_MAX).filter_map(|mark| parse_mark(mark)).collect();
    actions::decide(&scope, id, &marks, choice).await?;
    let page = if form.page == 0 { String::new() } else { form.page.to_string() };
    Ok(go(&view::address(&path(&scope, id), &form.show, &page)))
}

async fn keep_unchanged(scope: Scope, Id(id): Id, Form(form): Form<Since>) -> Answer {
    known(&scope, id).await?;
    let since = form.since.parse().map_err(|_| Error::conflict("access_changed"))?;
    let kept = actions::keep_unchanged(&scope, id, since).await?;
    let text = match kept {
        1 => "One role that is as before stays.".to_owned(),
        kept => format!("{kept} roles that are as before stay."),
    };
    Ok(back(&scope, &path(&scope, id), text))
}

async fn take_over(scope: Scope, Id(id): Id, Form(form): Form<Reviewer>) -> Answer {
    known(&scope, id).await?;
    let from = form.from.parse().map_err(|_| Error::conflict("certification_taken"))?;
    actions::take_over(&scope, id, from).await?;
    Ok(back(&scope, &path(&scope, id), "You go through it now. What was decided so far stays.".to_owned()))
}

async fn complete(scope: Scope, page: Page, Id(id): Id, Form(form): Form<Last>) -> Answer {
    let round = known(&scope, id).await?;
    match actions::complete(&scope, id, &form.note).await {
        // Whoever ended what they hold themselves may have no way back to this page.
        Ok(true) => Ok(go("/")),
        Ok(false) => Ok(back(&scope, &path(&scope, id), "Completed. What was marked has ended.".to_owned())),
        Err(Error::Invalid(problems)) => {
            let verdicts = store::verdicts(scope.db(), scope.org_id(), id).await?;
            let typed = (form.note.as_str(), &problems);
            let main = draw(&scope, &round, &verdicts, &Turned::default(), typed).await?;
            Ok(page.refuse(&scope, "Certification", main))
        }
        Err(error) => Err(error.into()),
    }
}

async fn abandon(scope: Scope, Id(id): Id) -> Answer {
    known(&scope, id).await?;
    actions::abandon(&scope, id).await?;
    Ok(back(&scope, &scope.org.path("/people/certifications"), "Given up. Nothing has ended.".to_owned()))
}

/// One that the viewer may know of.
async fn known(scope: &Scope, id: Uuid) -> Result<Certification> {
    if scope.reach(Perm::PeopleManage) != Reach::Everywhere {
        return Err(Error::NotFound);
    }
    store::by_id(scope.db(), scope.org_id(), id).await
}

async fn draw(
    scope: &Scope,
    round: &Certification,
    verdicts: &HashMap<Uuid, Verdict>,
    turned: &Turned,
    (note, problems): (&str, &Problems),
) -> Result<maud::Markup> {
    let (org, limit) = (scope.org_id(), reviews::actions::GRANTS_MAX);
    let held = orgs::store::all_grants(scope.db(), org, &Reach::Everywhere, scope.now, limit).await?;
    let last = reviews::store::list(scope.db(), org, None).await?.into_iter().next();
    let before = match &last {
        Some(last) => Some(reviews::store::snapshot(scope.db(), org, last.id).await?),
        None => None,
    };
    let unchanged = last.zip(before.as_ref()).map(|(last, before)| Unchanged {
        since: last.id,
        when: moment(scope, last.reviewed_at),
        count: actions::unchanged(&held, verdicts, before).count(),
    });
    let visits = reviews::store::visits(scope.db(), org, &Reach::Everywhere, scope.now).await?;
    let mut people: Vec<PersonLine> = Vec::new();
    for grant in held.iter().filter(|grant| turned.takes(policy::standing(grant, verdicts))) {
        if people.last().is_none_or(|person| person.user != grant.user_id) {
            let visit = visits.get(&grant.user_id);
            people.push(PersonLine {
                user: grant.user_id,
                name: grant.user_name.clone(),
                email: grant.user_email.clone(),
                last_here: visit.and_then(|visit| visit.last).map(|at| day_text(wall(scope.org.zone(), at).date())),
                is_absent: visit.is_some_and(|visit| visit.is_absent(scope.now)),
                grants: Vec::new(),
            });
        }
        let is_new = before.as_ref().is_some_and(|before| !policy::is_as_before(grant, before));
        if let Some(person) = people.last_mut() {
            person.grants.push(line(scope, grant, verdicts, is_new));
        }
    }
    let (total, first) = (people.len(), turned.page.min(10_000) * PEOPLE_SHOWN);
    let people: Vec<_> = people.into_iter().skip(first).take(PEOPLE_SHOWN).collect();
    let progress: Progress = policy::progress(&held, verdicts);
    let shown = OpenPage {
        base: &scope.org.path("/people"),
        round,
        started: moment(scope, round.started_at),
        touched: moment(scope, round.touched_at),
        is_mine: Some(round.held_by) == scope.user_id(),
        progress,
        unchanged,
        ending: &ending(&held, verdicts),
        people: &people,
        total,
        is_more: total > first + people.len(),
        show: &turned.show,
        page: turned.page,
        note,
        problems,
    };
    Ok(view::open::page(&shown))
}

fn line(scope: &Scope, grant: &Held, verdicts: &HashMap<Uuid, Verdict>, is_new: bool) -> GrantLine {
    GrantLine {
        id: grant.id,
        mark: mark_text(grant),
        role: grant.role.label().to_owned(),
        place: grant.location_name.clone(),
        until: grant.ends_at.map(|end| last_day(scope.org.zone(), end)),
        may: grant.role.perms(),
        choice: policy::standing(grant, verdicts).map(|verdict| verdict.choice),
        is_stale: verdicts.contains_key(&grant.id) && policy::standing(grant, verdicts).is_none(),
        is_new,
        may_end: orgs::policy::may_hand(&scope.viewer, &grant.role, grant.location_id),
    }
}

/// `Cy Brook (Member)`, for each that is to end.
fn ending(held: &[Held], verdicts: &HashMap<Uuid, Verdict>) -> Vec<String> {
    let ends = |grant: &&Held| policy::standing(grant, verdicts).is_some_and(|verdict| verdict.choice == Choice::End);
    held.iter().filter(ends).map(|grant| format!("{} ({})", grant.user_name, grant.role.label())).collect()
}

fn draw_past(scope: &Scope, round: &Certification, verdicts: &HashMap<Uuid, Verdict>) -> maud::Markup {
    let lines: Vec<VerdictLine<'_>> = in_order(verdicts)
        .into_iter()
        .map(|verdict| VerdictLine {
            verdict,
            until: verdict.seen.ends_at.map(|end| last_day(scope.org.zone(), end)),
            when: moment(scope, verdict.at),
        })
        .collect();
    let shown = PastPage {
        base: &scope.org.path("/people"),
        round,
        started: moment(scope, round.started_at),
        over: round.completed_at.or(round.abandoned_at).map(|at| moment(scope, at)).unwrap_or_default(),
        lines: &lines,
    };
    view::past::page(&shown)
}

/// By people's names.
fn in_order(verdicts: &HashMap<Uuid, Verdict>) -> Vec<&Verdict> {
    let mut all: Vec<&Verdict> = verdicts.values().collect();
    all.sort_by_key(|verdict| (verdict.seen.name.to_lowercase(), verdict.seen.email.clone(), verdict.grant));
    all
}

fn path(scope: &Scope, id: Uuid) -> String {
    scope.org.path(&format!("/people/certifications/{id}"))
}

fn moment(scope: &Scope, at: DateTime<Utc>) -> String {
    let zone = scope.org.zone();
    format!("{}, {}", day_text(wall(zone, at).date()), clock_text(zone, at))
}

fn back(scope: &Scope, path: &str, text: String) -> axum::response::Response {
    go_flash(&scope.house, path, Flash { text, tone: Tone::Ok, undo: None })
}
