//! Which letters guests get by themselves.

use super::mail::THANKS;
use crate::reminders::model::{GuestMessagesForm, REMINDER_HOURS};
use crate::views::bookings::parts::listed;
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{Field, hidden, problem_summary, select, submit_row, switch, textarea};
use platform::ui::parts::{back_link, card, card_form, page_header, primary_button, two_columns};

/// The page.
pub fn page(org: &Org, form: &GuestMessagesForm, problems: &Problems) -> Markup {
    html! {
        (back_link(&org.path("/settings"), "Settings"))
        (page_header("Messages to guests", Some("What your guests are written by itself, besides what they are told of changes."), html! {}))
        (problem_summary(&listed(problems)))
        (two_columns(settings(org, form, problems), html! { (card("When they leave", html! {}, html! {
            div .stack {
                p { "By day only: between 08:00 and 20:00 where the resource is. A reminder that would fall into the night leaves at 19:00 on the evening before." }
                p { "Who books later than the reminder would have left gets none. A moved booking gets a new one, a cancelled booking none." }
                p { "Thanks leave two hours after the end, or in the morning." }
            }
        })) }))
    }
}

fn settings(org: &Org, form: &GuestMessagesForm, problems: &Problems) -> Markup {
    let hours: Vec<(String, String)> = std::iter::once((String::new(), "No reminder".to_owned()))
        .chain(REMINDER_HOURS.iter().map(|hours| (hours.to_string(), lead(*hours))))
        .collect();
    let reminder = Field::new("reminder", "Reminder")
        .hint("With where and when, and the link with which the guest can still move or cancel.")
        .error(problems.at("reminder"))
        .required();
    let thanks = Field::new("thanks", "Thank guests after their visit");
    let text = Field::new("thanks_text", "Words of the thanks")
        .hint("Without any, the usual sentence is sent.")
        .error(problems.at("thanks_text"));
    let body = html! {
        (hidden("version", &form.version.to_string()))
        (select(&reminder, &hours, &form.reminder))
        (switch(&thanks, !form.thanks.is_empty()))
        (textarea(&text, &form.thanks_text, 4))
        p .muted.small { "The usual sentence: “" (THANKS) "”" }
    };
    card_form(
        "guest-messages",
        "Letters",
        &org.path("/settings/guest-messages"),
        body,
        submit_row(primary_button(None, "Save"), &org.path("/settings")),
    )
}

fn lead(hours: i64) -> String {
    match hours {
        1 => "1 hour before".to_owned(),
        24 => "A day before".to_owned(),
        168 => "A week before".to_owned(),
        hours if hours % 24 == 0 => format!("{} days before", hours / 24),
        hours => format!("{hours} hours before"),
    }
}
