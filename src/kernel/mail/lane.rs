//! A lane: one connection to the mail server, kept for many letters.
//!
//! Letters are built by lettre, but carried by a client of our own. lettre's connection leaves Nagle's algorithm on when it
//! encrypts from the start, does not tell which extensions beyond four the server offers, keeps plain text that arrives
//! between STARTTLS and the handshake, and above all cannot tell a break before the final dot from one after it, on which
//! everything depends that [`Outcome`] promises.

use super::body::stuffed;
use super::opening::{FINAL_PATIENCE, Offers, Smtp, open};
use super::wire::{Reply, Wire, WireError};
use super::{Answer, ConnectError, Envelope, Outcome, Verb};

/// Letters after which a lane is replaced: servers count too, and a fresh connection may reach a less busy machine.
pub const MESSAGES_PER_LANE: u32 = 1_000;
/// Longest goodbye.
const QUIT_PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);

/// One connection, ready for letters.
pub struct Lane {
    wire: Wire,
    offers: Offers,
    broken: bool,
    messages: u32,
}

/// A conversation that ended before the letter was complete.
enum Stop {
    /// The server said no, and the lane is still in step.
    No(Answer),
    /// The connection is of no further use; nothing was handed over.
    Broken(String),
}

impl From<WireError> for Stop {
    fn from(error: WireError) -> Self {
        Self::Broken(error.to_string())
    }
}

impl Lane {
    /// Connects, encrypts and signs in.
    ///
    /// # Errors
    /// [`ConnectError`] says which step failed; for any letter that was waiting it means [`Outcome::Unreachable`].
    pub async fn connect(smtp: &Smtp) -> Result<Self, ConnectError> {
        let (wire, offers) = open(smtp).await?;
        Ok(Self { wire, offers, broken: false, messages: 0 })
    }

    /// Carries one message (headers and body, lines ending in CRLF) to one person.
    ///
    /// Takes [`Smtp::longest_send`] at most. Dropping the future half way leaves the outcome unknown and the lane broken.
    pub async fn send(&mut self, envelope: &Envelope, message: &[u8]) -> Outcome {
        if self.broken {
            return Outcome::Unreachable { reason: "the lane was already broken".into() };
        }
        if let Some(answer) = self.foreseen_refusal(message) {
            return Outcome::Refused { answer };
        }
        // Until the conversation is back in step: whoever drops this future leaves a lane that may not be used again.
        self.broken = true;
        self.messages += 1;
        match self.announce(envelope, message).await {
            Ok(()) => self.deliver(message).await,
            Err(Stop::No(answer)) => {
                self.broken = answer.code == 421 || !self.reset().await;
                said_no(answer)
            }
            Err(Stop::Broken(reason)) => Outcome::Unreachable { reason },
        }
    }

    /// Whether the next letter needs a new lane: this one is broken, has served long enough, or the server has spoken
    /// unasked since the last letter, which is how it says goodbye to idle connections.
    pub fn must_be_replaced(&self) -> bool {
        self.broken || self.messages >= MESSAGES_PER_LANE || self.wire.has_news()
    }

    /// Says goodbye. Politeness only: no letter depends on it, and it takes two seconds at most.
    pub async fn quit(mut self) {
        if !self.broken {
            self.wire.patience = QUIT_PATIENCE;
            // The answer changes nothing, and the connection closes either way.
            let _ = self.wire.ask("QUIT").await;
        }
    }

    /// What the server has said in EHLO that it will not take, in the codes it would use itself.
    fn foreseen_refusal(&self, message: &[u8]) -> Option<Answer> {
        let limit = self.offers.size.filter(|limit| *limit > 0);
        if limit.is_some_and(|limit| message.len() as u64 > limit) {
            let text =
                format!("5.3.4 the letter has {} octets, and the server takes {}", message.len(), limit.unwrap_or(0));
            return Some(Answer { verb: Verb::Hello, code: 552, text });
        }
        if !message.is_ascii() && !self.offers.eight_bit {
            let text = "5.6.3 the letter holds 8-bit text, and the server does not offer 8BITMIME".to_owned();
            return Some(Answer { verb: Verb::Hello, code: 554, text });
        }
        None
    }

    /// Everything before the content: sender, recipient, DATA. `Ok` means that the server waits for the letter.
    async fn announce(&mut self, envelope: &Envelope, message: &[u8]) -> Result<(), Stop> {
        let from = envelope.from.as_ref().map_or("", |from| from.as_str());
        let size = if self.offers.size.is_some() { format!(" SIZE={}", message.len()) } else { String::new() };
        let body = if message.is_ascii() { "" } else { " BODY=8BITMIME" };
        let mail = format!("MAIL FROM:<{from}>{size}{body}");
        let rcpt = format!("RCPT TO:<{}>", envelope.to);
        if self.offers.pipelining {
            return self.announce_at_once(&mail, &rcpt).await;
        }
        yes(self.wire.ask(&mail).await?, Verb::Mail)?;
        yes(self.wire.ask(&rcpt).await?, Verb::Rcpt)?;
        go_ahead(self.wire.ask("DATA").await?)
    }

    /// The three commands in one packet (RFC 2920), the three replies after it.
    async fn announce_at_once(&mut self, mail: &str, rcpt: &str) -> Result<(), Stop> {
        self.wire.write(format!("{mail}\r\n{rcpt}\r\nDATA\r\n").as_bytes()).await?;
        let mail = self.step(Verb::Mail).await?;
        let rcpt = self.step(Verb::Rcpt).await?;
        let data = self.wire.reply().await?;
        let refusal = yes(mail, Verb::Mail).and_then(|()| yes(rcpt, Verb::Rcpt));
        match refusal {
            Ok(()) => go_ahead(data),
            Err(Stop::No(answer)) => {
                // Section 3.1: a server may accept DATA although it has no recipient. It then waits for content, and a lone
                // dot gives it none.
                if data.code == 354 {
                    self.wire.write(b".\r\n").await?;
                    self.wire.reply().await?;
                }
                Err(Stop::No(answer))
            }
            Err(broken) => Err(broken),
        }
    }

    /// A reply within a pipeline. After 421 no further reply can be expected.
    async fn step(&mut self, verb: Verb) -> Result<Reply, Stop> {
        let reply = self.wire.reply().await?;
        if reply.is_farewell() { Err(Stop::No(reply.answer(verb))) } else { Ok(reply) }
    }

    /// The content, the final dot, and the answer to it.
    async fn deliver(&mut self, message: &[u8]) -> Outcome {
        if let Err(error) = self.wire.write(&stuffed(message)).await {
            return Outcome::Unreachable { reason: format!("while the letter was being sent: {error}") };
        }
        // A server that has hung up will never read the dot. Not sending it is what makes this attempt safe to repeat.
        if self.wire.is_closed() {
            return Outcome::Unreachable { reason: "the server closed the connection before the letter's end".into() };
        }
        // An error means that the network did not take the dot whole, so no server can have seen it.
        if let Err(error) = self.wire.write(b".\r\n").await {
            return Outcome::Unreachable { reason: format!("before the letter's end: {error}") };
        }
        match self.wire.reply_within(self.wire.patience * FINAL_PATIENCE).await {
            Ok(reply) if reply.is_positive() => {
                self.broken = false;
                Outcome::Accepted { answer: reply.answer(Verb::Dot) }
            }
            Ok(reply) if reply.is_negative() => {
                self.broken = reply.is_farewell();
                said_no(reply.answer(Verb::Dot))
            }
            Ok(reply) => Outcome::Unknown { reason: format!("the letter was answered {}", reply.answer(Verb::Dot)) },
            Err(error) => Outcome::Unknown { reason: format!("after the letter's end: {error}") },
        }
    }

    /// Forgets a letter that was refused half way. `false` when the lane is not in step afterwards.
    async fn reset(&mut self) -> bool {
        self.wire.ask("RSET").await.is_ok_and(|reply| reply.is_positive())
    }
}

fn said_no(answer: Answer) -> Outcome {
    if answer.code < 500 { Outcome::Deferred { answer } } else { Outcome::Refused { answer } }
}

fn yes(reply: Reply, verb: Verb) -> Result<(), Stop> {
    if reply.is_positive() { Ok(()) } else { Err(no(&reply, verb)) }
}

fn go_ahead(reply: Reply) -> Result<(), Stop> {
    if reply.code == 354 { Ok(()) } else { Err(no(&reply, Verb::Data)) }
}

/// A refusal; or, where the reply is neither yes nor no, a conversation that has lost its step.
fn no(reply: &Reply, verb: Verb) -> Stop {
    let answer = reply.answer(verb);
    if reply.is_negative() { Stop::No(answer) } else { Stop::Broken(format!("out of step: {answer}")) }
}
