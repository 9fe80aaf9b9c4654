//! The organisation's chat room: what it runs on, and whether it hears.

use crate::notifications::chat::{RoomForm, Service};
use crate::notifications::store::Room;
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::forms::{Field, Input, Tile, hidden, input, problem_summary, radio_tiles, submit_row, text};
use platform::ui::parts::{
    back_link, button, button_link, card, card_form, confirm_form, page_header, primary_button, two_columns,
};

/// The page; `room` is what is there.
pub fn room(org: &Org, room: Option<&Room>, form: &RoomForm, problems: &Problems) -> Markup {
    let listed: Vec<_> = problems.iter().map(|(field, message)| (field.to_owned(), message.to_owned())).collect();
    html! {
        (back_link(&org.path("/settings"), "Settings"))
        (page_header("Chat room", Some("Where your people read news together. Each of them chooses what is said there."), html! {}))
        (problem_summary(&listed))
        (two_columns(setting(org, room, form, problems), html! { @if let Some(room) = room { (present(org, room)) } (help()) }))
    }
}

fn setting(org: &Org, room: Option<&Room>, form: &RoomForm, problems: &Problems) -> Markup {
    let tiles = Service::ALL.map(|service| Tile {
        value: service.name().to_owned(),
        title: service_text(service).to_owned(),
        line: match service {
            Service::Telegram => "A bot and a chat".to_owned(),
            _ => "An incoming webhook".to_owned(),
        },
    });
    let service = Field::new("service", "It runs on").error(problems.at("service")).required();
    let name =
        Field::new("name", "What you call it").hint("Such as #front-desk.").error(problems.at("name")).required();
    let kept = "It is kept and never shown. Leave it empty to keep the present one.";
    let fresh = "It is kept and never shown again.";
    let secret = Field::new("secret", "Address of the webhook, or token of the bot")
        .hint(if room.is_some() { kept } else { fresh })
        .error(problems.at("secret"));
    let secret = if room.is_some() { secret } else { secret.required() };
    let typed = Input { autocomplete: Some("off"), maxlength: Some(500), ..Input::of("password") };
    let chat = Field::new("chat", "Telegram: which chat").hint("Its number, or its @name.").error(problems.at("chat"));
    let body = html! {
        (hidden("version", &form.version.to_string()))
        (radio_tiles(&service, &tiles, &form.service))
        (text(&name, &form.name))
        (input(&secret, &typed, ""))
        (text(&chat, &form.chat))
    };
    card_form(
        "room",
        "The room",
        &org.path("/settings/chat"),
        body,
        submit_row(primary_button(None, "Save"), &org.path("/settings")),
    )
}

fn present(org: &Org, room: &Room) -> Markup {
    card(
        &room.name,
        html! {},
        html! {
            div .stack {
                p { "On " (service_text(room.service)) "." }
                form method="post" action=(org.path("/settings/chat/test")) { (button(Some(Icon::Send), "Say something there")) }
                (button_link(&org.path("/notifications/log?way=chat"), Some(Icon::History), "What was said"))
                (confirm_form(
                    "remove-room",
                    &org.path("/settings/chat/removal"),
                    "Take the room away",
                    &format!("Nothing is said in “{}” any more, and its secret is forgotten. What people chose for chat stays chosen.", room.name),
                    html! {},
                ))
            }
        },
    )
}

fn help() -> Markup {
    card(
        "Where to find it",
        html! {},
        html! {
            div .stack {
                p { strong { "Slack. " } "Make an app with “Incoming Webhooks”, add one to a channel, and copy its address." }
                p { strong { "Mattermost. " } "Integrations, incoming webhooks, add one, and copy its address." }
                p { strong { "Telegram. " } "Talk to @BotFather to make a bot, add it to the chat, and enter its token and the number of the chat." }
            }
        },
    )
}

fn service_text(service: Service) -> &'static str {
    match service {
        Service::Slack => "Slack",
        Service::Mattermost => "Mattermost",
        Service::Telegram => "Telegram",
    }
}
