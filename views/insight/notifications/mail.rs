//! The letters: a notice for one event, and one for many.

use super::words::{kind_count, kind_text, telling};
use crate::notifications::model::Kind;
use platform::Org;
use platform::events::Happening;
use platform::post::{Draft, Part, compose};
use uuid::Uuid;

/// The kind of a notice about one event.
const NOTICE: &str = "notification.notice";
/// The kind of a letter with all that waited.
const DIGEST: &str = "notification.digest";
/// Lines of one kind in a digest; the rest is counted.
const LINES_MAX: usize = 30;

/// Is a letter of this kind one that tells people of the house what happened?
pub fn is_notice(kind: &str) -> bool {
    [NOTICE, DIGEST, "booking.notice"].contains(&kind)
}

/// The booking something is about.
pub fn booking_of(happening: &Happening) -> Option<Uuid> {
    match happening.subject_kind.as_str() {
        "booking" => Some(happening.subject_id),
        _ => happening.data["about"]["id"].as_str().and_then(|id| id.parse().ok()),
    }
}

/// One thing that happened. `base` is where the house is reached, `choices` the page where they chose to be told.
pub fn notice(org: &Org, kind: Kind, happening: &Happening, to: (&str, &str), base: &str, choices: String) -> Draft {
    let telling = telling(kind, happening);
    let mut parts = vec![Part::Text(format!("{}.", telling.sentence))];
    if let Some(path) = telling.path {
        parts.push(Part::Button { label: "Look at it".into(), url: format!("{base}{}", org.path(&path)) });
    }
    parts.push(foot(org, choices));
    compose(org, NOTICE, to, telling.sentence, kind_text(kind), &parts)
}

/// Everything that waited, by kind, each in its order.
pub fn digest(org: &Org, told: &[(Kind, &Happening)], to: (&str, &str), base: &str, choices: String) -> Draft {
    let mut parts = Vec::new();
    for kind in Kind::ALL {
        let of_kind: Vec<&Happening> =
            told.iter().filter(|(known, _)| *known == kind).map(|(_, happening)| *happening).collect();
        if of_kind.is_empty() {
            continue;
        }
        let title = if of_kind.len() == 1 { kind_text(kind).to_owned() } else { kind_count(kind, of_kind.len()) };
        let mut lines = vec![title];
        lines
            .extend(of_kind.iter().take(LINES_MAX).map(|happening| format!("· {}", telling(kind, happening).sentence)));
        if of_kind.len() > LINES_MAX {
            lines.push(format!("· and {} more", of_kind.len() - LINES_MAX));
        }
        parts.push(Part::Text(lines.join("\n")));
    }
    parts.push(Part::Button {
        label: "See them in the house".into(),
        url: format!("{base}{}", org.path("/notifications?show=all")),
    });
    parts.push(foot(org, choices));
    let subject = match told {
        [(kind, happening)] => telling(*kind, happening).sentence,
        many => format!("{} news from {}", many.len(), org.name),
    };
    compose(org, DIGEST, to, subject, "What happened", &parts)
}

fn foot(org: &Org, choices: String) -> Part {
    Part::SmallLink {
        text: format!("You get this because you chose to be told at {}.", org.name),
        label: "Change what you are told".into(),
        url: choices,
    }
}
