//! The words of labels, and what a finder writes.

use kernel::mail::EmailAddress;
use kernel::{Problems, text};
use platform::{House, Org};
use serde::{Deserialize, Serialize};

/// The longest message of a finder (characters).
pub const MESSAGE_MAX: usize = 2_000;
/// The longest name (characters).
const NAME_MAX: usize = 100;
/// The longest word of a label (characters); nothing we print is longer.
pub const WORD_MAX: usize = 200;

/// What an asset's label says to machines: it names the organisation, because tags are its own, and the house, because its
/// people are signed in there.
pub fn address(house: &House, org: &Org, tag: &str) -> String {
    house.url(&format!("/a/{}/{}", org.slug, escaped(tag)))
}

/// A word as it stands in a path.
pub fn escaped(word: &str) -> String {
    word.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

/// Which of an asset's words a label says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Its tag.
    #[default]
    Tag,
    /// The id it had in the system it came from.
    Hardware,
    /// Its serial.
    Serial,
}

impl By {
    /// The one of this name.
    pub fn parse(name: &str) -> By {
        match name {
            "hardware" => By::Hardware,
            "serial" => By::Serial,
            _ => By::Tag,
        }
    }

    /// The end of an address that says it.
    pub fn query(self) -> &'static str {
        match self {
            By::Tag => "",
            By::Hardware => "?by=hardware",
            By::Serial => "?by=serial",
        }
    }
}

/// What a finder sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct FoundForm {
    /// What they want to say.
    pub message: String,
    /// What they are called; may be empty.
    pub name: String,
    /// Where they can be answered; may be empty.
    pub email: String,
    /// No person sees it.
    pub website: String,
}

/// The same, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What they say.
    pub text: String,
    /// What they are called.
    pub name: String,
    /// Where they can be answered.
    pub email: Option<String>,
}

impl FoundForm {
    /// What is meant; all problems at once.
    pub fn read(&self) -> Result<Message, Problems> {
        let mut problems = Problems::new();
        let written = text::paragraph(&self.message, MESSAGE_MAX);
        let written = written.and_then(|text| match text.is_empty() {
            true => Err("Write where it is, or how you can be reached.".to_owned()),
            false => Ok(text),
        });
        let text = problems.take("message", written);
        let name = problems.take("name", text::optional_line(&self.name, NAME_MAX));
        let email = match self.email.trim() {
            "" => Some(None),
            typed => problems.take(
                "email",
                EmailAddress::parse(typed)
                    .map(|address| Some(address.to_string()))
                    .map_err(|problem| problem.to_string()),
            ),
        };
        match (text, name, email) {
            (Some(text), Some(name), Some(email)) => Ok(Message { text, name, email }),
            _ => Err(problems),
        }
    }
}
