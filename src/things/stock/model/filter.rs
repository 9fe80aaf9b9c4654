//! Which items are looked for, as an address says it.

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
    /// `csv`: a file of all pages.
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
    pub fn said(&self) -> [(&'static str, &str); 5] {
        [
            ("text", &self.text),
            ("category", &self.category),
            ("location", &self.location),
            ("supplier", &self.supplier),
            ("view", &self.view),
        ]
    }

    /// Does it leave anything out?
    pub fn narrows(&self) -> bool {
        self.said().iter().any(|(_, value)| !value.trim().is_empty())
    }
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
