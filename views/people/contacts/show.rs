//! One contact: who it is, what they have to do with the house, and what colleagues wrote down.

use super::super::listed;
use super::{blocked, kept, moment, source_text, warning};
use crate::contacts::model::{Contact, Erasure, Merge, Note, Wanted};
use kernel::Problems;
use kernel::time::rfc3339;
use maud::{Markup, html};
use platform::Org;
use platform::events::Happening;
use platform::post::Summary;
use platform::ui::Icon;
use platform::ui::forms::{Field, field, hidden, problem_summary, textarea};
use platform::ui::parts::{
    FeedItem, MenuItem, back_link, button, button_link, card, card_flush, confirm_form, dialog, dialog_button, empty,
    facts, feed, menu, page_header, page_header_with, primary_button, two_columns,
};

/// What the page is drawn of.
pub(crate) struct Facts<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Who.
    pub contact: &'a Contact,
    /// What other wings keep about them.
    pub sections: &'a [Markup],
    /// Contacts that were merged into this one.
    pub signs: &'a [Contact],
    /// Merges into this one that can be undone.
    pub merges: &'a [Merge],
    /// What was written down, the newest first.
    pub notes: &'a [Note],
    /// Which letters they want.
    pub wanted: Wanted,
    /// Their tags.
    pub tags: &'a [String],
    /// Tags in use anywhere.
    pub tags_used: &'a [(String, i64)],
    /// The newest letters to them.
    pub letters: &'a [Summary],
    /// What happened to the contact.
    pub history: &'a [Happening],
    /// May the viewer change, note, tag and block?
    pub may_change: bool,
    /// May the viewer merge, hand out and erase?
    pub may_whole: bool,
    /// What makes a form happen once.
    pub key: &'a str,
    /// A note that was refused.
    pub note: &'a str,
}

impl Facts<'_> {
    fn path(&self, rest: &str) -> String {
        self.org.path(&format!("/contacts/{}{rest}", self.contact.id))
    }
}

/// The page.
pub(crate) fn page(facts: &Facts<'_>, problems: &Problems) -> Markup {
    let contact = facts.contact;
    let sub = html! { (contact.email) @if contact.blocked_at.is_some() { " " (blocked()) } };
    html! {
        (back_link(&facts.org.path("/contacts"), "Contacts"))
        (page_header_with(contact.label(), Some(sub), actions(facts)))
        (problem_summary(&listed(problems)))
        @if contact.blocked_at.is_some() && !contact.block_reason.is_empty() {
            (warning(&format!("May not book on the public pages: {}", contact.block_reason)))
        }
        (two_columns(
            html! { @for section in facts.sections { (section) } (notes(facts, problems)) (history(facts)) },
            html! { (person(facts)) (merges(facts)) (tags(facts, problems)) (letters(facts)) @if facts.may_change { (bounds(facts, problems)) } },
        ))
    }
}

fn actions(facts: &Facts<'_>) -> Markup {
    let label = format!("More about {}", facts.contact.label());
    html! {
        @if facts.may_whole {
            (menu("contact-menu", &label, &[
                MenuItem::Link(Icon::Users, "Merge with another".into(), facts.path("/merging")),
                MenuItem::Link(Icon::Trash, "Erase".into(), facts.path("/erasure")),
            ]))
            a .btn href=(facts.path("/disclosure")) download hx-boost="false" { "Hand out all data" }
        }
        @if facts.may_change { (button_link(&facts.path("/form"), Some(Icon::Pencil), "Change")) }
    }
}

fn person(shown: &Facts<'_>) -> Markup {
    let contact = shown.contact;
    let mut pairs = vec![("E-mail", html! { a href={ "mailto:" (contact.email) } { (contact.email) } })];
    if !contact.phone.is_empty() {
        pairs.push(("Telephone", html! { a href={ "tel:" (contact.phone.replace(' ', "")) } { (contact.phone) } }));
    }
    if !shown.signs.is_empty() {
        pairs.push(("Also known as", html! { @for sign in shown.signs { p { (sign.email) } } }));
    }
    let without = shown.wanted.without_text();
    if !without.is_empty() {
        pairs.push(("Letters", html! { (without) }));
    }
    pairs.push(("Known from", html! { (source_text(&contact.source)) }));
    pairs.push(("Known since", html! { (moment(shown.org, contact.created_at)) }));
    if let Some(at) = contact.blocked_at {
        pairs.push(("Blocked since", html! { (moment(shown.org, at)) }));
    }
    card("Person", html! {}, facts(&pairs))
}

/// What was merged into this one lately, and can be made two again.
fn merges(facts: &Facts<'_>) -> Markup {
    let undo = |merge: &Merge| {
        let (name, own) = (merge.before.gone.label(), facts.contact.label());
        let sentence = format!(
            "{name} and {own} will be two contacts again, each with what was theirs. What somebody changed since, and \
             what came since, stays with {own}."
        );
        let action = facts.org.path(&format!("/contacts/merges/{}/reversal", merge.id));
        confirm_form(&format!("undo-{}", merge.id), &action, "Undo the merge", &sentence, hidden("key", facts.key))
    };
    html! {
        @if !facts.merges.is_empty() {
            (card("Merged into this contact", html! {}, html! {
                div .stack {
                    @for merge in facts.merges {
                        div .stack {
                            p {
                                strong { (merge.before.gone.label()) } " (" (merge.before.gone.email) "), on " (moment(facts.org, merge.at))
                                @if !merge.by_name.is_empty() { " by " (merge.by_name) } "."
                            }
                            p .muted.small { "Can be undone until " (moment(facts.org, merge.until())) "." }
                            div { (undo(merge)) }
                        }
                    }
                }
            }))
        }
    }
}

fn tags(facts: &Facts<'_>, problems: &Problems) -> Markup {
    let wanted = Field::new("tag", "Add a tag").error(problems.at("tag")).required();
    card(
        "Tags",
        html! {},
        html! {
            div .stack {
                @if facts.tags.is_empty() { p .muted { "None yet." } }
                @else {
                    ul .row role="list" {
                        @for tag in facts.tags {
                            li {
                                @if facts.may_change {
                                    form method="post" action=(facts.path("/tags/removal")) {
                                        (hidden("tag", tag))
                                        button .chip type="submit" aria-label={ "Take away the tag " (tag) } { (tag) (platform::ui::icon(Icon::X)) }
                                    }
                                } @else { (platform::ui::parts::tag(tag)) }
                            }
                        }
                    }
                }
                @if facts.may_change {
                    form #tags .stack method="post" action=(facts.path("/tags")) {
                        (field(&wanted, html! {
                            input .input #tag name="tag" list="tags-used" maxlength="40" autocomplete="off" required
                                aria-invalid=[problems.at("tag").map(|_| "true")] aria-describedby=[problems.at("tag").map(|_| "tag-error")];
                            datalist #tags-used { @for (tag, _) in facts.tags_used { option value=(tag) {} } }
                        }))
                        div { (button(Some(Icon::Tag), "Add")) }
                    }
                }
            }
        },
    )
}

fn notes(facts: &Facts<'_>, problems: &Problems) -> Markup {
    let wanted = Field::new("note", "Write something down")
        .hint("Colleagues who see contacts read it. It cannot be changed afterwards, only erased with the person.")
        .error(problems.at("note"))
        .required();
    let items: Vec<FeedItem> = facts
        .notes
        .iter()
        .map(|note| FeedItem {
            icon: Icon::Pencil,
            sentence: html! {
                strong { @if note.author_name.is_empty() { "Steward" } @else { (note.author_name) } }
                @for line in note.body.lines() { br; (line) }
            },
            when: moment(facts.org, note.created_at),
            instant: rfc3339(note.created_at),
        })
        .collect();
    card_flush(
        "Notes",
        html! {},
        html! {
            @if facts.may_change {
                div .body {
                    form #notes .stack method="post" action=(facts.path("/notes")) data-guard {
                        (hidden("key", facts.key))
                        (textarea(&wanted, facts.note, 3))
                        div { (primary_button(None, "Keep the note")) }
                    }
                }
            }
            @if items.is_empty() { @if !facts.may_change { (empty(Icon::Pencil, "Nothing was written down yet.", html! {})) } } @else { (feed(&items)) }
        },
    )
}

fn history(facts: &Facts<'_>) -> Markup {
    let items: Vec<FeedItem> = facts
        .history
        .iter()
        .map(|event| FeedItem {
            icon: Icon::History,
            sentence: html! {
                strong { @if event.actor_name.is_empty() { "Steward" } @else { (event.actor_name) } } " " (what(event))
            },
            when: moment(facts.org, event.at),
            instant: rfc3339(event.at),
        })
        .collect();
    html! { @if !items.is_empty() { (card_flush("History", html! {}, feed(&items))) } }
}

fn what(event: &Happening) -> String {
    let words = |name: &str| {
        let list = event.data[name].as_array().into_iter().flatten();
        list.filter_map(|word| word.as_str()).collect::<Vec<_>>().join(", ")
    };
    match event.kind.as_str() {
        "contact.created" => "made this contact".to_owned(),
        "contact.changed" => format!("changed {}", words("fields")),
        "contact.noted" => "wrote a note".to_owned(),
        "contact.blocked" => "blocked bookings on the public pages".to_owned(),
        "contact.unblocked" => "lifted the block".to_owned(),
        "contact.merged" => {
            let moved = event.data["moved"].as_object();
            let parts: Vec<String> = moved
                .into_iter()
                .flatten()
                .filter(|(_, number)| number.as_u64().is_some_and(|number| number > 0))
                .map(|(kind, number)| format!("{number} {kind}"))
                .collect();
            let with = if parts.is_empty() { String::new() } else { format!(", with {}", parts.join(", ")) };
            format!("merged another contact into this one{with}")
        }
        "contact.parted" => "undid a merge: the other one is a contact of its own again".to_owned(),
        "contact.told_apart" => "said that somebody who looks alike is another person".to_owned(),
        "contact.disclosed" => "handed out everything that is kept".to_owned(),
        "contact.letters_chosen" => "chose which letters they want".to_owned(),
        "contact.signed_in" => "signed in to the public pages".to_owned(),
        other => other.to_owned(),
    }
}

fn letters(facts: &Facts<'_>) -> Markup {
    let items: Vec<FeedItem> = facts
        .letters
        .iter()
        .map(|letter| FeedItem {
            icon: Icon::Mail,
            sentence: html! { a href=(facts.org.path(&format!("/messages/{}", letter.id))) { (letter.subject) } },
            when: moment(facts.org, letter.queued_at),
            instant: rfc3339(letter.queued_at),
        })
        .collect();
    html! { @if !items.is_empty() { (card_flush("Letters", html! {}, feed(&items))) } }
}

/// Keeping somebody from booking, and letting them again.
fn bounds(facts: &Facts<'_>, problems: &Problems) -> Markup {
    let contact = facts.contact;
    let reason = Field::new("reason", "Reason, for colleagues").error(problems.at("reason"));
    card(
        "Public booking",
        html! {},
        html! {
            @if contact.blocked_at.is_some() {
                (confirm_form("unblock", &facts.path("/unblocking"), "Lift the block", &format!("{} can book on the public pages again.", contact.label()), html! {}))
            } @else {
                div .stack {
                    p .muted { "They can book whatever the public pages offer." }
                    div .row { (dialog_button("block", Some(Icon::Ban), "Block", false)) }
                    (dialog("block", "Block bookings?", html! {
                        form .stack method="post" action=(facts.path("/blocking")) {
                            p { (contact.label()) " will not be able to book on the public pages. What is booked stays, and colleagues can still book for them." }
                            (platform::ui::forms::text(&reason, ""))
                            div .row { button .btn.danger.solid type="submit" { "Block" } }
                        }
                    }))
                }
            }
        },
    )
}

/// What is left of somebody who was erased, and why.
pub(crate) fn erased(org: &Org, contact: &Contact, erasure: Option<&Erasure>) -> Markup {
    let sub = contact.erased_at.map(|at| format!("Since {}", moment(org, at)));
    html! {
        (back_link(&org.path("/contacts"), "Contacts"))
        (page_header("Erased contact", sub.as_deref(), html! {}))
        (card("What stays, and why", html! {}, html! {
            div .stack {
                p { "Everything that told of this person was cut. A booking with the same address makes a new contact." }
                @if let Some(erasure) = erasure { (kept(&erasure.report)) }
            }
        }))
    }
}
