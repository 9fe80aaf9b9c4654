//! Locking and opening what sealed fields hold.

use super::model::{Contents, Stored, Values};
use crate::catalogue::fields::Field;
use kernel::crypto::Place;
use platform::Scope;
use platform::vault::Sealed;
use uuid::Uuid;

/// What sealed fields are locked for.
const PURPOSE: &str = "asset.field";

/// Where they are stored, for the move to another key.
pub const SEALED: Sealed = Sealed { purpose: PURPOSE, rows: super::store::sealed, write: super::store::write_sealed };

/// What fields are to hold, as it is stored: none empties a field.
pub(super) fn stored(scope: &Scope, fields: &[Field], contents: &Contents) -> Vec<(Uuid, Option<Stored>)> {
    let is_sealed = |id: Uuid| fields.iter().any(|field| field.id == id && field.is_sealed);
    let one = |field_id: Uuid, content: &crate::catalogue::fields::Content| {
        if !is_sealed(field_id) {
            let (value, number, unique_key) = (content.value.clone(), content.number, content.unique_key.clone());
            return Stored { field_id, value, number, unique_key, sealed_as: None };
        }
        let row = scope.id();
        let place = Place { org: scope.org_id(), purpose: PURPOSE, row };
        let value = scope.house.key.lock(&scope.house.ids, place, &content.value);
        Stored { field_id, value, number: None, unique_key: None, sealed_as: Some(row) }
    };
    contents.iter().map(|(id, content)| (*id, content.as_ref().map(|content| one(*id, content)))).collect()
}

/// What fields hold, opened, for whoever may change it. What was locked with a key that is not there says nothing, and stays
/// as it is until something else is typed in its place.
pub(crate) fn opened(scope: &Scope, stored: &[Stored]) -> Values {
    let open = |one: &Stored| match one.sealed_as {
        None => Some((one.field_id, one.value.clone())),
        Some(row) => {
            let place = Place { org: scope.org_id(), purpose: PURPOSE, row };
            let secret = scope.house.key.unlock(place, &one.value).ok()?;
            Some((one.field_id, secret.expose().clone()))
        }
    };
    stored.iter().filter_map(open).collect()
}

/// What fields hold that are not sealed, for everybody.
pub(super) fn open_ones(stored: &[Stored]) -> Values {
    stored.iter().filter(|one| one.sealed_as.is_none()).map(|one| (one.field_id, one.value.clone())).collect()
}
