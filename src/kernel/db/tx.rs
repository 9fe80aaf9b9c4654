//! A transaction: reads top to bottom, rolls back when dropped, wakes its listeners once it is durable.

use super::writer::Turn;
use super::{Engine, On, sql};
use crate::Result;
use sqlx::Postgres;
use std::sync::Arc;
use tokio::sync::Notify;

/// An open transaction. On SQLite it owns the one writer, so keep network, hashing and waiting out of it.
pub struct Tx {
    inner: Inner,
    wakes: Vec<Arc<Notify>>,
    afterwards: Vec<Box<dyn FnOnce() + Send + Sync>>,
}

enum Inner {
    Sqlite(Turn),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Tx {
    pub(super) fn sqlite(turn: Turn) -> Tx {
        Tx { inner: Inner::Sqlite(turn), wakes: Vec::new(), afterwards: Vec::new() }
    }

    pub(super) fn postgres(inner: sqlx::Transaction<'static, Postgres>) -> Tx {
        Tx { inner: Inner::Postgres(inner), wakes: Vec::new(), afterwards: Vec::new() }
    }

    /// Which engine it runs on.
    pub fn engine(&self) -> Engine {
        match self.inner {
            Inner::Sqlite(_) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// Tells this listener when, and only when, the transaction has been committed.
    pub fn wake(&mut self, listener: &Arc<Notify>) {
        if !self.wakes.iter().any(|known| Arc::ptr_eq(known, listener)) {
            self.wakes.push(listener.clone());
        }
    }

    /// Does this when, and only when, the transaction has been committed: something short that cannot fail.
    pub fn afterwards(&mut self, deed: impl FnOnce() + Send + Sync + 'static) {
        self.afterwards.push(Box::new(deed));
    }

    /// Makes it so. When this returns, a crash loses nothing of it.
    pub async fn commit(self) -> Result<()> {
        match self.inner {
            Inner::Sqlite(turn) => turn.commit().await?,
            Inner::Postgres(inner) => inner.commit().await?,
        }
        for listener in self.wakes {
            listener.notify_one();
        }
        for deed in self.afterwards {
            deed();
        }
        Ok(())
    }

    /// Undoes all of it. Dropping does the same, later.
    pub async fn rollback(self) -> Result<()> {
        match self.inner {
            Inner::Sqlite(turn) => drop(turn),
            Inner::Postgres(inner) => inner.rollback().await?,
        }
        Ok(())
    }

    /// Marks a point to return to. One at a time; a later one replaces it.
    pub async fn savepoint(&mut self) -> Result<()> {
        sql("savepoint step").run(self).await.map(drop)
    }

    /// Undoes what happened since [`Tx::savepoint`]; the transaction lives on.
    pub async fn undo_to_savepoint(&mut self) -> Result<()> {
        sql("rollback to savepoint step").run(self).await.map(drop)
    }

    pub(super) fn connection(&mut self) -> On<'_> {
        match &mut self.inner {
            Inner::Sqlite(turn) => On::Sqlite(turn.connection()),
            Inner::Postgres(inner) => On::Pg(inner),
        }
    }
}
