//! Postgres tells its clients things: what one node says, all of them hear. SQLite has one node.

use super::connect::Pools;
use super::{Db, Either, Sql, sql};
use crate::Result;
use sqlx::postgres::PgListener;

/// Ears at a channel. After a lost connection they are opened again; what was said meanwhile is not heard.
pub struct Listener(PgListener);

impl Db {
    /// Ears at a channel; none on SQLite.
    pub async fn listen(&self, channel: &str) -> Result<Option<Listener>> {
        let Pools::Postgres(pool) = self.pools() else { return Ok(None) };
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(channel).await?;
        Ok(Some(Listener(listener)))
    }
}

impl Listener {
    /// The next thing that is said.
    pub async fn next(&mut self) -> Result<String> {
        Ok(self.0.recv().await?.payload().to_owned())
    }
}

/// Says something at a channel, heard when and only when the transaction commits. On SQLite it says nothing.
pub fn notify(channel: &'static str, text: String) -> Sql {
    sql(Either { sqlite: "select $1, $2", postgres: "select pg_notify($1, $2)" }).bind(channel).bind(text)
}
