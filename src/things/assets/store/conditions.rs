//! Conditions as SQL, about assets `a`: what an asset says is looked at, as a text, a number, a day or an instant.

use crate::assets::model::{About, Condition, Edge, Sort, Test};
use crate::catalogue::fields::Kind;
use kernel::db::{Either, Sql};
use kernel::text;
use uuid::Uuid;

/// Only assets `a` that meet it.
pub(super) fn meeting(statement: Sql, org: Uuid, condition: &Condition) -> Sql {
    let statement = seen(statement.push(" and exists (select 1 from (select "), org, condition.about);
    tested(statement.push(" as said) x where "), condition).push(")")
}

/// What an asset says: a text is never null, everything else is where it says nothing.
fn seen(statement: Sql, org: Uuid, about: About) -> Sql {
    match about {
        About::Name => statement.push("a.name"),
        About::Serial => statement.push("a.serial"),
        About::OrderNumber => statement.push("a.order_number"),
        About::Note => statement.push("a.note"),
        About::Legacy => statement.push("coalesce(a.legacy_id, '')"),
        About::Model => statement
            .with("coalesce((select m.name || ' ' || m.number from asset_models m where m.id = a.model_id and m.org_id = ", org)
            .push("), '')"),
        About::Maker => statement
            .with(
                "coalesce((select v.name from asset_models m join vendors v on v.org_id = m.org_id and v.id = m.maker_id
                   where m.id = a.model_id and m.org_id = ",
                org,
            )
            .push("), '')"),
        About::Supplier => statement
            .with("coalesce((select v.name from vendors v where v.id = a.supplier_id and v.org_id = ", org)
            .push("), '')"),
        About::Home => statement
            .with("coalesce((select g.name from locations g where g.id = a.home_id and g.org_id = ", org)
            .push("), '')"),
        About::Cost => statement.push("a.cost_minor"),
        About::Purchased => statement.push("a.purchased_on"),
        About::Warranty => statement.push("a.warranty_until"),
        About::Ends => statement.push("a.ends_on"),
        About::Audited => statement.push("a.audited_on"),
        About::Created => statement.push("a.created_at"),
        About::Updated => statement.push("a.updated_at"),
        About::Disposed => statement.push("a.disposed_at"),
        About::Due => statement
            .with("(select w.due_on from custodies w where w.asset_id = a.id and w.in_at is null and w.org_id = ", org)
            .push(")"),
        About::Own(field, Kind::Number | Kind::Money | Kind::Date) => statement
            .with("(select w.number from asset_values w where w.asset_id = a.id and w.org_id = ", org)
            .with(" and w.field_id = ", field)
            .push(")"),
        About::Own(field, Kind::Person) => statement
            .push("coalesce((select c.name || ' ' || c.email from asset_values w join contacts c on c.org_id = w.org_id and c.id = ")
            .push(Either { sqlite: "unhex(replace(w.value, '-', ''))", postgres: "w.value::uuid" })
            .with(" where w.asset_id = a.id and w.org_id = ", org)
            .with(" and w.field_id = ", field)
            .push("), '')"),
        About::Own(field, Kind::Text | Kind::Url | Kind::Choice | Kind::Boolean) => statement
            .with("coalesce((select w.value from asset_values w where w.asset_id = a.id and w.org_id = ", org)
            .with(" and w.field_id = ", field)
            .push("), '')"),
    }
}

fn tested(statement: Sql, condition: &Condition) -> Sql {
    let is_text = matches!(condition.about.sort(), Sort::Text | Sort::Presence);
    match &condition.test {
        // As typed as well: SQLite makes small only the letters of ASCII.
        Test::Has(typed) => statement
            .with("(lower(x.said) like ", text::contains_pattern(typed))
            .with(" escape '\\' or x.said like ", text::literal_pattern(typed))
            .push(" escape '\\')"),
        Test::Is(typed) => statement.with("lower(x.said) = ", typed.clone()),
        Test::Not(typed) => statement.with("lower(x.said) <> ", typed.clone()),
        Test::From(Edge::Number(least)) => statement.with("x.said >= ", *least),
        Test::From(Edge::Day(first)) => statement.with("x.said >= ", *first),
        Test::From(Edge::Moment(begin, _)) => statement.with("x.said >= ", *begin),
        Test::Until(Edge::Number(most)) => statement.with("x.said <= ", *most),
        Test::Until(Edge::Day(last)) => statement.with("x.said <= ", *last),
        Test::Until(Edge::Moment(_, end)) => statement.with("x.said < ", *end),
        Test::Blank(true) if is_text => statement.push("x.said = ''"),
        Test::Blank(false) if is_text => statement.push("x.said <> ''"),
        Test::Blank(true) => statement.push("x.said is null"),
        Test::Blank(false) => statement.push("x.said is not null"),
        Test::Unread => statement.push("false"),
    }
}
