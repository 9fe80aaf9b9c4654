//! Making a backup, and removing those whose turn is over.

use super::events::Event;
use super::model::MadeBy;
use super::reactions::Now;
use super::{bytes, store};
use crate::archive::{Checked, FORMAT, Head, Writer};
use kernel::db::Engine;
use kernel::{Error, Result};
use platform::backups::Plan;
use platform::events::seal;
use platform::jobs::Job;
use platform::{Errand, House, events, jobs, quarantine};
use std::path::Path;
use uuid::Uuid;

/// Writes the whole house into this file, which must not exist yet, and notes what became of it.
///
/// # Errors
/// When it could not be made; that is noted too, and an event.
pub async fn make(house: &House, file: &Path, made_by: MadeBy) -> Result<Checked> {
    make_for(house, file, (made_by, None)).await
}

async fn make_for(house: &House, file: &Path, by: (MadeBy, Option<Uuid>)) -> Result<Checked> {
    let id = house.id();
    // It says that it reads before the snapshot: what is removed after this was gone before it.
    let until = bytes::reads_until(house);
    store::begin(&house.db, id, by, &file.display().to_string(), (house.now(), until)).await?;
    let written = tokio::select! {
        written = write(house, file) => written,
        never = bytes::go_on_reading(house, id) => match never {},
    };
    match written {
        Ok(made) => {
            note_success(house, id, &made).await?;
            Ok(made)
        }
        Err(error) => {
            note_failure(house, id, &error.to_string()).await?;
            Err(error)
        }
    }
}

async fn write(house: &House, file: &Path) -> Result<Checked> {
    let named = quarantine::identity(house).await?;
    let steps = house.db.steps_taken().await?;
    let taken_at = house.now();
    let mut snapshot = house.db.snapshot().await?;
    let head = Head {
        steward_backup: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        steps,
        engine: match house.db.engine() {
            Engine::Sqlite => "sqlite".to_owned(),
            Engine::Postgres => "postgres".to_owned(),
        },
        instance: named.map(|(instance, _)| instance),
        epoch: named.map(|(_, epoch)| epoch),
        taken_at,
        key_mark: seal::key_mark(&house.key),
        last_seal: seal::last_hash(snapshot.on()).await?,
    };
    let mut writer = Writer::begin(file, &head)?;
    writer.tables(&mut snapshot).await?;
    let listed = bytes::list(house, &mut snapshot).await?;
    drop(snapshot); // bytes may take hours, and the database would have to remember all of them
    bytes::pack(house, &listed, &mut writer).await?;
    writer.finish().await
}

/// One that lacks bytes is told as well, although it is kept and counts: nothing else holds the rest.
async fn note_success(house: &House, id: Uuid, made: &Checked) -> Result<()> {
    let mut tx = house.db.begin().await?;
    store::succeed(&mut tx, id, made, house.now()).await?;
    let missing = made.files().lost;
    if missing > 0 {
        tracing::error!(missing, "a backup lacks the bytes of files");
        let event = Event::Incomplete { backup: id, missing };
        events::record_in_house(&mut tx, &Errand::unattended(house, "-"), event).await?;
    }
    tx.commit().await
}

async fn note_failure(house: &House, id: Uuid, error: &str) -> Result<()> {
    tracing::error!(error, "a backup failed");
    let mut tx = house.db.begin().await?;
    store::fail(&mut tx, id, error, house.now()).await?;
    events::record_in_house(&mut tx, &Errand::unattended(house, "-"), Event::Failed { backup: id, error }).await?;
    tx.commit().await
}

/// Is a scheduled backup being made by somebody else? Either its job says so, or, while that could not keep its lease, the
/// backup itself.
pub(super) async fn others_at_work(house: &House, jobs: [&str; 2]) -> Result<bool> {
    Ok(store::others_at_work(&house.db, jobs, house.now()).await?
        || store::being_made(&house.db, bytes::is_made_beyond(house)).await?)
}

/// Scheduled backups that were being made when the house stopped have failed; one that is being made has not.
pub(super) async fn abandon(house: &House) -> Result<()> {
    let why = "The house stopped while it was being made.";
    let mut tx = house.db.begin().await?;
    let left = store::abandon(&mut tx, why, bytes::is_made_beyond(house), house.now()).await?;
    let errand = Errand::unattended(house, "-");
    for (id, _) in &left {
        events::record_in_house(&mut tx, &errand, Event::Failed { backup: *id, error: why }).await?;
    }
    tx.commit().await?;
    for (_, file) in left {
        let _ = std::fs::remove_file(format!("{file}.part")); // most often there is none
    }
    Ok(())
}

/// An operator wants one now and does not wait for its turn: a job makes it. That it was asked for is told.
///
/// # Errors
/// `no_backup_folder` where no plan says where it is put; `backup_asked` while one that was asked for is not made yet.
pub async fn ask(errand: &Errand) -> Result<()> {
    let asked_by = errand.user_id().ok_or(Error::SignIn)?;
    if errand.house.settings.backups.is_none() {
        return Err(Error::conflict("no_backup_folder"));
    }
    let mut tx = errand.db().begin().await?;
    if store::asked(&mut tx, Now::NAME).await? {
        return Err(Error::conflict("backup_asked"));
    }
    let job = Now { asked_by };
    jobs::enqueue(&mut tx, &errand.house, None, &job, errand.now, Some(Now::NAME.to_owned())).await?;
    events::record_in_house(&mut tx, errand, Event::Asked).await?;
    tx.commit().await
}

/// Makes one as the plan says, and removes those whose turn is over.
pub(super) async fn make_scheduled(house: &House, plan: &Plan, asked_by: Option<Uuid>) -> Result<()> {
    std::fs::create_dir_all(&plan.folder)
        .map_err(|error| Error::broken(format!("cannot make the folder {}: {error}", plan.folder.display())))?;
    let name = format!("steward-{}.backup.gz", house.now().format("%Y%m%dT%H%M%S%6fZ"));
    make_for(house, &plan.folder.join(name), (MadeBy::Schedule, asked_by)).await?;
    prune(house, plan).await
}

async fn prune(house: &House, plan: &Plan) -> Result<()> {
    let kept = store::kept(&house.db).await?;
    let times: Vec<_> = kept.iter().map(|backup| (backup.id, backup.started_at)).collect();
    let spare = plan.keep.spare(&times);
    // The newest that lacks nothing outlives those after it that do.
    let whole = kept.iter().rfind(|backup| backup.files_missing == 0).map(|backup| backup.id);
    for backup in kept.iter().filter(|backup| spare.contains(&backup.id) && Some(backup.id) != whole) {
        match std::fs::remove_file(&backup.file) {
            Ok(()) => {}
            // Somebody was tidier, or it lies on another node's disk.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                tracing::warn!(%error, file = backup.file, "a backup whose turn is over cannot be removed");
                continue;
            }
        }
        store::forget(&house.db, backup.id, house.now()).await?;
    }
    Ok(())
}
