//! What happens to users: made, let in, given another password.

mod keeping;

pub use keeping::{disable, enable, end_sessions, send_reset, set_operator};

use super::model::{Account, NewUser, address, person_name};
use super::policy::{KnownDevice, network};
use super::reactions::SendReset;
use super::{Event, store};
use chrono::Duration;
use kernel::crypto::sha256_hex;
use kernel::db::Tx;
use kernel::{Error, Problems, Result, password};
use platform::metrics::Counter;
use platform::{Actor, Errand, House, User, events, jobs, throttle};
use std::net::IpAddr;
use uuid::Uuid;

/// Tries to sign in to one account within a minute, right or wrong: what runs side by side is counted here.
const TRIES_A_MINUTE: u32 = 20;
/// Tries to sign in from one network within a minute, to any account, from devices we do not know.
const TRIES_OF_A_NETWORK: u32 = 60;
/// New passwords asked for from one network within an hour.
const RESETS_OF_A_NETWORK: u32 = 20;
/// Mails with a link for a new password to one address within an hour.
const RESETS_OF_AN_ADDRESS: u32 = 3;

/// A try to sign in.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// As typed.
    pub email: String,
    /// As typed.
    pub password: String,
    /// Where it comes from.
    pub address: IpAddr,
    /// What the browser proved to be.
    pub known: Option<KnownDevice>,
}

/// Makes a user who can sign in at once.
///
/// # Errors
/// Problems at `email`, `name` and `password`.
pub async fn create_user(house: &House, email: &str, name: &str, password: &str, operator: bool) -> Result<User> {
    let wish = NewUser::parse(email, name, password).map_err(Error::Invalid)?;
    let hash = password::hash(&wish.password, &house.ids).await?;
    let mut tx = house.db.begin().await?;
    let user = add_user(&mut tx, house, &wish, hash, operator).await?;
    tx.commit().await?;
    Ok(user)
}

/// A part of other actions: adds the user, whose password was hashed before the transaction began.
///
/// # Errors
/// A problem at `email` when the address is taken.
pub async fn add_user(tx: &mut Tx, house: &House, wish: &NewUser, hash: String, operator: bool) -> Result<User> {
    let (id, now) = (house.id(), house.now());
    let user = User { id, email: wish.email.key(), name: wish.name.clone(), is_operator: operator };
    match store::add_user(tx, id, user.email.clone(), &user.name, hash, operator, now).await {
        Ok(()) => {
            let made = Event::Created { user: id, name: user.name.clone(), operator };
            events::record_in_house(tx, &Errand::unattended(house, "-").by(&user), made).await?;
            Ok(user)
        }
        Err(error) if error.is_conflict("users_email_key") => {
            Err(Error::invalid("email", "Somebody with this address has an account already."))
        }
        Err(error) => Err(error),
    }
}

/// A part of other actions: adds a user without a password, who is sent a link to choose one.
///
/// # Errors
/// A problem at `email` when the address is taken.
pub async fn add_invited(tx: &mut Tx, errand: &Errand, user: &User) -> Result<()> {
    match store::add_without_password(tx, user.id, user.email.clone(), &user.name, errand.now).await {
        Ok(()) => {
            let made = Event::Created { user: user.id, name: user.name.clone(), operator: false };
            events::record_in_house(tx, errand, made).await.map(drop)
        }
        Err(error) if error.is_conflict("users_email_key") => {
            Err(Error::invalid("email", "Somebody with this address has an account already."))
        }
        Err(error) => Err(error),
    }
}

/// Lets somebody in who knows the password, or nobody. Known and unknown accounts cost the same work.
///
/// # Errors
/// [`Error::TooMany`] while the account, the network or the known device has to wait.
pub async fn sign_in(house: &House, attempt: &Attempt) -> Result<Option<Account>> {
    let now = house.now();
    let key = address(&attempt.email).map_or_else(|_| attempt.email.trim().to_lowercase(), |address| address.key());
    let account = store::account_by_email(&house.db, &key).await?;
    let known = attempt.known.filter(|known| account.as_ref().is_some_and(|account| account.id == known.user));
    let network = network(attempt.address);
    // A known device is judged by its own bucket only: strangers who guess at the account cannot lock out its owner.
    let buckets = match known {
        Some(known) => vec![(format!("sign-in device {}", known.device), TRIES_A_MINUTE)],
        // The network's first: who has spent that spends nothing of the account's.
        None => vec![
            (format!("sign-in network {network}"), TRIES_OF_A_NETWORK),
            (format!("sign-in account {}", sha256_hex(key.as_bytes())), TRIES_A_MINUTE),
        ],
    };
    for (bucket, most) in &buckets {
        let spent = house.limits.spend(bucket.clone(), *most, Duration::minutes(1), now);
        let checked = if spent.is_ok() { throttle::check(&house.db, bucket, now).await } else { spent };
        checked.inspect_err(|_| house.metrics.count(Counter::SignIns, "slowed"))?;
    }
    // What cannot be a password is not hashed, but costs the same.
    let typed = if attempt.password.chars().count() > password::PASSWORD_MAX { "" } else { attempt.password.as_str() };
    let hash = account.as_ref().and_then(|account| account.password_hash.as_deref());
    if password::verify(typed, hash).await? {
        // The network's failures stay: an account of one's own must not buy new guesses at others'.
        if let Some((own, _)) = buckets.last() {
            throttle::clear(&house.db, own).await?;
        }
        house.metrics.count(Counter::SignIns, "succeeded");
        return Ok(account);
    }
    for (bucket, _) in &buckets {
        throttle::fail(&house.db, bucket, now).await?;
    }
    house.metrics.count(Counter::SignIns, "failed");
    // Also for an unknown address, so that the time it takes tells nothing. The address itself is not kept.
    let mut tx = house.db.begin().await?;
    let failed = Event::SignInFailed(account.map_or(Uuid::nil(), |account| account.id));
    events::record_in_house(&mut tx, &Errand::unattended(house, "-"), failed).await?;
    tx.commit().await?;
    Ok(None)
}

/// Notes that somebody has signed in: their session has begun.
pub async fn note_sign_in(errand: &Errand, user: Uuid) -> Result<()> {
    let mut tx = errand.db().begin().await?;
    events::record_in_house(&mut tx, errand, Event::SignedIn(user)).await?;
    tx.commit().await
}

/// Notes that somebody has signed out.
pub async fn note_sign_out(errand: &Errand, user: Uuid) -> Result<()> {
    let mut tx = errand.db().begin().await?;
    events::record_in_house(&mut tx, errand, Event::SessionsEnded { user, count: 1 }).await?;
    tx.commit().await
}

/// Gives a user another name.
///
/// # Errors
/// A problem at `name`.
pub async fn rename(errand: &Errand, user: Uuid, name: &str) -> Result<()> {
    let name = person_name(name).map_err(|message| Error::invalid("name", message))?;
    let mut tx = errand.db().begin().await?;
    let before = store::account_by_id(&mut tx, user).await?.name;
    if before != name {
        store::rename(&mut tx, user, &name).await?;
        events::record_in_house(&mut tx, errand, Event::Renamed(user, before, name)).await?;
    }
    tx.commit().await
}

/// Says whether an operator is told by mail what is wrong with the house. The same choice again is none.
pub async fn choose_alarms(errand: &Errand, user: Uuid, wanted: bool) -> Result<()> {
    let mut tx = errand.db().begin().await?;
    if store::choose_alarms(&mut tx, user, wanted).await? {
        events::record_in_house(&mut tx, errand, Event::AlarmsChosen(user, wanted)).await?;
    }
    tx.commit().await
}

/// Gives a user another password, and ends their sessions but the one whose hash is given.
///
/// # Errors
/// A problem at `password`; [`Error::NotFound`] for an unknown user.
pub async fn set_password(errand: &Errand, user: Uuid, password: &str, keep_session: Option<String>) -> Result<()> {
    let house = &errand.house;
    let account = store::account_by_id(&house.db, user).await?;
    password::check(password, &account.email).map_err(|message| Error::invalid("password", message))?;
    let hash = password::hash(password, &house.ids).await?;
    let mut tx = house.db.begin().await?;
    replace_password(&mut tx, errand, user, hash, keep_session.as_deref()).await?;
    tx.commit().await
}

/// Gives the user with this address another password, for an operator at the command line. All their sessions end.
///
/// # Errors
/// [`Error::NotFound`] for an unknown address; a problem at `password`.
pub async fn reset_by_operator(house: &House, email: &str, password: &str) -> Result<()> {
    let email = address(email).map_err(|message| Error::invalid("email", message))?;
    let account = store::account_by_email(&house.db, &email.key()).await?.ok_or(Error::NotFound)?;
    set_password(&Errand::unattended(house, "-"), account.id, password, None).await?;
    let bucket = format!("sign-in account {}", sha256_hex(account.email.as_bytes()));
    throttle::clear(&house.db, &bucket).await
}

/// A user changes their own password; the session with this hash goes on, all others end.
///
/// # Errors
/// Problems at `current` and `password`; [`Error::TooMany`] after several wrong ones.
pub async fn change_password(
    errand: &Errand,
    user: Uuid,
    current: &str,
    password: &str,
    session: Option<String>,
) -> Result<()> {
    let house = &errand.house;
    let (now, account) = (errand.now, store::account_by_id(&house.db, user).await?);
    let bucket = format!("password of {user}");
    house.limits.spend(bucket.clone(), TRIES_A_MINUTE, Duration::minutes(1), now)?;
    throttle::check(&house.db, &bucket, now).await?;
    let mut problems = Problems::new();
    if password::verify(current, account.password_hash.as_deref()).await? {
        throttle::clear(&house.db, &bucket).await?;
    } else {
        throttle::fail(&house.db, &bucket, now).await?;
        problems.add("current", "This is not your password.");
    }
    problems.take("password", password::check(password, &account.email));
    problems.check()?;
    set_password(errand, user, password, session).await
}

/// Somebody asks for a new password. Whether the address is known is found out later and elsewhere, so that neither the
/// answer nor its time tells.
///
/// # Errors
/// A problem at `email` that cannot be an address; [`Error::TooMany`] for a network that asks too often.
pub async fn ask_for_reset(house: &House, email: &str, from: IpAddr) -> Result<()> {
    let (now, email) = (house.now(), address(email).map_err(|message| Error::invalid("email", message))?);
    let hour = Duration::hours(1);
    house.limits.spend(format!("reset network {}", network(from)), RESETS_OF_A_NETWORK, hour, now)?;
    if house.limits.spend(format!("reset address {}", email.key()), RESETS_OF_AN_ADDRESS, hour, now).is_err() {
        return Ok(()); // silently: the mails that were sent already can be used
    }
    let mut tx = house.db.begin().await?;
    jobs::enqueue(&mut tx, house, None, &SendReset { request: house.id(), email: email.key() }, now, None).await?;
    tx.commit().await
}

/// Uses the link of a mail: another password, and all sessions end.
///
/// # Errors
/// A problem at `password`; [`Error::NotFound`] for a link that is used, too old, or none of ours.
pub async fn reset_password(house: &House, token: &str, password: &str) -> Result<()> {
    let token_hash = sha256_hex(token.as_bytes());
    let account = store::reset_by_hash(&house.db, &token_hash, house.now()).await?.ok_or(Error::NotFound)?;
    password::check(password, &account.email).map_err(|message| Error::invalid("password", message))?;
    let hash = password::hash(password, &house.ids).await?;
    let mut tx = house.db.begin().await?;
    let user = store::use_reset(&mut tx, &token_hash, house.now()).await?.ok_or(Error::NotFound)?;
    let actor = Actor::User { id: user, name: account.name.clone() };
    let errand = Errand { actor, ..Errand::unattended(house, "-") };
    replace_password(&mut tx, &errand, user, hash, None).await?;
    tx.commit().await?;
    // They proved that the mailbox is theirs: wrong guesses of others do not make them wait.
    let bucket = format!("sign-in account {}", sha256_hex(account.email.as_bytes()));
    throttle::clear(&house.db, &bucket).await
}

/// Ends one device of a user, or all but the one they sit at.
///
/// # Errors
/// [`Error::NotFound`] for a device that is not theirs.
pub async fn end_device(errand: &Errand, user: Uuid, session: &str) -> Result<()> {
    let mut tx = errand.db().begin().await?;
    if !store::end_session(&mut tx, user, session).await? {
        return Err(Error::NotFound);
    }
    events::record_in_house(&mut tx, errand, Event::SessionsEnded { user, count: 1 }).await?;
    tx.commit().await
}

/// Ends what one program got by signing in as a user.
///
/// # Errors
/// [`Error::NotFound`] for a sign-in that is not theirs, or over.
pub async fn end_program(errand: &Errand, user: Uuid, family: Uuid) -> Result<()> {
    let mut tx = errand.db().begin().await?;
    if store::end_programs(&mut tx, user, Some(family), errand.now).await? == 0 {
        return Err(Error::NotFound);
    }
    events::record_in_house(&mut tx, errand, Event::SessionsEnded { user, count: 1 }).await?;
    tx.commit().await
}

/// Signs a user out on all devices but the one they sit at, and in all programs that signed in. Answers how many.
pub async fn end_other_devices(errand: &Errand, user: Uuid, keep: Option<&str>) -> Result<u64> {
    let mut tx = errand.db().begin().await?;
    let programs = store::programs(&mut tx, user, errand.now).await?.len() as u64;
    store::end_programs(&mut tx, user, None, errand.now).await?;
    let ended = programs + store::end_other_sessions(&mut tx, user, keep).await?;
    if ended > 0 {
        events::record_in_house(&mut tx, errand, Event::SessionsEnded { user, count: ended }).await?;
    }
    tx.commit().await?;
    Ok(ended)
}

async fn replace_password(tx: &mut Tx, errand: &Errand, user: Uuid, hash: String, keep: Option<&str>) -> Result<()> {
    if !store::set_hash(tx, user, hash).await? {
        return Err(Error::NotFound);
    }
    store::end_other_sessions(tx, user, keep).await?;
    store::end_tokens(tx, user, errand.now).await?;
    store::use_all_resets(tx, user, errand.now).await?;
    events::record_in_house(tx, errand, Event::PasswordChanged(user)).await.map(drop)
}
