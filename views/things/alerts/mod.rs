//! What is due soon: the page, its file, and the section on the page of an asset.

use crate::alerts::{Alert, AlertQuery, Kind, Standing};
use crate::catalogue::categories::Category;
use crate::locations::Location;
use crate::meters::amount;
use crate::plans::ahead::{Ahead, Coming};
use crate::views::parts::place_options;
use crate::views::words::counted;
use chrono::{NaiveDate, TimeDelta};
use kernel::keyset::KeysetPage;
use kernel::time::day_text;
use maud::{Markup, html};
use platform::ui::forms::hidden;
use platform::ui::parts::{
    Column, FilterChip, MenuItem, badge, button_link, card_flush, cell, cell_status, chips, empty, filter_row,
    filter_select, menu, no_results, notice, page_header, pager, table,
};
use platform::ui::{Icon, Tone, address, icon};
use platform::{Org, Reach};
use uuid::Uuid;

/// How far away the day is that the form proposes (days).
const PROPOSED: i64 = 7;

/// What the page is drawn of.
pub(crate) struct Index<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Planned maintenance for which no order was raised yet, the soonest first.
    pub ahead: &'a [Ahead],
    /// What the address says.
    pub query: &'a AlertQuery,
    /// Which of them it asks for.
    pub standing: Standing,
    /// A page of it.
    pub page: &'a KeysetPage<Alert>,
    /// Categories there are.
    pub categories: &'a [Category],
    /// Places the viewer sees.
    pub places: &'a [Location],
    /// Where the viewer may snooze and dismiss.
    pub manage: Option<Reach>,
    /// Why nothing was done.
    pub problem: Option<&'a str>,
    /// The day it is there.
    pub today: NaiveDate,
}

impl Index<'_> {
    fn base(&self) -> String {
        self.org.path("/alerts")
    }

    /// The address of the list as it is, with these values instead.
    fn address(&self, changed: &[(&str, &str)]) -> String {
        let kept = self.query.said().into_iter().filter(|(name, _)| !changed.iter().any(|(other, _)| other == name));
        let values: Vec<(&str, &str)> = kept.chain(changed.iter().copied()).collect();
        address(&self.base(), &values)
    }
}

/// What comes to its end.
pub(crate) fn kind_text(kind: Kind) -> &'static str {
    match kind {
        Kind::Warranty => "Warranty ends",
        Kind::Life => "End of life",
        Kind::Expiry => "Expires",
        Kind::Work => "Work is due",
    }
}

fn standing_text(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => "To be looked at",
        Standing::Over => "Day is over",
        Standing::Snoozed => "Snoozed",
        Standing::Dismissed => "Dismissed",
        Standing::All => "All of them",
    }
}

/// What comes to its end, with the name of the date where it is one of the organisation's own.
fn what(alert: &Alert) -> String {
    match &alert.field_name {
        Some(field) => field.clone(),
        None => kind_text(alert.kind).to_owned(),
    }
}

/// The page.
pub(crate) fn page(index: &Index<'_>) -> Markup {
    let more = [
        MenuItem::Link(Icon::Download, "Export CSV".into(), index.address(&[("format", "csv")])),
        MenuItem::Link(Icon::Table, "Export XLSX (up to 100,000 rows)".into(), index.address(&[("format", "xlsx")])),
    ];
    html! {
        (page_header("Due soon", Some("Warranties, lives and dates that come to their end, and work that comes due."), menu("alerts-menu", "More about what is due", &more)))
        @if let Some(problem) = index.problem { (notice(Tone::Bad, html! { p role="alert" { (problem) } })) }
        section .card aria-label="Due soon" {
            (filters(index))
            div #alerts { (list(index)) }
        }
        (ahead(index))
    }
}

/// Maintenance that plans will raise orders for.
fn ahead(index: &Index<'_>) -> Markup {
    if index.ahead.is_empty() {
        return html! {};
    }
    let columns = [
        Column::main("Plan"),
        Column::sub("About"),
        Column::extra("At"),
        Column::extra("Due"),
        Column::status("Status"),
    ];
    let rows = html! { @for one in index.ahead { (ahead_row(index, one)) } };
    let caption = "Planned maintenance without a work order yet, the soonest first";
    card_flush(
        "Maintenance to come",
        html! {},
        html! {
            @match &index.manage {
                Some(_) => form #ahead method="post" action=(index.org.path("/alerts/ahead/dismissal")) {
                    (hidden("standing", &index.query.standing))
                    (table(caption, &columns, rows))
                    (bulk(index, "ahead"))
                },
                None => (table(caption, &columns, rows)),
            }
        },
    )
}

fn ahead_row(index: &Index<'_>, one: &Ahead) -> Markup {
    let at = one.due_at.map(|at| amount(at, one.unit.as_deref().unwrap_or_default())).unwrap_or_default();
    let label = format!("{}, {}", one.title, one.about);
    html! {
        tr {
            td .main.tick {
                @if index.manage.is_some() { input type="checkbox" name="ahead" value=(Coming::of(one).word()) aria-label={ "Tick " (label) ", " (day_text(one.due_on)) }; }
                a href=(index.org.path(&format!("/maintenance-plans/{}", one.plan_id))) { (one.title) }
            }
            (cell(Column::SUB, html! { (one.about) }))
            (cell(Column::EXTRA, html! { (at) }))
            (cell(Column::EXTRA, html! { @if one.due_at.is_some() { "About " } (day_text(one.due_on)) }))
            (cell_status(hushed(one, index.today)))
        }
    }
}

/// How it was hushed, where it was.
fn hushed(one: &Ahead, today: NaiveDate) -> Markup {
    match (one.dismissed_at, one.snoozed_until) {
        (Some(_), _) => {
            let by = one.dismissed_by_name.as_deref().unwrap_or("somebody");
            badge(Tone::Neutral, &format!("Dismissed by {by}"))
        }
        (None, Some(until)) if until > today => badge(Tone::Neutral, &format!("Snoozed until {}", day_text(until))),
        _ => badge(Tone::Info, "To come"),
    }
}

fn filters(index: &Index<'_>) -> Markup {
    let query = index.query;
    let kinds: Vec<_> = Kind::ALL.iter().map(|kind| (kind.name().to_owned(), kind_text(*kind).to_owned())).collect();
    let standings: Vec<_> = Standing::ALL
        .iter()
        .filter(|one| **one != Standing::Open)
        .map(|one| (one.name().to_owned(), standing_text(*one).to_owned()))
        .collect();
    let categories: Vec<(String, String)> = index
        .categories
        .iter()
        .map(|category| (category.id.to_string(), format!("{}{}", "\u{2003}".repeat(category.depth()), category.name)))
        .collect();
    let places = place_options(index.places);
    let fields = html! {
        @if !query.asset.is_empty() { (hidden("asset", &query.asset)) }
        (filter_select("kind", "Any kind", &kinds, &query.kind))
        (filter_select("category", "Any category", &categories, &query.category))
        @if !places.is_empty() { (filter_select("location", "Anywhere", &places, &query.location)) }
        (filter_select("standing", standing_text(Standing::Open), &standings, &query.standing))
    };
    let mut chosen = Vec::new();
    if !query.asset.is_empty() {
        let tag = index.page.rows.first().and_then(|alert| alert.asset_tag.clone());
        let label = tag.map_or_else(|| "One asset".to_owned(), |tag| format!("Asset: {tag}"));
        chosen.push(FilterChip { label, without: index.address(&[("asset", "")]) });
    }
    filter_row(&index.base(), fields, chips(&chosen))
}

fn list(index: &Index<'_>) -> Markup {
    let page = index.page;
    if page.rows.is_empty() {
        return match index.query.narrows() || index.query.after.is_some() || index.query.before.is_some() {
            true => no_results("Nothing fits this filter.", &index.base()),
            false => empty(
                Icon::Hourglass,
                "Nothing comes to its end soon. The days of assets and the plans of their upkeep are watched.",
                button_link(&index.org.path("/assets"), None, "Assets"),
            ),
        };
    }
    let at = |cursor: &str, id: Uuid| index.address(&[(cursor, id.to_string().as_str())]);
    let previous = page.previous().map(|first| at("before", first.id));
    let next = page.next().map(|last| at("after", last.id));
    let columns = [
        Column::main("About"),
        Column::sub("Name"),
        Column::extra("What"),
        Column::extra("Day"),
        Column::extra("Category"),
        Column::extra("Location"),
        Column::status("Status"),
    ];
    let rows = html! { @for alert in &page.rows { (row(index, alert)) } };
    html! {
        @match &index.manage {
            Some(_) => form method="post" action=(index.org.path("/alerts/dismissal")) {
                @for (name, value) in index.query.said() { @if !value.is_empty() { (hidden(&format!("list-{name}"), value)) } }
                (table("What is due, the soonest first", &columns, rows))
                (bulk(index, ""))
            },
            None => (table("What is due, the soonest first", &columns, rows)),
        }
        (pager(previous.as_deref(), next.as_deref(), &counted(page.rows.len() as i64, "alert", "alerts")))
    }
}

/// What is done with those that are ticked: alerts, or what is `ahead`.
fn bulk(index: &Index<'_>, of: &str) -> Markup {
    let path = |rest: &str| match of {
        "" => index.org.path(&format!("/alerts/{rest}")),
        of => index.org.path(&format!("/alerts/{of}/{rest}")),
    };
    let proposed = (index.today + TimeDelta::days(PROPOSED)).to_string();
    html! {
        div .bulk {
            span .muted { "With those that are ticked:" }
            button .btn type="submit" { (icon(Icon::Check)) "Dismiss" }
            label .row { span .small { "Until" } input .input type="date" name="until" value=(proposed) min=((index.today + TimeDelta::days(1)).to_string()) aria-label="Snooze until"; }
            button .btn type="submit" formaction=(path("snooze")) { (icon(Icon::Clock)) "Snooze" }
            @if index.standing != Standing::Open && index.standing != Standing::Over {
                button .btn type="submit" formaction=(path("restoration")) { (icon(Icon::Refresh)) "Show again" }
            }
        }
    }
}

fn row(index: &Index<'_>, alert: &Alert) -> Markup {
    let org = index.org;
    let (href, label) = target(org, alert);
    let may = index.manage.as_ref().is_some_and(|reach| alert.is_within(reach));
    html! {
        tr #{ "l-" (alert.id) } {
            td .main.tick {
                @if may { input type="checkbox" name="alert" value=(alert.id) aria-label={ "Tick " (label) ", " (what(alert)) }; }
                a href=(href) { (label) }
            }
            (cell(Column::SUB, html! { (alert.order_title.as_deref().or(alert.asset_name.as_deref()).unwrap_or_default()) }))
            (cell(Column::EXTRA, html! { (what(alert)) }))
            (cell(Column::EXTRA, html! { (day_text(alert.due_on)) }))
            (cell(Column::EXTRA, html! { (alert.category_name.as_deref().unwrap_or_default()) }))
            (cell(Column::EXTRA, html! { (alert.place_name.as_deref().unwrap_or_default()) }))
            (cell_status(status(alert, index.today)))
        }
    }
}

/// Where more of it is, and what that is called.
fn target(org: &Org, alert: &Alert) -> (String, String) {
    match (alert.order_id, alert.order_number, alert.asset_id) {
        (Some(id), Some(number), _) => (org.path(&format!("/work-orders/{id}")), format!("WO-{number}")),
        (_, _, Some(id)) => (org.path(&format!("/assets/{id}")), alert.asset_tag.clone().unwrap_or_default()),
        _ => (org.path("/alerts"), String::new()),
    }
}

/// How an alert stands.
fn status(alert: &Alert, today: NaiveDate) -> Markup {
    let (tone, words) = standing(alert, today);
    badge(tone, &words)
}

fn standing(alert: &Alert, today: NaiveDate) -> (Tone, String) {
    if alert.dismissed_at.is_some() {
        let by = alert.dismissed_by_name.as_deref().unwrap_or("somebody");
        return (Tone::Neutral, format!("Dismissed by {by}"));
    }
    match alert.snoozed_until {
        Some(until) if until > today => return (Tone::Neutral, format!("Snoozed until {}", day_text(until))),
        _ => {}
    }
    match (alert.due_on - today).num_days() {
        0 => (Tone::Warn, "Today".to_owned()),
        days if days < 0 => (Tone::Bad, format!("{} ago", counted(-days, "day", "days"))),
        days => (Tone::Warn, format!("In {}", counted(days, "day", "days"))),
    }
}

/// The heads of the file.
pub(crate) fn heads() -> Vec<String> {
    ["What", "Day", "About", "Name", "Category", "Location", "Status"].map(str::to_owned).to_vec()
}

/// A row of the file.
pub(crate) fn cells(alert: &Alert, today: NaiveDate) -> Vec<String> {
    let about = match alert.order_number {
        Some(number) => format!("WO-{number}"),
        None => alert.asset_tag.clone().unwrap_or_default(),
    };
    vec![
        what(alert),
        alert.due_on.to_string(),
        about,
        alert.order_title.clone().or_else(|| alert.asset_name.clone()).unwrap_or_default(),
        alert.category_name.clone().unwrap_or_default(),
        alert.place_name.clone().unwrap_or_default(),
        standing(alert, today).1,
    ]
}

/// What comes to its end about an asset; nothing where nothing does.
pub(crate) fn section(org: &Org, asset: Uuid, alerts: &[Alert], may_manage: bool, today: NaiveDate) -> Markup {
    if alerts.is_empty() {
        return html! {};
    }
    let columns = [Column::main("What"), Column::extra("Day"), Column::status("Status"), Column::actions()];
    card_flush(
        "Due soon",
        html! {},
        table(
            "What comes to its end",
            &columns,
            html! {
                @for alert in alerts {
                    tr {
                        (cell(Column::MAIN, html! {
                            @if alert.order_id.is_some() { a href=(target(org, alert).0) { (alert.about()) } } @else { (what(alert)) }
                        }))
                        (cell(Column::EXTRA, html! { (day_text(alert.due_on)) }))
                        (cell_status(status(alert, today)))
                        td .row-actions { @if may_manage { (button_for(org, asset, alert, today)) } }
                    }
                }
            },
        ),
    )
}

fn button_for(org: &Org, asset: Uuid, alert: &Alert, today: NaiveDate) -> Markup {
    let (verb, path) = match alert.dismissed_at.is_some() || alert.is_snoozed(today) {
        true => ("Show again", "/alerts/restoration"),
        false => ("Dismiss", "/alerts/dismissal"),
    };
    html! {
        form method="post" action=(org.path(path)) {
            (hidden("alert", &alert.id.to_string()))
            (hidden("asset", &asset.to_string()))
            button .btn type="submit" aria-label={ (verb) ": " (what(alert)) } { (verb) }
        }
    }
}
