//! What people type to make a model.

use super::super::{NAME_MAX, NOTE_MAX, months};
use super::model::Model;
use kernel::{Problems, text};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What the form of a model sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ModelForm {
    /// What it is called.
    pub name: String,
    /// The maker's number.
    pub number: String,
    /// Who makes it; empty: not said.
    pub maker: String,
    /// What kind of thing it is.
    pub category: String,
    /// Whole months; empty: its category's.
    pub life_months: String,
    /// For colleagues.
    pub note: String,
    /// The version that was read.
    pub version: i64,
    /// So that a double click makes one.
    pub key: String,
}

/// A model as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewModel {
    /// What it is called.
    pub name: String,
    /// The maker's number; may be empty.
    pub number: String,
    /// Who makes it.
    pub maker: Option<Uuid>,
    /// What kind of thing it is.
    pub category: Uuid,
    /// Months from purchase to the end of life. None: its category's.
    pub life_months: Option<i64>,
    /// For colleagues.
    pub note: String,
}

impl ModelForm {
    /// A model as its form shows it.
    pub fn of(model: &Model) -> ModelForm {
        ModelForm {
            name: model.name.clone(),
            number: model.number.clone(),
            maker: model.maker_id.map(|id| id.to_string()).unwrap_or_default(),
            category: model.category_id.to_string(),
            life_months: model.life_months.map(|months| months.to_string()).unwrap_or_default(),
            note: model.note.clone(),
            version: model.version,
            key: String::new(),
        }
    }
}

impl NewModel {
    /// Reads the form.
    ///
    /// # Errors
    /// Everything that is wrong with it, field by field.
    pub fn parse(form: &ModelForm) -> Result<NewModel, Problems> {
        let mut problems = Problems::new();
        let name = problems.take("name", text::line(&form.name, NAME_MAX));
        let number = problems.take("number", text::optional_line(&form.number, NAME_MAX));
        let maker = match form.maker.as_str() {
            "" => Ok(None),
            id => id.parse().map(Some).map_err(|_| "Choose from the list."),
        };
        let maker = problems.take("maker", maker);
        let category = problems.take("category", form.category.parse().map_err(|_| "Choose what kind of thing it is."));
        let life_months = problems.take("life_months", months(&form.life_months));
        let note = problems.take("note", text::paragraph(&form.note, NOTE_MAX));
        match (name, number, maker, category, life_months, note) {
            (Some(name), Some(number), Some(maker), Some(category), Some(life_months), Some(note)) => {
                Ok(NewModel { name, number, maker, category, life_months, note })
            }
            _ => Err(problems),
        }
    }

    /// A model as somebody would have to wish for it to leave it as it is.
    pub(super) fn of(model: &Model) -> NewModel {
        NewModel {
            name: model.name.clone(),
            number: model.number.clone(),
            maker: model.maker_id,
            category: model.category_id,
            life_months: model.life_months,
            note: model.note.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let form = ModelForm { maker: "Lenovo".into(), life_months: "soon".into(), ..ModelForm::default() };
        let problems = NewModel::parse(&form).unwrap_err();
        for field in ["name", "maker", "category", "life_months"] {
            assert!(problems.at(field).is_some(), "{field}");
        }
    }
}
