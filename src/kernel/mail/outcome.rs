//! What became of a letter, said so that the caller knows whether trying again could make it arrive twice.

use std::fmt;

use super::EmailAddress;

/// The return path and the one person reached. One person per letter: then every outcome belongs to exactly one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Where a mail server reports failure to; `None` for letters that must never be answered by a machine (RFC 3834).
    pub from: Option<EmailAddress>,
    /// Who receives it.
    pub to: EmailAddress,
}

/// The step of the conversation that an answer belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    /// The server's greeting.
    Connect,
    /// `EHLO`.
    Hello,
    /// `STARTTLS`.
    StartTls,
    /// `AUTH` and its challenges.
    Auth,
    /// `MAIL FROM`: about the sender, or our right to send at all.
    Mail,
    /// `RCPT TO`: about the person reached.
    Rcpt,
    /// `DATA`: about this letter, before any of it was sent.
    Data,
    /// The final dot: about the letter's content.
    Dot,
}

impl fmt::Display for Verb {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Connect => "greeting",
            Self::Hello => "EHLO",
            Self::StartTls => "STARTTLS",
            Self::Auth => "AUTH",
            Self::Mail => "MAIL",
            Self::Rcpt => "RCPT",
            Self::Data => "DATA",
            Self::Dot => "end of data",
        })
    }
}

/// A server's words, ready to be stored and shown: one line, without control characters, of limited length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What was answered.
    pub verb: Verb,
    /// The three digits (RFC 5321 section 4.2).
    pub code: u16,
    /// The words after them; several lines are joined by a blank.
    pub text: String,
}

impl fmt::Display for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {} (to {})", self.code, self.text, self.verb)
    }
}

/// What became of one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The server took the letter and answers for it now.
    Accepted {
        /// The server's words; often its own queue id.
        answer: Answer,
    },
    /// Not now (4xx): the letter is still ours, and repeating it later is safe.
    Deferred {
        /// The server's words.
        answer: Answer,
    },
    /// Not ever (5xx): repeating it would only be refused again.
    Refused {
        /// The server's words, or ours where the server has said beforehand that it cannot take such a letter.
        answer: Answer,
    },
    /// The server was not there, or went away before the letter was complete: safe to repeat.
    Unreachable {
        /// What happened, for the log and for the operator.
        reason: String,
    },
    /// The letter was complete and no answer came. The reader may have it: never repeat this without asking a person.
    Unknown {
        /// What happened, for the log and for the operator.
        reason: String,
    },
}

impl Outcome {
    /// Whether a repeat cannot make the letter arrive twice, and may do better than this attempt.
    pub fn may_be_repeated(&self) -> bool {
        matches!(self, Self::Deferred { .. } | Self::Unreachable { .. })
    }
}

/// Why no lane could be opened. No letter has left the house, whatever the variant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// No connection, or it broke or stayed silent before it was ready.
    #[error("{host}:{port} cannot be reached: {reason}")]
    Unreachable {
        /// The configured host.
        host: String,
        /// The configured port.
        port: u16,
        /// What the network said.
        reason: String,
    },
    /// The server answered, and the answer was no (421 busy, 535 wrong password, 554 no service…).
    #[error("the mail server answered {0}")]
    Answered(Answer),
    /// No safe encryption: the certificate does not hold, or the server does not offer STARTTLS. Never falls back to plain text.
    #[error("no secure connection: {0}")]
    Insecure(String),
    /// Credentials are configured and the server offers neither PLAIN nor LOGIN.
    #[error("the mail server offers no way to sign in that we know (PLAIN, LOGIN)")]
    NoSignIn,
    /// The configuration itself cannot work.
    #[error("the mail settings cannot work: {0}")]
    Settings(String),
}

impl From<ConnectError> for Outcome {
    /// For the letter that wanted the lane: nothing left the house.
    fn from(error: ConnectError) -> Self {
        Self::Unreachable { reason: error.to_string() }
    }
}
