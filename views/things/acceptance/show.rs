//! One acceptance: how it stands, its things, what was signed.

use super::{drawing, moment, prose, state_badge};
use crate::acceptance::{Acceptance, Item, Record, State};
use kernel::time::rfc3339;
use maud::{Markup, html};
use platform::Org;
use platform::events::Happening;
use platform::ui::parts::badge;
use platform::ui::parts::{
    Column, FeedItem, back_link, button, button_link, card, card_flush, cell, cell_status, confirm_form, facts, feed,
    notice, page_header_with, primary_link, table, two_columns,
};
use platform::ui::{Icon, Tone};

/// What the page is drawn of.
pub(crate) struct Facts<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Which one.
    pub acceptance: &'a Acceptance,
    /// Its things.
    pub items: &'a [Item],
    /// What was signed.
    pub record: Option<&'a Record>,
    /// Does the record have the hash that was kept?
    pub is_whole: bool,
    /// What happened to it, the newest first.
    pub history: &'a [Happening],
    /// May the viewer have it signed, remind and withdraw?
    pub may_lend: bool,
}

impl Facts<'_> {
    fn path(&self, rest: &str) -> String {
        self.org.path(&format!("/acceptances/{}{rest}", self.acceptance.id))
    }
}

/// The page.
pub(crate) fn page(shown: &Facts<'_>) -> Markup {
    let one = shown.acceptance;
    let waits = one.state == State::Waiting && shown.may_lend;
    let person = shown.org.path(&format!("/contacts/{}", one.contact_id));
    let sub = html! { (state_badge(one)) " " a href=(person) { (one.person()) } };
    html! {
        (back_link(&shown.org.path("/acceptances"), "Acceptances"))
        (page_header_with("Acceptance", Some(sub), html! {
            @if one.file_id.is_some() { (button_link(&shown.path("/file"), Some(Icon::File), "PDF")) }
            @if waits { (primary_link(&shown.path("/signature"), Some(Icon::Signature), "Sign here now")) }
        }))
        @if !shown.is_whole {
            (notice(Tone::Bad, html! { p { strong { "This record was altered. " } "Its hash is not the one that was kept." } }))
        }
        (two_columns(
            html! { (things(shown)) (text(shown)) },
            html! { (signature(shown)) @if waits { (waiting(shown)) } (history(shown)) },
        ))
    }
}

fn things(shown: &Facts<'_>) -> Markup {
    let reason = |item: &Item| {
        let signed = shown.record.and_then(|record| record.items.iter().find(|signed| signed.tag == item.tag));
        signed.map(|signed| signed.reason.as_str()).unwrap_or_default()
    };
    let columns = [Column::main("Asset"), Column::sub("Name"), Column::extra("Serial"), Column::status("State")];
    card_flush(
        "Things",
        html! {},
        table(
            "What it is about",
            &columns,
            html! {
                @for item in shown.items {
                    tr {
                        td .main { a href=(shown.org.path(&format!("/assets/{}", item.asset_id))) { (item.tag) } }
                        (cell(Column::SUB, html! {
                            (item.name) @if !item.model.is_empty() && item.model != item.name { ", " (item.model) }
                            @if !reason(item).is_empty() { br; span .muted { (reason(item)) } }
                        }))
                        (cell(Column::EXTRA, html! { (item.serial) }))
                        (cell_status(item_badge(shown.acceptance, item)))
                    }
                }
            },
        ),
    )
}

fn item_badge(one: &Acceptance, item: &Item) -> Markup {
    match one.state {
        _ if item.back_at.is_some() => badge(Tone::Neutral, "Came back"),
        State::Signed | State::Declined if item.declined => badge(Tone::Bad, "Not received"),
        State::Signed => badge(Tone::Ok, "Received"),
        _ => html! {},
    }
}

fn text(shown: &Facts<'_>) -> Markup {
    card("What is signed", html! {}, prose(&shown.acceptance.text))
}

fn signature(shown: &Facts<'_>) -> Markup {
    let one = shown.acceptance;
    let mut pairs = vec![("Asked", html! { (moment(shown.org, one.asked_at)) })];
    if !one.handed_by_name.is_empty() {
        pairs.push(("Handed over by", html! { (one.handed_by_name) }));
    }
    if let Some(at) = one.over_at {
        pairs.push((if one.file_id.is_some() { "Signed" } else { "Over" }, html! { (moment(shown.org, at)) }));
    }
    if let Some(record) = shown.record {
        let signed = &record.signature;
        pairs.push(("Name", html! { (signed.name) }));
        pairs.push(("How", html! {
            @if signed.strokes.is_empty() { "Typed" } @else { "Drawn" }
            @match &signed.before { Some(before) => { ", on the screen of " (before) }, None => ", by the link in their mail" }
        }));
        pairs.push(("Network address", html! { (signed.address) }));
        pairs.push(("Browser", html! { (signed.agent) }));
    }
    if let Some(hash) = &one.sha256 {
        pairs.push(("SHA-256", html! { code .hash { (hash) } }));
    }
    let cut = matches!(one.state, State::Signed | State::Declined) && one.file_id.is_none();
    card(
        "Signature",
        html! {},
        html! {
            @if let Some(record) = shown.record.filter(|record| !record.signature.strokes.is_empty()) {
                (drawing(&record.signature.strokes, &record.signature.name))
            }
            (facts(&pairs))
            @if cut { p .muted { "The person was erased, and everything is back: what they signed was cut." } }
        },
    )
}

fn waiting(shown: &Facts<'_>) -> Markup {
    card(
        "Waiting",
        html! {},
        html! {
            p .muted { "They are reminded after 2, 5, 10 and 20 days." }
            div .row {
                form method="post" action=(shown.path("/reminder")) { (button(Some(Icon::Mail), "Remind now")) }
                (confirm_form("withdrawal", &shown.path("/withdrawal"), "Withdraw", "Nobody waits for this signature any more. The link in the mail opens nothing.", html! {}))
            }
        },
    )
}

fn history(shown: &Facts<'_>) -> Markup {
    let icon = |kind: &str| match kind {
        "acceptance.signed" => Icon::Signature,
        "acceptance.declined" => Icon::Failed,
        "acceptance.reminded" => Icon::Mail,
        "acceptance.withdrawn" | "acceptance.ended" => Icon::Undo,
        _ => Icon::SignOut,
    };
    let items: Vec<FeedItem> = shown
        .history
        .iter()
        .map(|event| FeedItem {
            icon: icon(&event.kind),
            sentence: html! {
                strong { @if event.actor_name.is_empty() { "Steward" } @else { (event.actor_name) } } " "
                (crate::views::words::acceptance_deed(&event.kind).unwrap_or("changed")) " it"
            },
            when: moment(shown.org, event.at),
            instant: rfc3339(event.at),
        })
        .collect();
    card_flush("History", html! {}, feed(&items))
}
