//! The chat room: what is sent where, and what an answer means. Pure, but for the one function that sends.

use super::store::Room;
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::BoxFuture;
use kernel::{Problems, text};
use platform::House;
use serde::Deserialize;
use serde_json::{Value, json};

/// Letters of a room's name.
const NAME_MAX: usize = 60;
/// Letters of a webhook's address, or of a token.
const SECRET_MAX: usize = 500;
/// Letters of Telegram's name for a chat.
const CHAT_MAX: usize = 60;
/// Letters said at once; Telegram takes 4096, the others more.
const TEXT_MAX: usize = 3_500;
/// Letters kept of an answer.
const ANSWER_KEPT: usize = 300;
/// After so many tries a post is not said any more.
const ATTEMPTS_MAX: i64 = 10;
/// The pause after the first try that was put off (seconds); it doubles with each one.
const FIRST_PAUSE: i64 = 30;
/// The longest pause (seconds).
const LONGEST_PAUSE: i64 = 60 * 60;
/// Where bots of Telegram are spoken to.
const TELEGRAM: &str = "https://api.telegram.org";

/// What a room runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Service {
    /// An incoming webhook.
    Slack,
    /// An incoming webhook.
    Mattermost,
    /// A bot and a chat.
    Telegram,
}

impl Service {
    /// In the order they are offered.
    pub const ALL: [Service; 3] = [Service::Slack, Service::Mattermost, Service::Telegram];

    /// How it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Service::Slack => "slack",
            Service::Mattermost => "mattermost",
            Service::Telegram => "telegram",
        }
    }
}

/// The form of the room, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RoomForm {
    /// What it runs on.
    pub service: String,
    /// What people call it.
    pub name: String,
    /// The webhook's address, or the bot's token; empty: as before.
    pub secret: String,
    /// Telegram: which chat.
    pub chat: String,
    /// Which version was on the screen; 0: there was none.
    pub version: i64,
}

impl RoomForm {
    /// The form as it stands; a secret is never shown again.
    pub fn of(room: Option<&Room>) -> RoomForm {
        match room {
            None => RoomForm { service: Service::Slack.name().to_owned(), ..RoomForm::default() },
            Some(room) => RoomForm {
                service: room.service.name().to_owned(),
                name: room.name.clone(),
                secret: String::new(),
                chat: room.chat.clone(),
                version: room.version,
            },
        }
    }

    /// Reads it; all problems at once. `known` is what is there already. Answers service, name, secret if one was typed,
    /// and chat.
    #[allow(clippy::type_complexity, reason = "read once, where it becomes a wish")]
    pub fn parse(&self, known: Option<Service>) -> Result<(Service, String, Option<String>, String), Problems> {
        let mut problems = Problems::new();
        let service = Service::ALL.into_iter().find(|service| service.name() == self.service);
        if service.is_none() {
            problems.add("service", "Choose what the room runs on.");
        }
        let name = problems.take("name", text::line(&self.name, NAME_MAX));
        let secret = problems.take("secret", text::optional_line(&self.secret, SECRET_MAX)).unwrap_or_default();
        let chat = problems.take("chat", text::optional_line(&self.chat, CHAT_MAX)).unwrap_or_default();
        match (service, secret.as_str()) {
            (_, "") if known.is_some() && known == service => {}
            (Some(Service::Telegram), "") => problems.add("secret", "Enter the token of the bot."),
            (_, "") => problems.add("secret", "Enter the address of the webhook."),
            (Some(Service::Telegram), token) if !is_token(token) => {
                problems.add("secret", "This is no token of a bot: it looks like 123456789:ABC-def.");
            }
            (Some(Service::Slack | Service::Mattermost), address) if !address.starts_with("https://") => {
                problems.add("secret", "The address of a webhook begins with https://.");
            }
            _ => {}
        }
        if service == Some(Service::Telegram) && !is_chat(&chat) {
            problems.add("chat", "Enter the number of the chat, such as -1001234567890, or its @name.");
        }
        match (service, name) {
            (Some(service), Some(name)) if problems.is_empty() => {
                let chat = if service == Service::Telegram { chat } else { String::new() };
                Ok((service, name, Some(secret).filter(|secret| !secret.is_empty()), chat))
            }
            _ => Err(problems),
        }
    }
}

/// A number, a colon, letters: nothing that could lead elsewhere in an address.
fn is_token(text: &str) -> bool {
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    text.split_once(':').is_some_and(|(bot, key)| {
        !bot.is_empty() && bot.bytes().all(|byte| byte.is_ascii_digit()) && key.len() >= 3 && letters(key)
    })
}

fn is_chat(text: &str) -> bool {
    let name = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    text.parse::<i64>().is_ok() || text.strip_prefix('@').is_some_and(name)
}

/// Where these words are sent, and as what. `secret` is the room's, in the clear.
pub fn request(room: &Room, secret: &str, words: &str) -> (String, Value) {
    let words: String = words.chars().take(TEXT_MAX).collect();
    match room.service {
        // Slack reads these three as its own signs, and nothing else.
        Service::Slack => {
            let plain = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            (secret.to_owned(), json!({ "text": plain }))
        }
        Service::Mattermost => (secret.to_owned(), json!({ "text": words })),
        Service::Telegram => (
            format!("{TELEGRAM}/bot{secret}/sendMessage"),
            json!({ "chat_id": room.chat, "text": words, "link_preview_options": { "is_disabled": true } }),
        ),
    }
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// An answer: its status, the beginning of its body, and after how many seconds to try again.
    Answered(u16, String, Option<i64>),
    /// Nothing left the house.
    Unreachable(String),
    /// It left, and nobody knows what became of it.
    Unknown(String),
}

/// What sends JSON to an address: the network, handed in like time and chance.
pub type Sender = fn(House, String, Value) -> BoxFuture<'static, Reply>;

/// What becomes of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It was said.
    Said(String),
    /// Not now: again at this instant.
    Later(String, DateTime<Utc>),
    /// Not ever.
    Failed(String),
    /// It may have been said.
    Uncertain(String),
}

/// What a reply means for posts that were tried so often.
pub fn fate(reply: Reply, attempts: i64, now: DateTime<Utc>) -> Fate {
    let short = |text: String| text.chars().take(ANSWER_KEPT).collect::<String>();
    let later = |why: String, wait: Option<i64>| {
        let pause = (FIRST_PAUSE << attempts.clamp(1, 12).saturating_sub(1)).min(LONGEST_PAUSE);
        match attempts >= ATTEMPTS_MAX {
            true => Fate::Failed(why),
            false => Fate::Later(why, now + TimeDelta::seconds(pause.max(wait.unwrap_or_default().min(LONGEST_PAUSE)))),
        }
    };
    match reply {
        Reply::Answered(status @ 200..=299, body, _) => Fate::Said(short(format!("{status} {body}"))),
        Reply::Answered(status @ (429 | 503), body, wait) => later(short(format!("{status} {body}")), wait),
        // The room may have taken it before it broke.
        Reply::Answered(status @ 500..=599, body, _) => Fate::Uncertain(short(format!("{status} {body}"))),
        Reply::Answered(status, body, _) => Fate::Failed(short(format!("{status} {body}"))),
        Reply::Unreachable(why) => later(short(why), None),
        Reply::Unknown(why) => Fate::Uncertain(short(why)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(service: Service) -> Room {
        Room { service, name: "desk".into(), secret: String::new(), chat: "-100123".into(), version: 1 }
    }

    #[test]
    fn each_service_is_spoken_to_in_its_own_way() {
        let hook = "https://hooks.example/x";
        assert_eq!(request(&room(Service::Slack), hook, "a <b> & c").1, json!({ "text": "a &lt;b&gt; &amp; c" }));
        assert_eq!(request(&room(Service::Mattermost), hook, "a <b>"), (hook.to_owned(), json!({ "text": "a <b>" })));
        let (url, body) = request(&room(Service::Telegram), "123:abc", "hi");
        assert_eq!(url, "https://api.telegram.org/bot123:abc/sendMessage");
        assert_eq!((&body["chat_id"], &body["text"]), (&json!("-100123"), &json!("hi")));
    }

    #[test]
    fn what_cannot_be_a_room_is_told_at_its_field() {
        let form = |service: &str, secret: &str, chat: &str| RoomForm {
            service: service.into(),
            name: "desk".into(),
            secret: secret.into(),
            chat: chat.into(),
            version: 0,
        };
        for (form, field) in [
            (form("irc", "https://x.example", ""), "service"),
            (form("slack", "", ""), "secret"),
            (form("slack", "http://x.example", ""), "secret"),
            (form("telegram", "123:abc/../x", "1"), "secret"),
            (form("telegram", "123:abc", "a chat"), "chat"),
        ] {
            assert!(form.parse(None).unwrap_err().at(field).is_some(), "{form:?}");
        }
        assert!(form("telegram", "123:abc", "@desk_team").parse(None).is_ok());
        assert_eq!(form("slack", "", "").parse(Some(Service::Slack)).unwrap().2, None, "it stays as it is");
        assert!(form("mattermost", "", "").parse(Some(Service::Slack)).is_err(), "another service, another address");
    }

    #[test]
    fn an_answer_is_taken_at_its_word() {
        let now = DateTime::from_timestamp(1_000, 0).unwrap();
        let answered = |status, wait| fate(Reply::Answered(status, "x".into(), wait), 1, now);
        assert_eq!(answered(200, None), Fate::Said("200 x".into()));
        assert_eq!(answered(404, None), Fate::Failed("404 x".into()));
        assert_eq!(answered(302, None), Fate::Failed("302 x".into()));
        assert_eq!(answered(500, None), Fate::Uncertain("500 x".into()));
        assert_eq!(answered(429, Some(90)), Fate::Later("429 x".into(), now + TimeDelta::seconds(90)));
        let again = |attempts| fate(Reply::Unreachable("no route".into()), attempts, now);
        assert_eq!(again(1), Fate::Later("no route".into(), now + TimeDelta::seconds(30)));
        assert_eq!(again(3), Fate::Later("no route".into(), now + TimeDelta::seconds(120)));
        assert_eq!(again(ATTEMPTS_MAX), Fate::Failed("no route".into()));
        assert_eq!(fate(Reply::Unknown("cut".into()), 1, now), Fate::Uncertain("cut".into()));
    }
}
