//! What the engines complain of, in the words of the house.

use crate::Error;
use sqlx::error::{DatabaseError, ErrorKind};

/// SQLite's extended code of `raise(abort, …)` in a trigger.
const SQLITE_RAISED: &str = "1811";
/// Postgres: a text with a NUL in it, or one that is not UTF-8.
const UNSTORABLE: [&str; 2] = ["22021", "22P05"];
/// Postgres: a time before or after all that it can keep.
const OUT_OF_TIME: &str = "22008";
/// Postgres: serialisation failure, deadlock, lock timeout. SQLite: busy, busy recovery, busy snapshot.
const TRY_AGAIN: [&str; 6] = ["40001", "40P01", "55P03", "5", "261", "517"];

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => return Error::NotFound,
            sqlx::Error::PoolTimedOut => return Error::Busy,
            _ => {}
        }
        let Some(database) = error.as_database_error() else { return Error::broken(error) };
        let code = database.code();
        match (database.kind(), code.as_deref()) {
            (_, Some(SQLITE_RAISED)) => Error::Conflict(database.message().to_owned()),
            (ErrorKind::UniqueViolation | ErrorKind::ExclusionViolation | ErrorKind::CheckViolation, _) => {
                Error::Conflict(rule(database))
            }
            // A link to something that is not there, or not in this organisation.
            (ErrorKind::ForeignKeyViolation, _) => Error::NotFound,
            (_, Some(code)) if UNSTORABLE.contains(&code) => {
                Error::invalid("text", "This holds a character that cannot be kept.")
            }
            (_, Some(OUT_OF_TIME)) => Error::invalid("time", "This time is too far away to be kept."),
            (_, Some(code)) if TRY_AGAIN.contains(&code) => Error::Busy,
            _ => Error::broken(error),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for Error {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        use sqlx::migrate::MigrateError;
        match error {
            MigrateError::VersionMissing(version) => Error::broken(format!(
                "the database was written by a newer Steward (its migration {version} is unknown here): start that version or a later one"
            )),
            MigrateError::VersionMismatch(version) => Error::broken(format!(
                "migration {version} of this database is not the one this Steward was built with"
            )),
            other => Error::broken(other),
        }
    }
}

/// The name of the rule that refused.
fn rule(error: &dyn DatabaseError) -> String {
    error.constraint().map(str::to_owned).unwrap_or_else(|| sqlite_rule(error.message()))
}

/// SQLite names the columns, Postgres the constraint: `UNIQUE constraint failed: users.org_id, users.email` becomes
/// Postgres's own default name, `users_org_id_email_key`.
fn sqlite_rule(message: &str) -> String {
    let Some((_, list)) = message.split_once("constraint failed: ") else { return message.to_owned() };
    if let Some(index) = list.strip_prefix("index ") {
        return index.trim_matches('\'').to_owned();
    }
    let Some((table, _)) = list.split_once('.') else { return list.to_owned() };
    let columns: Vec<&str> =
        list.split(", ").filter_map(|column| column.split_once('.').map(|(_, name)| name)).collect();
    format!("{table}_{}_key", columns.join("_"))
}

#[cfg(test)]
mod tests {
    use super::sqlite_rule;

    #[test]
    fn sqlites_complaints_get_postgres_names() {
        assert_eq!(sqlite_rule("UNIQUE constraint failed: users.org_id, users.email"), "users_org_id_email_key");
        assert_eq!(sqlite_rule("UNIQUE constraint failed: index 'grants_live'"), "grants_live");
        assert_eq!(sqlite_rule("CHECK constraint failed: bookings_span"), "bookings_span");
    }
}
