//! What operators do with users: let them out, let them in again, end their sessions, help with a password, and share
//! the work of running the installation.

use super::super::reactions::SendReset;
use super::super::{Event, store};
use kernel::db::Tx;
use kernel::{Error, Result, text};
use platform::{Errand, events, jobs};
use uuid::Uuid;

/// Longest reason for disabling somebody (characters).
const REASON_MAX: usize = 400;

/// Lets somebody not sign in any more; all their sessions end, and
/// all tokens of their programs.
///
/// # Errors
/// `last_operator` when nobody would be left to run the installation; `user_changed` when they are disabled already; a
/// problem at `reason`.
pub async fn disable(errand: &Errand, user: Uuid, reason: &str) -> Result<()> {
    let reason = text::line(reason, REASON_MAX).map_err(|message| Error::invalid("reason", message))?;
    let mut tx = errand.db().begin().await?;
    store::lock_operators(&mut tx).await?;
    if !store::disable(&mut tx, user, errand.now).await? {
        return Err(Error::conflict("user_changed"));
    }
    keep_an_operator(&mut tx).await?;
    store::end_other_sessions(&mut tx, user, None).await?;
    store::end_tokens(&mut tx, user, errand.now).await?;
    store::use_all_resets(&mut tx, user, errand.now).await?;
    events::record_in_house(&mut tx, errand, Event::Disabled(user, reason)).await?;
    tx.commit().await
}

/// Lets somebody sign in again, with what they hold still.
///
/// # Errors
/// `user_changed` when they are not disabled.
pub async fn enable(errand: &Errand, user: Uuid) -> Result<()> {
    let mut tx = errand.db().begin().await?;
    if !store::enable(&mut tx, user).await? {
        return Err(Error::conflict("user_changed"));
    }
    events::record_in_house(&mut tx, errand, Event::Enabled(user)).await?;
    tx.commit().await
}

/// Signs somebody out everywhere: on all devices, and in all programs that signed in. Tokens that they made by hand stay.
/// Answers how many that were.
pub async fn end_sessions(errand: &Errand, user: Uuid) -> Result<u64> {
    super::end_other_devices(errand, user, None).await
}

/// Has a link for a new password sent to somebody.
///
/// # Errors
/// [`Error::NotFound`] for somebody who may not sign in.
pub async fn send_reset(errand: &Errand, user: Uuid) -> Result<()> {
    let mut tx = errand.db().begin().await?;
    let account = store::account_by_id(&mut tx, user).await?;
    let job = SendReset { request: errand.id(), email: account.email };
    jobs::enqueue(&mut tx, &errand.house, None, &job, errand.now, None).await?;
    events::record_in_house(&mut tx, errand, Event::ResetSent(user)).await?;
    tx.commit().await
}

/// Makes somebody an operator, or an operator somebody like everybody else. Holds from the next request on.
///
/// # Errors
/// `last_operator` when nobody would be left; `user_changed` when they are it already, are it no more, or are disabled.
pub async fn set_operator(errand: &Errand, user: Uuid, operator: bool) -> Result<()> {
    let mut tx = errand.db().begin().await?;
    store::lock_operators(&mut tx).await?;
    if !store::set_operator(&mut tx, user, operator).await? {
        return Err(Error::conflict("user_changed"));
    }
    keep_an_operator(&mut tx).await?;
    events::record_in_house(&mut tx, errand, Event::OperatorChanged(user, operator)).await?;
    tx.commit().await
}

async fn keep_an_operator(tx: &mut Tx) -> Result<()> {
    if store::count_operators(tx).await? == 0 { Err(Error::conflict("last_operator")) } else { Ok(()) }
}
