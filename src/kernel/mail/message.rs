//! A letter, and the bytes it becomes.

use chrono::{DateTime, Utc};
use lettre::message::header::{ContentDisposition, ContentType, HeaderName, HeaderValue};
use lettre::message::{MultiPart, SinglePart};
use lettre::{Address, Message};
use uuid::Uuid;

use super::address::ascii_domain;
use super::{Envelope, Mailbox};
use crate::ical::Method;

/// Longest subject. RFC 5322 has no limit of its own, but no mail program shows more.
const SUBJECT_CHARACTERS_MAX: usize = 255;
/// Longest value of an additional header, well below the 998 octets that a line may have.
const HEADER_OCTETS_MAX: usize = 900;
/// Name of the attached calendar file. Mail programs that ignore the inline part offer this one.
const CALENDAR_FILE: &str = "invite.ics";
/// Headers that the letter itself decides. Beside these, whatever begins with `Content-` is not for callers either.
const OWN_HEADERS: [&str; 12] = [
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "bcc",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "auto-submitted",
    "return-path",
];

/// A file that goes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// What it is called: letters, figures, `-`, `_` and `.`.
    pub name: String,
    /// Its media type.
    pub mime: String,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// One message to one person, before it is bytes.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Names the letter for ever: Message-ID and part boundaries are made of it.
    pub id: Uuid,
    /// The organisation. For a calendar part it must be the ORGANIZER, or Gmail shows no card.
    pub from: Mailbox,
    /// Where answers go, when not to `from`.
    pub reply_to: Option<Mailbox>,
    /// Who receives it.
    pub to: Mailbox,
    /// One line of text.
    pub subject: String,
    /// The letter for those who read text.
    pub text: String,
    /// The same letter as a page.
    pub html: String,
    /// A calendar file and what it asks for; the method must be the one that stands in the file.
    pub calendar: Option<(Method, String)>,
    /// A file that goes along.
    pub file: Option<Attached>,
    /// Additional headers, such as `List-Unsubscribe`.
    pub headers: Vec<(String, String)>,
    /// Whether a machine wrote it of its own accord, so that other machines do not answer (RFC 3834).
    pub auto_submitted: bool,
    /// When it was written.
    pub date: DateTime<Utc>,
    /// The host in its Message-ID: a name that is ours.
    pub host: String,
}

/// Why a letter cannot become a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LetterProblem {
    /// Empty, longer than 255 characters, or with a line break or another control character.
    #[error("the subject must be one line of at most {SUBJECT_CHARACTERS_MAX} characters")]
    Subject,
    /// A header that the letter decides itself, or one whose name or value would not stay on its line.
    #[error("the header {0:?} cannot be added")]
    Header(String),
    /// The host of the Message-ID is not a host name.
    #[error("{0:?} is not a host name")]
    Host(String),
    /// The builder refused an address or a part.
    #[error("the message cannot be built: {0}")]
    Build(String),
}

impl Letter {
    /// The bytes of the message, the same for the same letter: headers and body, lines ending in CRLF, ASCII only.
    ///
    /// # Errors
    /// The first [`LetterProblem`] found.
    pub fn build(&self) -> Result<Vec<u8>, LetterProblem> {
        self.check_subject()?;
        let host = ascii_domain(&self.host).ok_or_else(|| LetterProblem::Host(self.host.clone()))?;
        let mut builder = Message::builder()
            .from(mailbox(&self.from)?)
            .to(mailbox(&self.to)?)
            .subject(self.subject.clone())
            .date(self.date.into())
            .message_id(Some(format!("<{}@{host}>", self.id)));
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(mailbox(reply_to)?);
        }
        if self.auto_submitted {
            let name = HeaderName::new_from_ascii_str("Auto-Submitted");
            builder = builder.raw_header(HeaderValue::new(name, "auto-generated".into()));
        }
        for (name, value) in &self.headers {
            builder = builder.raw_header(additional_header(name, value)?);
        }
        let message = builder.multipart(self.body()?).map_err(refused)?;
        Ok(message.formatted())
    }

    /// What the mail server is told: failures come back to `from`.
    pub fn envelope(&self) -> Envelope {
        Envelope { from: Some(self.from.email().clone()), to: self.to.email().clone() }
    }

    /// Text, page and calendar are alternatives; the calendar is also attached, for programs that show only one of them. A
    /// file comes last.
    fn body(&self) -> Result<MultiPart, LetterProblem> {
        let alternatives = MultiPart::alternative()
            .boundary(self.boundary("alternative"))
            .singlepart(SinglePart::plain(self.text.clone()))
            .singlepart(SinglePart::html(self.html.clone()));
        let files = match &self.file {
            None => Vec::new(),
            Some(file) => vec![
                SinglePart::builder()
                    .content_type(ContentType::parse(&file.mime).map_err(refused)?)
                    .header(ContentDisposition::attachment(&file.name))
                    .body(file.bytes.clone()),
            ],
        };
        let Some((method, calendar)) = &self.calendar else {
            if files.is_empty() {
                return Ok(alternatives);
            }
            let mixed = MultiPart::mixed().boundary(self.boundary("mixed")).multipart(alternatives);
            return Ok(files.into_iter().fold(mixed, MultiPart::singlepart));
        };
        // Outlook wants the method here as well as in the file.
        let inline = ContentType::parse(&format!("text/calendar; charset=utf-8; method={method}")).map_err(refused)?;
        let inline = SinglePart::builder().content_type(inline).body(calendar.clone());
        let attached = ContentType::parse(&format!("application/ics; name=\"{CALENDAR_FILE}\"")).map_err(refused)?;
        let attached = SinglePart::builder()
            .content_type(attached)
            .header(ContentDisposition::attachment(CALENDAR_FILE))
            .body(calendar.clone().into_bytes());
        let mixed = MultiPart::mixed().boundary(self.boundary("mixed"));
        let mixed = mixed.multipart(alternatives.singlepart(inline)).singlepart(attached);
        Ok(files.into_iter().fold(mixed, MultiPart::singlepart))
    }

    /// A line that no part can contain, since nobody who writes into a letter knows its id beforehand.
    fn boundary(&self, kind: &str) -> String {
        format!("{}-{kind}", self.id.simple())
    }

    fn check_subject(&self) -> Result<(), LetterProblem> {
        let fits = !self.subject.trim().is_empty()
            && self.subject.chars().count() <= SUBJECT_CHARACTERS_MAX
            && !self.subject.chars().any(char::is_control);
        if fits { Ok(()) } else { Err(LetterProblem::Subject) }
    }
}

fn mailbox(mailbox: &Mailbox) -> Result<lettre::message::Mailbox, LetterProblem> {
    let address = Address::new(mailbox.email().local(), mailbox.email().domain()).map_err(refused)?;
    let name = (!mailbox.name().is_empty()).then(|| mailbox.name().to_owned());
    Ok(lettre::message::Mailbox::new(name, address))
}

fn additional_header(name: &str, value: &str) -> Result<HeaderValue, LetterProblem> {
    let problem = || LetterProblem::Header(name.to_owned());
    let lowered = name.to_ascii_lowercase();
    let is_token = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let is_ours = OWN_HEADERS.contains(&lowered.as_str()) || lowered.starts_with("content-");
    if !is_token || is_ours || value.len() > HEADER_OCTETS_MAX || value.chars().any(char::is_control) {
        return Err(problem());
    }
    let header = HeaderName::new_from_ascii(name.to_owned()).map_err(|_| problem())?;
    Ok(HeaderValue::new(header, value.to_owned()))
}

fn refused(error: impl std::fmt::Display) -> LetterProblem {
    LetterProblem::Build(error.to_string())
}
