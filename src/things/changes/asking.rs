//! A form that asks for a change, wherever it is answered.

use super::Change;
use kernel::{Problems, Result};
use platform::Scope;
use platform::ui::Undo;
use platform::web::{Answer, Page};
use serde::de::DeserializeOwned;
use std::future::Future;

/// What a form asks for, and the words around it.
pub struct Asked {
    /// The change.
    pub change: Change,
    /// What it is called while it is being decided: `Change the opening hours of Boardroom Aurora`.
    pub title: String,
    /// What guests are told whose booking is cancelled for it, unless somebody says it better.
    pub reason: String,
    /// What is said when it is done; empty: nothing.
    pub done: String,
    /// Where that is said.
    pub home: String,
    /// How it is taken back, as long as no booking was changed with it.
    pub undo: Option<Undo>,
}

/// A form that asks for a [`Change`]. It knows how it is read and how it is shown again; whoever owns the transaction
/// answers it.
pub trait Asking: DeserializeOwned + Send + Sync + 'static {
    /// The names in its address.
    type At: DeserializeOwned + Send + Sync + 'static;

    /// What it asks for.
    ///
    /// # Errors
    /// `Invalid` with what is wrong at the fields; not found and forbidden where the viewer may not ask.
    fn read(&self, scope: &Scope, at: &Self::At) -> impl Future<Output = Result<Asked>> + Send;

    /// The form as it was typed, with what is wrong with it.
    fn again(
        &self,
        scope: &Scope,
        page: &Page,
        at: &Self::At,
        problems: &Problems,
    ) -> impl Future<Output = Answer> + Send;

    /// For the second of two editors: the form as it was typed, against the newest version, and what is saved now where
    /// that differs. None for a form in which nothing is typed.
    ///
    /// # Errors
    /// Not found and forbidden where the viewer may not ask any more.
    fn renewed(&self, _scope: &Scope, _at: &Self::At) -> impl Future<Output = Result<Option<(Self, Problems)>>> + Send {
        async { Ok(None) }
    }
}
