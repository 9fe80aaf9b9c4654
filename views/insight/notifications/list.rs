//! What a person was told, day by day, the newest first; many of a kind on one day are folded into one line.

use super::words::{kind_count, kind_icon, kind_text, telling};
use crate::messages::model::Spot;
use crate::notifications::model::Kind;
use crate::notifications::store::Told;
use crate::views::when::ago_mark;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::time::{day_text, rfc3339, wall};
use maud::{Markup, html};
use platform::Org;
use platform::ui::parts::{
    Segment, button, button_link, chips, empty, filter_row, filter_select, no_results, page_header, pager, seg,
};
use platform::ui::{Icon, icon};

/// So many of a kind on one day are folded.
const FOLDED_MIN: usize = 4;

/// Everything the list shows.
pub struct List<'a> {
    /// Where.
    pub org: &'a Org,
    /// Of this kind only.
    pub kind: Option<Kind>,
    /// The kinds there are for them.
    pub kinds: &'a [Kind],
    /// Only what is unread?
    pub unread: bool,
    /// Where the page begins; none: with the newest.
    pub before: Option<Spot>,
    /// Where the page with older ones begins.
    pub older: Option<Spot>,
    /// A page of them.
    pub told: &'a [Told],
    /// The present.
    pub now: DateTime<Utc>,
}

/// The address of the list: `show` is `all` or only what is unread.
pub fn list_path(org: &Org, show: &str, kind: Option<Kind>, before: Option<Spot>) -> String {
    let mut address = org.path("/notifications");
    let all = (show == "all").then(|| "show=all".to_owned());
    let kind = kind.map(|kind| format!("kind={}", kind.name()));
    let before = before.map(|spot| format!("before={}", spot.value()));
    for (nth, part) in [all, kind, before].into_iter().flatten().enumerate() {
        address.push(if nth == 0 { '?' } else { '&' });
        address.push_str(&part);
    }
    address
}

/// After all were read.
pub fn all_read(count: u64) -> String {
    match count {
        0 => "There was nothing unread.".to_owned(),
        1 => "1 notification is read.".to_owned(),
        count => format!("{count} notifications are read."),
    }
}

impl List<'_> {
    fn show(&self) -> &'static str {
        if self.unread { "" } else { "all" }
    }
}

/// The page.
pub fn list(view: &List<'_>) -> Markup {
    let org = view.org;
    let actions = html! {
        (button_link(&org.path("/notifications/choices"), Some(Icon::Sliders), "What you are told"))
        (button_link(&org.path("/notifications/log"), Some(Icon::History), "Log"))
    };
    let segment = |label: &str, show: &str, current| Segment {
        label: label.to_owned(),
        href: list_path(org, show, view.kind, None),
        current,
    };
    html! {
        (page_header("Notifications", Some("What happened in the house that you want to know of; kept for 90 days."), actions))
        section .card #told aria-label="Notifications" {
            div .card-tools.row {
                (seg("Which ones", &[segment("Unread", "", view.unread), segment("All", "all", !view.unread)]))
                @if let Some(newest) = view.told.iter().find(|told| told.read_at.is_none()) { (read_all(view, newest)) }
            }
            (filters(view))
            @if view.told.is_empty() { (nothing(view)) } @else {
                @for (day, groups) in days(view) {
                    h2 .told-day { (day_word(view, day)) }
                    ol .told role="list" { @for group in &groups { (folded(view, group)) } }
                }
                (pages(view))
            }
        }
    }
}

fn read_all(view: &List<'_>, newest: &Told) -> Markup {
    html! {
        form .push method="post" action=(view.org.path("/notifications/reading")) {
            input type="hidden" name="until" value=(rfc3339(newest.at));
            input type="hidden" name="show" value=(view.show());
            @if let Some(kind) = view.kind { input type="hidden" name="kind" value=(kind.name()); }
            (button(Some(Icon::Check), "Mark all as read"))
        }
    }
}

fn filters(view: &List<'_>) -> Markup {
    let options: Vec<(String, String)> =
        view.kinds.iter().map(|kind| (kind.name().to_owned(), kind_text(*kind).to_owned())).collect();
    let fields = html! {
        @if !view.unread { input type="hidden" name="show" value="all"; }
        (filter_select("kind", "Any kind", &options, view.kind.map_or("", Kind::name)))
    };
    filter_row(&view.org.path("/notifications"), fields, chips(&[]))
}

fn nothing(view: &List<'_>) -> Markup {
    match (view.unread, view.kind) {
        (_, Some(_)) => no_results("Nothing of this kind.", &list_path(view.org, view.show(), None, None)),
        (true, None) => empty(
            Icon::Bell,
            "You have read everything.",
            button_link(&list_path(view.org, "all", None, None), None, "See all"),
        ),
        (false, None) => empty(
            Icon::Bell,
            "Nothing has been told to you yet. Bookings and other news you choose will be listed here.",
            button_link(&view.org.path("/notifications/choices"), Some(Icon::Sliders), "Choose what you are told"),
        ),
    }
}

/// By days of the organisation; on each, those of a kind together where they are many, at the place of the newest.
fn days<'a>(view: &List<'a>) -> Vec<(NaiveDate, Vec<Vec<&'a Told>>)> {
    let zone = view.org.zone();
    let of_a_day = view.told.chunk_by(|one, next| wall(zone, one.at).date() == wall(zone, next.at).date());
    of_a_day
        .filter_map(|day| {
            let mut groups: Vec<Vec<&Told>> = Vec::new();
            for told in day {
                let alike = |one: &&Told| one.kind == told.kind && one.read_at.is_some() == told.read_at.is_some();
                let many = view.kind.is_none() && day.iter().filter(alike).count() >= FOLDED_MIN;
                match groups.iter_mut().find(|group| many && group.first().is_some_and(alike)) {
                    Some(group) => group.push(told),
                    None => groups.push(vec![told]),
                }
            }
            Some((wall(zone, day.first()?.at).date(), groups))
        })
        .collect()
}

fn day_word(view: &List<'_>, day: NaiveDate) -> String {
    let today = wall(view.org.zone(), view.now).date();
    match day {
        day if day == today => "Today".to_owned(),
        day if Some(day) == today.pred_opt() => "Yesterday".to_owned(),
        day => day_text(day),
    }
}

fn folded(view: &List<'_>, group: &[&Told]) -> Markup {
    let Some(first) = group.first() else { return html! {} };
    if group.len() < FOLDED_MIN {
        return html! { @for told in group { (line(view, told)) } };
    }
    html! {
        li .told-group .unread[first.read_at.is_none()] #{ "g-" (first.id) } {
            details {
                summary {
                    span .feed-mark { (icon(kind_icon(first.kind))) }
                    span .told-many {
                        span .told-count { (kind_count(first.kind, group.len())) }
                        span .muted.small { "The last of them " (ago_mark(view.org.zone(), first.at, view.now)) }
                    }
                    (icon(Icon::ChevronDown))
                }
                ol .told role="list" { @for told in group { (line(view, told)) } }
            }
        }
    }
}

fn line(view: &List<'_>, told: &Told) -> Markup {
    let telling = telling(told.kind, &told.happening());
    let action = view.org.path(&format!("/notifications/{}/reading", told.id));
    let unread = told.read_at.is_none();
    html! {
        li .unread[unread] #{ "n-" (told.id) } {
            span .feed-mark { (icon(telling.icon)) }
            div {
                form method="post" action=(action) {
                    button .as-link type="submit" { (telling.sentence) @if unread { span .vh { " (unread)" } } }
                }
                p .muted.small { (kind_text(told.kind)) " · " (ago_mark(view.org.zone(), told.at, view.now)) }
            }
            @if unread {
                form .push method="post" action=(action) {
                    input type="hidden" name="then" value="stay";
                    input type="hidden" name="show" value=(view.show());
                    @if let Some(kind) = view.kind { input type="hidden" name="kind" value=(kind.name()); }
                    button .btn.ghost.icon-only type="submit" title="Mark as read" {
                        (icon(Icon::Check)) span .vh { "Mark as read: " (telling.sentence) }
                    }
                }
            }
        }
    }
}

fn pages(view: &List<'_>) -> Markup {
    let newest = view.before.map(|_| list_path(view.org, view.show(), view.kind, None));
    let older = view.older.map(|spot| list_path(view.org, view.show(), view.kind, Some(spot)));
    let note = match view.told.len() {
        1 => "1 notification".to_owned(),
        count => format!("{count} notifications, the newest first"),
    };
    pager(newest.as_deref(), older.as_deref(), &note)
}
