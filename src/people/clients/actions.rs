//! Asking for a code, using it, and leaving.

use super::model::{CLIENT_DAYS, CODE_MINUTES, Outcome, digits};
use super::reactions::SendCode;
use super::{Event, store};
use crate::contacts;
use crate::contacts::model::NewContact;
use crate::identity::model::address;
use crate::identity::policy::network;
use chrono::Duration;
use kernel::crypto::sha256_hex;
use kernel::mail::EmailAddress;
use kernel::{Error, Result};
use platform::{Client, Scope, events, jobs};
use std::net::IpAddr;

/// Codes one network may ask for within an hour.
const CODES_OF_A_NETWORK: u32 = 30;
/// Codes that are sent to one address within an hour; more are asked for in vain, and nobody is told.
const CODES_OF_AN_ADDRESS: u32 = 5;
/// Tries one network may make within an hour.
const TRIES_OF_A_NETWORK: u32 = 100;

/// A browser asks for a code. Whether the address is known is found out later and elsewhere, so that neither the answer nor
/// its time tells. Answers the value of the cookie that the code will belong to.
///
/// # Errors
/// A problem at `email` that cannot be an address; [`Error::TooMany`] for a network that asks too often.
pub async fn ask(scope: &Scope, email: &str, from: IpAddr) -> Result<String> {
    let email = address(email).map_err(|message| Error::invalid("email", message))?.key();
    let (org, now, hour) = (scope.org_id(), scope.now, Duration::hours(1));
    let limits = &scope.house.limits;
    limits.spend(format!("client codes network {}", network(from)), CODES_OF_A_NETWORK, hour, now)?;
    let sent = limits.spend(format!("client codes address {org} {email}"), CODES_OF_AN_ADDRESS, hour, now).is_ok();
    let (id, browser) = (scope.id(), scope.house.ids.token());
    let until = now + Duration::minutes(CODE_MINUTES);
    let mut tx = scope.db().begin().await?;
    store::add_code(&mut tx, org, id, sha256_hex(browser.as_bytes()), email, now, until).await?;
    if sent {
        jobs::enqueue(&mut tx, &scope.house, Some(org), &SendCode { org, request: id }, now, None).await?;
    }
    tx.commit().await?;
    Ok(browser)
}

/// Tries a code in the browser that has this cookie.
///
/// # Errors
/// [`Error::TooMany`] for a network that tries too often.
pub async fn enter(scope: &Scope, browser: &str, typed: &str, from: IpAddr, device: &str) -> Result<Outcome> {
    let (org, now) = (scope.org_id(), scope.now);
    let bucket = format!("client tries network {}", network(from));
    scope.house.limits.spend(bucket, TRIES_OF_A_NETWORK, Duration::hours(1), now)?;
    // The try is counted before it is judged, in a transaction of its own: one that is lost half way counts too.
    let mut tx = scope.db().begin().await?;
    let counted = store::count_try(&mut tx, org, &sha256_hex(browser.as_bytes()), now).await?;
    tx.commit().await?;
    let Some(counted) = counted else { return Ok(Outcome::Over) };
    let is_right = counted.is(&scope.house.key, &digits(typed));
    let Some(contact) = counted.contact_id.filter(|_| is_right) else { return Ok(Outcome::Wrong(counted.left())) };
    let mut tx = scope.db().begin().await?;
    let contact = contacts::store::living(&mut tx, org, contact).await?;
    if contact.erased_at.is_some() || !store::use_code(&mut tx, org, counted.id, now).await? {
        return Ok(Outcome::Over);
    }
    let token = scope.house.ids.token();
    let until = now + Duration::days(CLIENT_DAYS);
    store::add_session(&mut tx, org, sha256_hex(token.as_bytes()), contact.id, device, now, until).await?;
    let scope = scope.acting_as_contact(contact.id, &contact.name);
    events::record(&mut tx, &scope, Event::SignedIn(contact.id)).await?;
    tx.commit().await?;
    Ok(Outcome::In(token))
}

/// A client changes what they are called and where they can be called.
///
/// # Errors
/// `contact_changed` when this version is not the present one any more.
pub async fn change_profile(scope: &Scope, client: &Client, version: i64, name: String, phone: String) -> Result<()> {
    let contact = contacts::store::by_id(scope.db(), scope.org_id(), client.contact_id).await?;
    let email = EmailAddress::parse(&contact.email).map_err(Error::broken)?;
    let wish = NewContact { name, email, phone, source: contact.source };
    contacts::actions::change(scope, contact.id, version, &wish).await
}

/// Ends the session of this cookie.
pub async fn leave(scope: &Scope, client: &Client, token: &str) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    store::end_session(&mut tx, scope.org_id(), client.contact_id, &sha256_hex(token.as_bytes())).await?;
    tx.commit().await
}

/// Ends every session of a client.
pub async fn leave_everywhere(scope: &Scope, client: &Client) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    store::end_sessions(&mut tx, scope.org_id(), client.contact_id).await?;
    tx.commit().await
}
