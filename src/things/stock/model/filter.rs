//! Which items are looked for and with which columns: as an address says it.

use crate::lists::{Named, chosen, named};
use serde::Deserialize;
use uuid::Uuid;

/// The longest text looked for (characters); more is cut off.
const TEXT_MAX: usize = 200;
/// The most words of it.
const WORDS_MAX: usize = 8;

/// The question as it stands in an address. What cannot be read asks nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ItemQuery {
    /// Words, each of which stands in its name or number.
    pub text: String,
    /// A category's id: it and all below it.
    pub category: String,
    /// A location's id: what is, or was, there or below.
    pub location: String,
    /// A supplier's id.
    pub supplier: String,
    /// `low`: of which there is too little; `archived`: what was put away.
    pub view: String,
    /// After this item in the order of the list.
    pub after: Option<Uuid>,
    /// Before it.
    pub before: Option<Uuid>,
    /// Names of [`Column`]s with commas between; empty: the usual ones.
    pub columns: String,
    /// `csv`, `xlsx`: a file of all pages.
    pub format: String,
}

impl ItemQuery {
    /// The question among everything that an address says.
    pub fn of(said: &[(String, String)]) -> ItemQuery {
        let mut asked = ItemQuery::default();
        for (name, value) in said {
            let place = match name.as_str() {
                "text" => &mut asked.text,
                "category" => &mut asked.category,
                "location" => &mut asked.location,
                "supplier" => &mut asked.supplier,
                "view" => &mut asked.view,
                _ => continue,
            };
            place.clone_from(value);
        }
        asked
    }

    /// What is asked for.
    pub fn filter(&self) -> Filter {
        let text: String = self.text.to_lowercase().chars().take(TEXT_MAX).collect();
        Filter {
            words: text.split_whitespace().take(WORDS_MAX).map(str::to_owned).collect(),
            category: self.category.trim().parse().ok(),
            location: self.location.trim().parse().ok(),
            supplier: self.supplier.trim().parse().ok(),
            is_low: self.view == "low",
            is_archived: self.view == "archived",
        }
    }

    /// What the address says, without where in the list.
    pub fn said(&self) -> [(&'static str, &str); 6] {
        [
            ("text", &self.text),
            ("category", &self.category),
            ("location", &self.location),
            ("supplier", &self.supplier),
            ("view", &self.view),
            ("columns", &self.columns),
        ]
    }

    /// Does it leave anything out?
    pub fn narrows(&self) -> bool {
        self.said().iter().any(|(name, value)| *name != "columns" && !value.trim().is_empty())
    }
}

/// A column of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// What it is called.
    Name,
    /// Its number.
    Number,
    /// Of which kind.
    Category,
    /// What is counted.
    Unit,
    /// How much there is.
    OnHand,
    /// Is there too little?
    Level,
    /// Who sells it.
    Supplier,
    /// What one costs.
    Cost,
    /// The note.
    Note,
}

/// All of them in the order of files, with the names by which addresses call them.
pub const COLUMNS: [Named<Column>; 9] = [
    (Column::Name, "name", "Name"),
    (Column::Number, "number", "Number"),
    (Column::Category, "category", "Category"),
    (Column::Unit, "unit", "Unit"),
    (Column::OnHand, "on_hand", "On hand"),
    (Column::Level, "level", "Level"),
    (Column::Supplier, "supplier", "Supplier"),
    (Column::Cost, "cost", "Cost of one"),
    (Column::Note, "note", "Note"),
];

/// The columns of a list that asks for none.
const USUAL: [Column; 7] =
    [Column::Name, Column::Number, Column::Category, Column::Supplier, Column::OnHand, Column::Unit, Column::Level];

/// The columns of the list, in the order asked for.
pub fn shown(columns: &str) -> Vec<Column> {
    asked(columns).unwrap_or_else(|| USUAL.to_vec())
}

/// The columns of the file: those asked for, or all.
pub fn filed(columns: &str) -> Vec<Column> {
    asked(columns).unwrap_or_else(|| COLUMNS.map(|(column, ..)| column).to_vec())
}

/// The name leads to the item.
fn asked(columns: &str) -> Option<Vec<Column>> {
    chosen(columns, |name| named(&COLUMNS, name), Column::Name)
}

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words in lower case, all of which stand in its name or number.
    pub words: Vec<String>,
    /// This category and all below it.
    pub category: Option<Uuid>,
    /// What is, or was, at this place or below it.
    pub location: Option<Uuid>,
    /// Sold by them.
    pub supplier: Option<Uuid>,
    /// Of which there is too little.
    pub is_low: bool,
    /// What was put away, and nothing else.
    pub is_archived: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_narrow_nothing_and_a_file_has_all_where_none_are_chosen() {
        let asked = ItemQuery { columns: "cost".to_owned(), ..ItemQuery::default() };
        assert!(!asked.narrows() && asked.said().contains(&("columns", "cost")));
        assert_eq!(shown(&asked.columns), [Column::Name, Column::Cost]);
        assert_eq!(filed(&asked.columns), [Column::Name, Column::Cost]);
        assert_eq!((shown("").len(), filed("").len()), (USUAL.len(), COLUMNS.len()));
    }
}
