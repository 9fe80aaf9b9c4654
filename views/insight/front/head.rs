//! The head of the front page: a greeting, the day, what to do, and what went wrong with mail.

use crate::messages::Trouble;
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};
use platform::Org;
use platform::ui::parts::{button_link, notice, page_header, primary_link};
use platform::ui::{Icon, Tone};

/// What everybody's front page begins with.
pub struct Head<'a> {
    /// Whose page.
    pub org: &'a Org,
    /// Who looks.
    pub name: &'a str,
    /// The day, where the organisation is.
    pub today: NaiveDate,
    /// The hour of its clocks.
    pub hour: u32,
    /// The present.
    pub now: DateTime<Utc>,
    /// May they book?
    pub may_book: bool,
    /// May they see the calendar?
    pub may_see_calendar: bool,
    /// Mail that somebody should look at; nothing for those who may not.
    pub trouble: Trouble,
}

/// The head. `limited` when the figures are those of some locations only; `bookable` when there is anything to book.
pub fn head(head: &Head<'_>, limited: bool, bookable: bool) -> Markup {
    let first = head.name.split_whitespace().next().unwrap_or_default();
    let greeting = match (greeting(head.hour), first) {
        (greeting, "") => greeting.to_owned(),
        (greeting, first) => format!("{greeting}, {first}"),
    };
    let place = if limited { format!("{}, your locations", head.org.name) } else { head.org.name.clone() };
    let sub = format!("{} · {place}", head.today.format("%A %-d %B"));
    html! {
        (page_header(&greeting, Some(&sub), html! {
            @if head.may_see_calendar { (button_link(&head.org.path("/calendar"), Some(Icon::Calendar), "Calendar")) }
            @if head.may_book && bookable { (primary_link(&head.org.path("/bookings/new"), Some(Icon::Plus), "New booking")) }
        }))
        (trouble(head))
    }
}

fn greeting(hour: u32) -> &'static str {
    match hour {
        4..=11 => "Good morning",
        12..=17 => "Good afternoon",
        _ => "Good evening",
    }
}

fn trouble(head: &Head<'_>) -> Markup {
    let link = |status: &str, label: String| html! { a href=(head.org.path(&format!("/messages?status={status}"))) { (label) } };
    let count = |number: i64| if number == 1 { "1 message".to_owned() } else { format!("{number} messages") };
    let Trouble { failed, uncertain } = head.trouble;
    html! {
        @if failed + uncertain > 0 {
            (notice(if failed > 0 { Tone::Bad } else { Tone::Warn }, html! {
                @if failed > 0 { p { (link("failed", count(failed))) " could not be delivered in the last days." } }
                @if uncertain > 0 { p { (link("uncertain", count(uncertain))) " may or may not have arrived. Somebody should decide whether to send again." } }
            }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::greeting;

    #[test]
    fn the_greeting_follows_the_clock() {
        assert_eq!(
            [3, 4, 11, 12, 17, 18].map(greeting).map(|text| &text[5..]),
            ["evening", "morning", "morning", "afternoon", "afternoon", "evening"]
        );
    }
}
