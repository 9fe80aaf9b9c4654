//! What happens to tokens: a program signs in, gets the next pair, leaves; a person makes one and takes it back.

use super::Event;
use super::model::{ACCESS_HOURS, NewPersonal, PERSONAL_MAX, Pair, REFRESH_DAYS, Stored};
use super::store::{self, NewToken};
use crate::identity::actions::{Attempt, sign_in as check_password};
use chrono::{DateTime, Duration, Utc};
use kernel::crypto::sha256_hex;
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::bearer::Kind;
use platform::events::record_in_house;
use platform::{Errand, Feature, House, User, context};
use std::net::IpAddr;
use uuid::Uuid;

/// A refresh token that comes again within this time lost a race of its own program, and is refused without more ado
/// (seconds). Later it is a theft.
pub const RACE_SECONDS: i64 = 10;
/// A personal token that was made just now is shown again to whoever sends its form again (minutes).
const SHOWN_AGAIN_MINUTES: i64 = 10;
/// Refreshes and revocations from one address within a minute.
const TRIES_A_MINUTE: u32 = 120;
/// What the key signs when it makes a personal token of its form's key.
const PURPOSE: &str = "personal token";

/// A program and where it calls from.
#[derive(Debug, Clone)]
pub struct Program {
    /// What it calls itself.
    pub name: String,
    /// Where it calls from.
    pub address: IpAddr,
    /// The request's id.
    pub request_id: String,
}

/// Signs a program in with a user's password; `org` binds the tokens to one organisation, by its name in addresses. None
/// for a wrong password, or an unknown address, alike.
///
/// # Errors
/// [`Error::TooMany`] as on the sign-in page; a problem at `organisation` for one the user may not enter.
pub async fn sign_in(
    house: &House,
    email: &str,
    password: &str,
    org: Option<&str>,
    program: &Program,
) -> Result<Option<Pair>> {
    let attempt =
        Attempt { email: email.to_owned(), password: password.to_owned(), address: program.address, known: None };
    let Some(account) = check_password(house, &attempt).await? else { return Ok(None) };
    let now = house.now();
    let bound_to = match org {
        None => None,
        Some(slug) => match context::enter(&house.db, slug, account.id, now).await {
            Ok((org, _)) => Some((org.id, org.slug)),
            Err(Error::NotFound) => {
                return Err(Error::invalid("organisation", "You belong to no organisation of this name."));
            }
            Err(error) => return Err(error),
        },
    };
    let line = Line { user: account.id, family: house.id(), generation: 0, bound_to };
    let mut tx = house.db.begin().await?;
    let pair = pair(&mut tx, house, &line, program, now).await?;
    tx.commit().await?;
    Ok(Some(pair))
}

/// Gets the next pair. None for a token that gets none: unknown, over, revoked, or used.
///
/// # Errors
/// [`Error::TooMany`] for an address that asks too often.
pub async fn refresh(house: &House, word: &str, program: &Program) -> Result<Option<Pair>> {
    spend(house, program)?;
    let now = house.now();
    let Some(token) = known(house, word, Kind::Refresh).await? else { return Ok(None) };
    if let Some(used) = token.rotated_at {
        // Whoever comes second within a moment is the same program; later somebody has a copy.
        if token.revoked_at.is_none() && now - used > Duration::seconds(RACE_SECONDS) {
            end_stolen(house, &token, program).await?;
        }
        return Ok(None);
    }
    if token.revoked_at.is_some() || token.expires_at <= now {
        return Ok(None);
    }
    let line = Line {
        user: token.user_id,
        family: token.family,
        generation: token.generation + 1,
        bound_to: token.bound_to.zip(token.slug),
    };
    let mut tx = house.db.begin().await?;
    if !store::rotate(&mut tx, token.id, now).await? {
        return Ok(None);
    }
    match pair(&mut tx, house, &line, program, now).await {
        Ok(pair) => {
            store::end_access_before(&mut tx, line.family, line.generation, now).await?;
            tx.commit().await?;
            Ok(Some(pair))
        }
        Err(error) if is_same_generation(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The program leaves: its token and all that came from the same sign-in end.
pub async fn sign_out(house: &House, family: Uuid) -> Result<()> {
    let mut tx = house.db.begin().await?;
    store::end_family(&mut tx, family, house.now()).await?;
    tx.commit().await
}

/// Ends a token of any kind, with its family, for whoever holds it. Nothing for one that is none of ours.
///
/// # Errors
/// [`Error::TooMany`] for an address that asks too often.
pub async fn revoke(house: &House, word: &str, program: &Program) -> Result<()> {
    spend(house, program)?;
    let Some(kind) = Kind::of(word) else { return Ok(()) };
    match known(house, word, kind).await? {
        Some(token) => sign_out(house, token.family).await,
        None => Ok(()),
    }
}

/// Makes a personal token; answers its word, which nobody sees again. It is worked out from the form's key, so that a second
/// click makes the same one.
///
/// # Errors
/// A problem at `name` when there are too many, at `organisation` where the API is switched off, at `key` for a form that was sent long ago.
pub async fn make_personal(
    house: &House,
    user: &User,
    wish: &NewPersonal,
    key: &str,
    request_id: &str,
) -> Result<String> {
    if key.len() < 32 {
        return Err(Error::invalid("key", "This form has no valid key. Load the page again."));
    }
    if let Some(org) = wish.bound_to
        && !context::org_by_id(&house.db, org).await?.has(Feature::Api)
    {
        return Err(Error::invalid("organisation", house.refusal(Feature::Api.rule())));
    }
    let now = house.now();
    let word = Kind::Personal.word(&secret(house, user.id, key));
    let token_hash = sha256_hex(word.as_bytes());
    let live = store::personals(&house.db, user.id, now).await?;
    if live.len() >= PERSONAL_MAX {
        return Err(Error::invalid("name", "You have fifty tokens already. Take one back first."));
    }
    let (id, scopes) =
        (house.id(), wish.scopes.as_ref().map(|scopes| scopes.iter().map(|perm| perm.name().to_owned()).collect()));
    let mut tx = house.db.begin().await?;
    let token = NewToken {
        id,
        token_hash,
        kind: Kind::Personal,
        user: user.id,
        bound_to: wish.bound_to,
        family: id,
        generation: 0,
        name: wish.name.clone(),
        scopes: Clone::clone(&scopes),
        made_for: String::new(),
        now,
        until: now + Duration::days(wish.days),
    };
    match store::add(&mut tx, token).await {
        Ok(()) => {}
        Err(error) if error.is_conflict("api_tokens_token_hash_key") => {
            let recent = live.iter().any(|known| {
                known.name == wish.name && now - known.created_at < Duration::minutes(SHOWN_AGAIN_MINUTES)
            });
            let over = || Error::invalid("key", "This token was made before. Load the page again for another one.");
            return if recent { Ok(word) } else { Err(over()) };
        }
        Err(error) => return Err(error),
    }
    let errand = Errand::unattended(house, request_id).by(user);
    record_in_house(&mut tx, &errand, Event::Made(id, wish.name.clone(), scopes)).await?;
    tx.commit().await?;
    Ok(word)
}

/// Takes a personal token back, from the next request on.
///
/// # Errors
/// [`Error::NotFound`] for one that is not theirs, or over.
pub async fn revoke_personal(house: &House, user: &User, id: Uuid, request_id: &str) -> Result<()> {
    let mut tx = house.db.begin().await?;
    if !store::revoke_personal(&mut tx, user.id, id, house.now()).await? {
        return Err(Error::NotFound);
    }
    let errand = Errand::unattended(house, request_id).by(user);
    record_in_house(&mut tx, &errand, Event::Revoked(id)).await?;
    tx.commit().await
}

/// The pair of one generation of a sign-in.
struct Line {
    user: Uuid,
    family: Uuid,
    generation: i64,
    bound_to: Option<(Uuid, String)>,
}

async fn pair(tx: &mut Tx, house: &House, line: &Line, program: &Program, now: DateTime<Utc>) -> Result<Pair> {
    let access_until = now + Duration::hours(ACCESS_HOURS);
    let refresh_until = now + Duration::days(REFRESH_DAYS);
    let access = Kind::Access.word(&house.ids.token());
    let refresh = Kind::Refresh.word(&house.ids.token());
    for (kind, word, until) in [(Kind::Refresh, &refresh, refresh_until), (Kind::Access, &access, access_until)] {
        let token = NewToken {
            id: house.id(),
            token_hash: sha256_hex(word.as_bytes()),
            kind,
            user: line.user,
            bound_to: line.bound_to.as_ref().map(|(id, _)| *id),
            family: line.family,
            generation: line.generation,
            name: String::new(),
            scopes: None,
            made_for: program.name.clone(),
            now,
            until,
        };
        store::add(tx, token).await?;
    }
    let bound_to = line.bound_to.as_ref().map(|(_, slug)| slug.clone());
    Ok(Pair { access, access_until, refresh, refresh_until, bound_to })
}

/// Postgres names the index, SQLite its columns.
fn is_same_generation(error: &Error) -> bool {
    error.is_conflict("api_tokens_generation") || error.is_conflict("api_tokens_family_kind_generation_key")
}

async fn end_stolen(house: &House, token: &Stored, program: &Program) -> Result<()> {
    let mut tx = house.db.begin().await?;
    store::end_family(&mut tx, token.family, house.now()).await?;
    let event = Event::Reused { user: token.user_id, family: token.family, address: program.address.to_string() };
    record_in_house(&mut tx, &Errand::unattended(house, &program.request_id), event).await?;
    tx.commit().await?;
    tracing::warn!(user = %token.user_id, family = %token.family, "a refresh token was used a second time; its family was ended");
    Ok(())
}

async fn known(house: &House, word: &str, kind: Kind) -> Result<Option<Stored>> {
    if Kind::of(word) != Some(kind) {
        return Ok(None);
    }
    let found = store::by_hash(&house.db, &sha256_hex(word.as_bytes())).await?;
    Ok(found.filter(|token| token.kind == kind.name()))
}

fn spend(house: &House, program: &Program) -> Result<()> {
    let bucket = format!("tokens {}", crate::identity::policy::network(program.address));
    house.limits.spend(bucket, TRIES_A_MINUTE, Duration::minutes(1), house.now())
}

/// 256 bits that nobody can work out without the house's key.
fn secret(house: &House, user: Uuid, key: &str) -> String {
    let signature = house.key.sign(PURPOSE, format!("{user} {key}").as_bytes());
    signature.iter().map(|byte| format!("{byte:02x}")).collect()
}
