//! Opening a lane: the settings, and the way from a socket to a server that is ready for letters.

use std::fmt;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::ServerName;

use super::wire::{Reply, Wire, WireError};
use super::{ConnectError, Verb, tls};

/// How many times the usual patience the answer to a complete letter is worth (RFC 5321 section 4.5.3.2.6 asks for more
/// time here than anywhere else, because impatience here makes duplicates).
pub(super) const FINAL_PATIENCE: u32 = 5;
/// Most other steps of one letter, each of which may use up the usual patience: writing and waiting three times for the
/// commands, writing the letter and its end.
const OTHER_STEPS: u32 = 8;

/// When encryption begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Never. For a mail server on the same machine or in the same private network.
    None,
    /// After a plain greeting, by `STARTTLS` (usually port 587). A server that does not offer it is refused.
    StartTls,
    /// From the first octet (usually port 465).
    Implicit,
}

/// Whose certificates are believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// The public authorities that browsers know.
    Public,
    /// Those, and the certificates in this PEM file: for a mail server with a certificate of one's own.
    Also(Vec<u8>),
    /// Anyone's, and only towards this very machine.
    AnyOnLoopback,
}

/// How to reach the mail server.
#[derive(Clone, PartialEq, Eq)]
pub struct Smtp {
    /// Name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// When encryption begins.
    pub tls: Tls,
    /// Whose certificates are believed when it does.
    pub trust: Trust,
    /// Sign-in name; without one, no sign-in happens.
    pub user: Option<String>,
    /// Its password.
    pub password: Option<String>,
    /// The name we give in `EHLO`; our own address when absent.
    pub hello: Option<String>,
    /// How long each single step may take. The answer after the final dot gets five times as long: by then the server has
    /// the letter, and giving up would leave an outcome that nobody knows.
    pub timeout: Duration,
}

impl Smtp {
    /// Settings for a server that wants neither encryption nor a sign-in, 30 seconds a step.
    pub fn plain(host: &str, port: u16) -> Self {
        Self {
            host: host.to_owned(),
            port,
            tls: Tls::None,
            trust: Trust::Public,
            user: None,
            password: None,
            hello: None,
            timeout: Duration::from_secs(30),
        }
    }

    /// The longest that [`Lane::send`](super::Lane::send) can take: what a lease on the letter must outlast.
    pub fn longest_send(&self) -> Duration {
        self.timeout * (FINAL_PATIENCE + OTHER_STEPS)
    }
}

impl fmt::Debug for Smtp {
    /// Everything but the password.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Smtp")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("tls", &self.tls)
            .field("user", &self.user)
            .field("hello", &self.hello)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// What the server said in `EHLO` that it can do, as far as we use it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Offers {
    pub pipelining: bool,
    pub starttls: bool,
    pub eight_bit: bool,
    /// `SIZE` is offered, with this limit in octets; 0 means no fixed limit (RFC 1870).
    pub size: Option<u64>,
    pub plain: bool,
    pub login: bool,
}

impl Offers {
    fn read(reply: &Reply) -> Self {
        let mut offers = Self::default();
        // The first line is the server's name. "AUTH=PLAIN" is how some servers of the last century spell it.
        for line in reply.lines.iter().skip(1) {
            let line = line.to_ascii_uppercase().replacen('=', " ", 1);
            let mut words = line.split_ascii_whitespace();
            match words.next() {
                Some("PIPELINING") => offers.pipelining = true,
                Some("STARTTLS") => offers.starttls = true,
                Some("8BITMIME") => offers.eight_bit = true,
                Some("SIZE") => offers.size = Some(words.next().and_then(|limit| limit.parse().ok()).unwrap_or(0)),
                Some("AUTH") => {
                    for mechanism in words {
                        offers.plain |= mechanism == "PLAIN";
                        offers.login |= mechanism == "LOGIN";
                    }
                }
                _ => {}
            }
        }
        offers
    }
}

/// Connects, encrypts and signs in as `smtp` says.
pub(super) async fn open(smtp: &Smtp) -> Result<(Wire, Offers), ConnectError> {
    let unreachable = |error: WireError| ConnectError::Unreachable {
        host: smtp.host.clone(),
        port: smtp.port,
        reason: error.to_string(),
    };
    check(smtp)?;
    let mut wire = Wire::connect(&smtp.host, smtp.port, smtp.timeout).await.map_err(unreachable)?;
    if smtp.tls == Tls::Implicit {
        wire = encrypt(wire, smtp).await?;
    }
    expect_positive(wire.reply().await.map_err(unreachable)?, Verb::Connect)?;
    let mut offers = hello(&mut wire, smtp).await?;
    if smtp.tls == Tls::StartTls {
        if !offers.starttls {
            return Err(ConnectError::Insecure("the server does not offer STARTTLS".into()));
        }
        expect_positive(wire.ask("STARTTLS").await.map_err(unreachable)?, Verb::StartTls)?;
        wire = encrypt(wire, smtp).await?;
        // What was offered in plain text could have been forged: ask again.
        offers = hello(&mut wire, smtp).await?;
    }
    if let Some(user) = &smtp.user {
        sign_in(&mut wire, &offers, user, smtp).await?;
    }
    Ok((wire, offers))
}

/// What would break the protocol if it were sent.
fn check(smtp: &Smtp) -> Result<(), ConnectError> {
    let settings = |sentence: &str| Err(ConnectError::Settings(sentence.into()));
    let name_fits = |name: &String| !name.is_empty() && name.chars().all(|c| c.is_ascii_graphic());
    if smtp.hello.as_ref().is_some_and(|hello| !name_fits(hello)) {
        return settings("the name for EHLO must be a host name");
    }
    if [&smtp.user, &smtp.password].into_iter().flatten().any(|text| text.contains('\0')) {
        return settings("user and password may not hold a NUL");
    }
    Ok(())
}

async fn encrypt(wire: Wire, smtp: &Smtp) -> Result<Wire, ConnectError> {
    let insecure = |error: &dyn fmt::Display| ConnectError::Insecure(error.to_string());
    let on_loopback = wire.peer().is_ok_and(|peer| peer.ip().is_loopback());
    if smtp.trust == Trust::AnyOnLoopback && !on_loopback {
        return Err(ConnectError::Insecure("certificates go unchecked only towards this very machine".into()));
    }
    let name = ServerName::try_from(smtp.host.clone()).map_err(|error| insecure(&error))?;
    wire.encrypt(&tls::connector(&smtp.trust)?, name).await.map_err(|error| insecure(&error))
}

async fn hello(wire: &mut Wire, smtp: &Smtp) -> Result<Offers, ConnectError> {
    let broken = |reason: String| ConnectError::Unreachable { host: smtp.host.clone(), port: smtp.port, reason };
    let name = match &smtp.hello {
        Some(name) => name.clone(),
        // A machine without a name gives its address, in brackets (RFC 5321 section 4.1.3).
        None => match wire.local().map_err(|error| broken(error.to_string()))?.ip() {
            std::net::IpAddr::V4(address) => format!("[{address}]"),
            std::net::IpAddr::V6(address) => format!("[IPv6:{address}]"),
        },
    };
    let reply = wire.ask(&format!("EHLO {name}")).await.map_err(|error| broken(error.to_string()))?;
    Ok(Offers::read(&expect_positive(reply, Verb::Hello)?))
}

async fn sign_in(wire: &mut Wire, offers: &Offers, user: &str, smtp: &Smtp) -> Result<(), ConnectError> {
    let broken = |error: WireError| ConnectError::Unreachable {
        host: smtp.host.clone(),
        port: smtp.port,
        reason: error.to_string(),
    };
    if !wire.is_encrypted() && !wire.peer().is_ok_and(|peer| peer.ip().is_loopback()) {
        tracing::warn!(host = smtp.host, "the mail password travels unencrypted");
    }
    let password = smtp.password.as_deref().unwrap_or_default();
    let reply = if offers.plain {
        let secret = STANDARD.encode(format!("\0{user}\0{password}"));
        wire.ask(&format!("AUTH PLAIN {secret}")).await.map_err(broken)?
    } else if offers.login {
        let mut reply = wire.ask("AUTH LOGIN").await.map_err(broken)?;
        for word in [user, password] {
            if reply.code != 334 {
                break;
            }
            reply = wire.ask(&STANDARD.encode(word)).await.map_err(broken)?;
        }
        reply
    } else {
        return Err(ConnectError::NoSignIn);
    };
    expect_positive(reply, Verb::Auth)?;
    Ok(())
}

fn expect_positive(reply: Reply, verb: Verb) -> Result<Reply, ConnectError> {
    if reply.is_positive() { Ok(reply) } else { Err(ConnectError::Answered(reply.answer(verb))) }
}

#[cfg(test)]
mod tests {
    use super::{Offers, Smtp};
    use crate::mail::wire::Reply;

    #[test]
    fn a_servers_offers_are_read_in_any_case_and_spelling() {
        let lines =
            ["mx.example pipelining", "Pipelining", "8bitmime", "size 1000", "AUTH=LOGIN", "AUTH PLAIN XOAUTH2"];
        let offers = Offers::read(&Reply { code: 250, lines: lines.map(String::from).to_vec() });
        let expected =
            Offers { pipelining: true, starttls: false, eight_bit: true, size: Some(1000), plain: true, login: true };
        assert_eq!(offers, expected);
    }

    #[test]
    fn settings_can_be_logged_without_the_password() {
        let smtp = Smtp { password: Some("hunter2".into()), ..Smtp::plain("mx.example", 25) };
        assert!(!format!("{smtp:?}").contains("hunter2"));
    }
}
