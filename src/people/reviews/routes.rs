//! The pages of reviews: the access now with what is different, and the reviews so far.

use super::model::{Line, ReviewFilter, Snapshot, Visit};
use super::{actions, policy, store};
use crate::orgs::{self, model::Tree, model::last_day, routes::tabs};
use crate::views::reviews as view;
use crate::views::tabs::Tab;
use chrono::{DateTime, Utc};
use kernel::time::{clock_text, day_text, rfc3339, wall};
use kernel::{Error, Problems, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Id, Page, Query, Routes, csv, go_flash};
use platform::{Perm, Reach, Scope};
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;
use view::access::{AccessPage, PersonLine};
use view::csv::Days;
use view::past::{PastPage, PastReview};

/// People on a page.
const PEOPLE_SHOWN: usize = 50;
/// Pages further back than this are no pages.
const PAGES_MAX: usize = 10_000;

/// The table.
pub fn routes() -> Routes {
    Routes::under("/o/{org}/people")
        .get("/review", Perm::PeopleManage, access)
        .get("/reviews", Perm::PeopleManage, index)
        .post("/reviews", Perm::PeopleManage, mark)
        .get("/reviews/{id}", Perm::PeopleManage, show)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Mark {
    key: String,
    seen: String,
    note: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Turned {
    before: String,
    page: usize,
    format: String,
}

async fn access(scope: Scope, page: Page, Query(filter): Query<ReviewFilter>) -> Answer {
    if filter.format == "csv" {
        let found = Found::look(&scope, &filter).await?;
        let lines = found.lines(&filter, scope.now);
        let days = Days { zone: scope.org.zone(), visits: &found.visits };
        return Ok(csv("access.csv", view::csv::csv(&found.snapshot, &lines, filter.perm(), &days)?));
    }
    let main = draw(&scope, &filter, &Mark::default(), &Problems::new()).await?;
    Ok(page.show(&scope, "Review", main))
}

async fn mark(scope: Scope, page: Page, Form(form): Form<Mark>) -> Answer {
    match actions::mark(&scope, &form.key, &form.seen, &form.note).await {
        Ok(_) => {
            let flash = Flash { text: "Marked as reviewed.".to_owned(), tone: Tone::Ok, undo: None };
            Ok(go_flash(&scope.house, &scope.org.path("/people/review"), flash))
        }
        Err(Error::Invalid(problems)) if problems.at("key").is_none() => {
            Ok(page.refuse(&scope, "Review", draw(&scope, &ReviewFilter::default(), &form, &problems).await?))
        }
        Err(error) => Err(error.into()),
    }
}

async fn index(scope: Scope, page: Page, Query(turned): Query<Turned>) -> Answer {
    scope.demand_everywhere(Perm::PeopleManage)?;
    let edge = turned
        .before
        .split_once('/')
        .and_then(|(at, id)| Some((DateTime::parse_from_rfc3339(at).ok()?.with_timezone(&Utc), id.parse().ok()?)));
    let mut reviews = store::list(scope.db(), scope.org_id(), edge).await?;
    let is_more = reviews.len() as i64 > store::PAGE;
    reviews.truncate(store::PAGE as usize);
    let next = reviews.last().filter(|_| is_more).map(|last| format!("{}/{}", rfc3339(last.reviewed_at), last.id));
    let lines: Vec<PastReview> =
        reviews.into_iter().map(|review| PastReview { when: moment(&scope, review.reviewed_at), review }).collect();
    let base = scope.org.path("/people");
    Ok(page.show(&scope, "Reviews", view::index::page(&base, tabs(&scope, Tab::Review), &lines, next.as_deref())))
}

async fn show(scope: Scope, page: Page, Id(id): Id, Query(turned): Query<Turned>) -> Answer {
    if scope.reach(Perm::PeopleManage) != Reach::Everywhere {
        return Err(Error::NotFound.into());
    }
    let review = store::by_id(scope.db(), scope.org_id(), id).await?;
    let snapshot = store::snapshot(scope.db(), scope.org_id(), id).await?;
    if turned.format == "csv" {
        let lines: Vec<&Line> = snapshot.lines.iter().collect();
        let days = Days { zone: scope.org.zone(), visits: &HashMap::new() };
        return Ok(csv("access-then.csv", view::csv::csv(&snapshot, &lines, None, &days)?));
    }
    let before = store::list(scope.db(), scope.org_id(), Some((review.reviewed_at, review.id))).await?;
    let tree = orgs::store::tree(scope.db(), scope.org_id()).await?;
    let difference = match before.first() {
        None => None,
        Some(before) => {
            let old = store::snapshot(scope.db(), scope.org_id(), before.id).await?;
            Some((policy::difference(&old, &snapshot, &tree), old))
        }
    };
    let all = snapshot.people();
    let first = turned.page.min(PAGES_MAX) * PEOPLE_SHOWN;
    let is_more = all.len() > first + PEOPLE_SHOWN;
    let one = |lines| PersonLine { lines, seen: None, is_absent: false };
    let people: Vec<PersonLine<'_>> = all.into_iter().skip(first).take(PEOPLE_SHOWN).map(one).collect();
    let shown = PastPage {
        base: &scope.org.path("/people"),
        review: &PastReview { when: moment(&scope, review.reviewed_at), review },
        before: before.first().map(|before| moment(&scope, before.reviewed_at)),
        snapshot: &snapshot,
        people: &people,
        page: turned.page.min(PAGES_MAX),
        is_more,
        difference: difference.as_ref().map(|(list, old)| (list.as_slice(), old)),
        words: &words(&scope, &tree),
    };
    Ok(page.show(&scope, "A review", view::past::page(&shown)))
}

/// The access with what belongs to it.
struct Found {
    snapshot: Snapshot,
    is_cut: bool,
    visits: HashMap<Uuid, Visit>,
    tree: Tree,
}

impl Found {
    async fn look(scope: &Scope, filter: &ReviewFilter) -> Result<Found> {
        let reach = scope.reach(Perm::PeopleManage);
        if !filter.place.is_empty() && filter.place.parse::<Uuid>().is_err() {
            return Err(Error::invalid("place", "Choose a place from the list."));
        }
        let (snapshot, is_cut) = actions::access(scope, &reach).await?;
        let visits = store::visits(scope.db(), scope.org_id(), &reach, scope.now).await?;
        let tree = orgs::store::tree(scope.db(), scope.org_id()).await?;
        Ok(Found { snapshot, is_cut, visits, tree })
    }

    fn visit(&self, line: &Line, now: DateTime<Utc>) -> Visit {
        self.visits.get(&line.user).copied().unwrap_or(Visit { last: None, since: now })
    }

    /// What the filter leaves over.
    fn lines(&self, filter: &ReviewFilter, now: DateTime<Utc>) -> Vec<&Line> {
        let takes = |line: &&Line| filter.takes(&self.snapshot, line, &self.visit(line, now), &self.tree, now);
        self.snapshot.lines.iter().filter(takes).collect()
    }
}

async fn draw(scope: &Scope, filter: &ReviewFilter, form: &Mark, problems: &Problems) -> Result<maud::Markup> {
    let found = Found::look(scope, filter).await?;
    let mut people: Vec<PersonLine<'_>> = Vec::new();
    for line in found.lines(filter, scope.now) {
        match people.last_mut().filter(|last| last.lines[0].user == line.user) {
            Some(last) => last.lines.push(line),
            None => {
                let visit = found.visit(line, scope.now);
                let seen = visit.last.map(|at| day_text(wall(scope.org.zone(), at).date()));
                people.push(PersonLine { lines: vec![line], seen, is_absent: visit.is_absent(scope.now) });
            }
        }
    }
    let total = people.len();
    let first = filter.page.min(PAGES_MAX) * PEOPLE_SHOWN;
    let people: Vec<_> = people.into_iter().skip(first).take(PEOPLE_SHOWN).collect();
    let sees_all = scope.reach(Perm::PeopleManage) == Reach::Everywhere;
    let last = match sees_all {
        true => store::list(scope.db(), scope.org_id(), None).await?.into_iter().next(),
        false => None,
    };
    let difference = match &last {
        None => None,
        Some(last) => {
            let old = store::snapshot(scope.db(), scope.org_id(), last.id).await?;
            Some((policy::difference(&old, &found.snapshot, &found.tree), old))
        }
    };
    let places = orgs::store::places(scope.db(), scope.org_id()).await?;
    let shown = AccessPage {
        base: &scope.org.path("/people"),
        tabs: tabs(scope, Tab::Review),
        filter,
        places: &places,
        snapshot: &found.snapshot,
        people: &people,
        total,
        is_more: total > first + people.len(),
        is_cut: found.is_cut,
        last: last.map(|review| PastReview { when: moment(scope, review.reviewed_at), review }),
        difference: difference.as_ref().map(|(list, old)| (list.as_slice(), old)),
        may_mark: sees_all && !found.is_cut,
        key: &scope.house.ids.token(),
        seal: &found.snapshot.seal(),
        note: &form.note,
        problems,
        words: &words(scope, &found.tree),
    };
    Ok(view::access::page(&shown))
}

/// How places and ends are told here.
fn words<'a>(scope: &Scope, tree: &'a Tree) -> view::Words<'a> {
    view::Words { tree, zone: scope.org.zone(), last_day }
}

fn moment(scope: &Scope, at: DateTime<Utc>) -> String {
    let zone = scope.org.zone();
    format!("{}, {}", day_text(wall(zone, at).date()), clock_text(zone, at))
}
