//! Conditions as SQL, about assets `a`: what an asset says is looked at, as a text, a number, a day or an instant.

use crate::assets::model::{About, Condition, Edge, Test};
use crate::catalogue::fields::Kind;
use kernel::db::{Either, Sql};
use kernel::text::{any_case_pattern, any_case_whole_pattern};
use uuid::Uuid;

/// Only assets `a` that meet it. A text is never null; everything else is, where an asset says nothing.
pub(super) fn meeting(statement: Sql, org: Uuid, condition: &Condition) -> Sql {
    let (seen, test) = (statement.push(" and exists (select 1 from (select "), &condition.test);
    match condition.about {
        About::Name => as_text(seen.push("a.name"), test),
        About::Serial => as_text(seen.push("a.serial"), test),
        About::OrderNumber => as_text(seen.push("a.order_number"), test),
        About::Note => as_text(seen.push("a.note"), test),
        About::Legacy => as_text(seen.push("coalesce(a.legacy_id, '')"), test),
        About::Model => {
            let seen = seen.with("coalesce((select m.name || ' ' || m.number from asset_models m where m.id = a.model_id and m.org_id = ", org);
            as_text(seen.push("), '')"), test)
        }
        About::Maker => {
            let seen = seen.with(
                "coalesce((select v.name from asset_models m join vendors v on v.org_id = m.org_id and v.id = m.maker_id
                   where m.id = a.model_id and m.org_id = ",
                org,
            );
            as_text(seen.push("), '')"), test)
        }
        About::Supplier => {
            let seen =
                seen.with("coalesce((select v.name from vendors v where v.id = a.supplier_id and v.org_id = ", org);
            as_text(seen.push("), '')"), test)
        }
        About::Home => {
            let seen =
                seen.with("coalesce((select g.name from locations g where g.id = a.home_id and g.org_id = ", org);
            as_text(seen.push("), '')"), test)
        }
        About::Own(field, Kind::Text | Kind::Url | Kind::Choice | Kind::Boolean) => {
            let seen =
                seen.with("coalesce((select w.value from asset_values w where w.asset_id = a.id and w.org_id = ", org);
            as_text(seen.with(" and w.field_id = ", field).push("), '')"), test)
        }
        About::Own(field, Kind::Person) => {
            let seen = seen
                .push("coalesce((select c.name || ' ' || c.email from asset_values w join contacts c on c.org_id = w.org_id and c.id = ")
                .push(Either { sqlite: "unhex(replace(w.value, '-', ''))", postgres: "w.value::uuid" })
                .with(" where w.asset_id = a.id and w.org_id = ", org);
            as_text(seen.with(" and w.field_id = ", field).push("), '')"), test)
        }
        About::Own(field, Kind::Number | Kind::Money | Kind::Date) => {
            let seen = seen.with("(select w.number from asset_values w where w.asset_id = a.id and w.org_id = ", org);
            as_number(seen.with(" and w.field_id = ", field).push(")"), test)
        }
        About::Cost => as_number(seen.push("a.cost_minor"), test),
        About::Purchased => as_day(seen.push("a.purchased_on"), test),
        About::Warranty => as_day(seen.push("a.warranty_until"), test),
        About::Ends => as_day(seen.push("a.ends_on"), test),
        About::Audited => as_day(seen.push("a.audited_on"), test),
        About::Due => {
            let seen = seen.with(
                "(select w.due_on from custodies w where w.asset_id = a.id and w.in_at is null and w.org_id = ",
                org,
            );
            as_day(seen.push(")"), test)
        }
        About::Created => as_instant(seen.push("a.created_at"), test),
        About::Updated => as_instant(seen.push("a.updated_at"), test),
        About::Disposed => as_instant(seen.push("a.disposed_at"), test),
    }
}

fn as_text(seen: Sql, test: &Test) -> Sql {
    let seen = seen.push(" as said) x where ");
    let tested = match test {
        Test::Has(typed) => seen.with("regexp(", any_case_pattern(typed)).push(", x.said)"),
        Test::Is(typed) => seen.with("regexp(", any_case_whole_pattern(typed)).push(", x.said)"),
        Test::Not(typed) => seen.with("not regexp(", any_case_whole_pattern(typed)).push(", x.said)"),
        Test::Blank(true) => seen.push("x.said = ''"),
        Test::Blank(false) => seen.push("x.said <> ''"),
        Test::From(_) | Test::Until(_) | Test::Unread => seen.push("false"),
    };
    tested.push(")")
}

fn as_number(seen: Sql, test: &Test) -> Sql {
    let seen = seen.push(" as said) x where ");
    let tested = match test {
        Test::From(Edge::Number(least)) => seen.with("x.said >= ", *least),
        Test::Until(Edge::Number(most)) => seen.with("x.said <= ", *most),
        other => is_there(seen, other),
    };
    tested.push(")")
}

fn as_day(seen: Sql, test: &Test) -> Sql {
    let seen = seen.push(" as said) x where ");
    let tested = match test {
        Test::From(Edge::Day(first)) => seen.with("x.said >= ", *first),
        Test::Until(Edge::Day(last)) => seen.with("x.said <= ", *last),
        other => is_there(seen, other),
    };
    tested.push(")")
}

fn as_instant(seen: Sql, test: &Test) -> Sql {
    let seen = seen.push(" as said) x where ");
    let tested = match test {
        Test::From(Edge::Moment(begin, _)) => seen.with("x.said >= ", *begin),
        Test::Until(Edge::Moment(_, end)) => seen.with("x.said < ", *end),
        other => is_there(seen, other),
    };
    tested.push(")")
}

fn is_there(seen: Sql, test: &Test) -> Sql {
    match test {
        Test::Blank(true) => seen.push("x.said is null"),
        Test::Blank(false) => seen.push("x.said is not null"),
        _ => seen.push("false"),
    }
}
