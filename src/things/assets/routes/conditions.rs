//! From the dialog of all filters to the address that says them.

use super::super::model::{AssetQuery, is_condition};
use platform::Scope;
use platform::ui::address;
use platform::web::{Answer, Form, go};

/// Everything a form says, name by name.
type Said = Vec<(String, String)>;

/// Leads to the list with what was asked for, and with what the address said of other things.
pub(super) async fn ask(scope: Scope, Form(said): Form<Said>) -> Answer {
    let rest = said.iter().find(|(name, _)| name == "query").map_or("", |(_, rest)| rest.as_str());
    let rest: Said = url::form_urlencoded::parse(rest.trim_start_matches('?').as_bytes()).into_owned().collect();
    let mut query = AssetQuery::of(&rest);
    query.fields = asked(&said).into_iter().collect();
    Ok(go(&address(&scope.org.path("/assets"), &query.said())))
}

/// The conditions of the dialog, as addresses say them.
fn asked(said: &Said) -> Said {
    let value = |about: &str| {
        let name = format!("{about}-value");
        said.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value.trim())
    };
    let tested = said.iter().filter_map(|(name, test)| {
        let about = name.strip_suffix("-test")?;
        let (name, value) = match test.as_str() {
            "nothing" => (format!("{about}-blank"), "yes"),
            "something" => (format!("{about}-blank"), "no"),
            // What a field of one's own is stands in the address by its name alone.
            "is" if about.starts_with("field-") => (about.to_owned(), value(about)),
            test => (format!("{about}-{test}"), value(about)),
        };
        Some((name, value.to_owned()))
    });
    let plain = said.iter().filter(|(name, _)| is_condition(name)).cloned();
    plain.chain(tested).filter(|(_, value)| !value.trim().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_and_its_value_become_one_condition() {
        let said = |pairs: &[(&str, &str)]| {
            let pairs: Said = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            asked(&pairs).into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>()
        };
        assert_eq!(said(&[("note-test", "has"), ("note-value", " cracked ")]), ["note-has=cracked"]);
        assert_eq!(said(&[("note-test", "has"), ("note-value", "")]), Vec::<String>::new());
        assert_eq!(said(&[("note-test", "nothing"), ("note-value", "left over")]), ["note-blank=yes"]);
        assert_eq!(said(&[("field-1-test", "is"), ("field-1-value", "Red")]), ["field-1=Red"]);
        assert_eq!(said(&[("field-1-test", "not"), ("field-1-value", "Red")]), ["field-1-not=Red"]);
        assert_eq!(said(&[("cost-from", "500"), ("cost-until", ""), ("cost-blank", "")]), ["cost-from=500"]);
    }
}
