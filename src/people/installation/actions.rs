//! Setting up the house, and the code that guards it.

use super::model::NewSetUp;
use super::store;
use crate::identity;
use crate::identity::policy::network;
use crate::orgs;
use crate::orgs::actions::Founding;
use kernel::crypto::equal;
use kernel::{Error, Result, password};
use platform::{House, Org, User, throttle};
use std::net::IpAddr;
use std::sync::PoisonError;

/// Letters of the code: 27 to the power of 12 is beyond guessing at the rate that is allowed.
const CODE_LETTERS: usize = 12;

/// While the house is not set up: makes the one-time code and prints it in the log.
pub async fn offer_set_up(house: &House) -> Result<()> {
    if identity::store::is_set_up(&house.db).await? {
        return Ok(());
    }
    let code = house.ids.code(CODE_LETTERS);
    // At the level of a warning, so that no usual filter hides it.
    tracing::warn!("nobody has set up this house: do so at {} with the code {}", house.url("/set-up"), spaced(&code));
    *house.set_up_code.lock().unwrap_or_else(PoisonError::into_inner) = Some(code);
    Ok(())
}

/// Is this the code? Whoever guesses has to wait longer and longer.
///
/// # Errors
/// [`Error::TooMany`] while their network has to wait.
pub(super) async fn is_code(house: &House, typed: &str, from: IpAddr) -> Result<bool> {
    let bucket = format!("set-up {}", network(from));
    throttle::check(&house.db, &bucket, house.now()).await?;
    let typed: String = typed.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let code = house.set_up_code.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let right = code.is_some_and(|code| equal(code.as_bytes(), typed.as_bytes()));
    if !right {
        throttle::fail(&house.db, &bucket, house.now()).await?;
    }
    Ok(right)
}

/// Makes the operator and the first organisation, whose owner they are. The code is worth nothing afterwards.
///
/// # Errors
/// `set_up_already` when somebody else was quicker; problems at `email`, `slug` and `file`.
pub async fn set_up(house: &House, wish: NewSetUp) -> Result<(User, Org)> {
    let hash = password::hash(&wish.user.password, &house.ids).await?;
    let founding = Founding::prepare(house, wish.org).await?;
    let mut tx = house.db.begin().await?;
    if !store::claim(&mut tx, house.now()).await? {
        return Err(Error::conflict("set_up_already"));
    }
    let user = identity::actions::add_user(&mut tx, house, &wish.user, hash, true).await?;
    let org = orgs::actions::found(&mut tx, house, founding, &user).await?;
    tx.commit().await?;
    *house.set_up_code.lock().unwrap_or_else(PoisonError::into_inner) = None;
    Ok((user, org))
}

/// `ABCD-EFGH-JKMN`: as it is read out.
fn spaced(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(4).map(|chunk| chunk.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}
