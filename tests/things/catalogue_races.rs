//! Races about the catalogue: no circle, nothing in what was archived, no serial twice; each with the guard off too.

use super::catalogue::{asset, category};
use crate::support::{ADA, HARBOUR, TestApp};
use kernel::db::sql;
use things::catalogue::categories::{self, Category, CategoryForm, NewCategory};
use things::catalogue::models::{self, ModelForm, NewModel};
use tokio::sync::Barrier;
use uuid::Uuid;

/// Rounds of a race.
const ROUNDS: usize = 12;

async fn tree(app: &TestApp) -> Vec<Category> {
    categories::store::tree_with_archived(app.db(), HARBOUR.id).await.unwrap()
}

fn into(category: &Category, parent: Uuid) -> NewCategory {
    let form = CategoryForm { parent: parent.to_string(), ..CategoryForm::of(category) };
    NewCategory::parse(&form).unwrap()
}

/// Does everybody's path begin at the top and lead over what they stand in?
fn is_sound(tree: &[Category]) -> bool {
    tree.iter().all(|category| {
        let above = tree.iter().find(|other| Some(other.id) == category.parent_id);
        category.path == format!("{}/{}", above.map_or("", |above| above.path.as_str()), category.id)
    })
}

#[tokio::test]
async fn two_who_move_categories_under_each_other_make_no_circle() {
    let app = TestApp::start().await;
    let scope = app.scope("harbour-house", &ADA).await;
    for round in 0..ROUNDS {
        let one = category(&app, &format!("One {round}"), None).await;
        let other = category(&app, &format!("Other {round}"), None).await;
        let found = |id: Uuid, tree: &[Category]| tree.iter().find(|category| category.id == id).cloned().unwrap();
        let now = tree(&app).await;
        let (first, second) = (into(&found(one, &now), other), into(&found(other, &now), one));
        let (first, second) = tokio::join!(
            categories::actions::change(&scope, one, 1, &first),
            categories::actions::change(&scope, other, 1, &second)
        );
        assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1, "{first:?} {second:?}");
        assert!(is_sound(&tree(&app).await), "round {round}");
    }
}

/// A move as it would be without holding the tree: whoever reads it before the other has written finds nothing wrong.
async fn move_unheld(app: &TestApp, barrier: &Barrier, id: Uuid, parent: Uuid) {
    let read = tree(app).await;
    let of = |id: Uuid| read.iter().find(|category| category.id == id).unwrap();
    assert!(!of(parent).is_within(of(id)), "it looks right");
    barrier.wait().await;
    let path = format!("{}/{id}", of(parent).path);
    let moved = sql("update asset_categories set parent_id = $3, path = $4 where org_id = $1 and id = $2");
    app.db().run(moved.bind(HARBOUR.id).bind(id).bind(parent).bind(path)).await.unwrap();
}

#[tokio::test]
async fn without_holding_the_tree_they_make_one() {
    let app = TestApp::start().await;
    let (one, other) = (category(&app, "One", None).await, category(&app, "Other", None).await);
    let barrier = Barrier::new(2);
    tokio::join!(move_unheld(&app, &barrier, one, other), move_unheld(&app, &barrier, other, one));
    assert!(!is_sound(&tree(&app).await), "nothing but the held tree keeps this promise");
}

/// Several make a supplier of one name at once, each in other letters; answers how many could.
async fn name_at_once(app: &TestApp, name: &str) -> usize {
    let ada = app.program(&ADA).await;
    let spelt = [name.to_uppercase(), name.to_lowercase(), name.to_owned(), format!(" {} ", name.to_uppercase())];
    let ada = &ada;
    let make = |name: String| async move {
        let body = serde_json::json!({ "name": name, "supplies": true, "makes": true });
        let answer = ada.post("/api/v1/vendors", body).await;
        assert!([201, 422].contains(&answer.status.as_u16()), "{answer}");
        usize::from(answer.status == 201)
    };
    futures::future::join_all(spelt.map(make)).await.into_iter().sum()
}

#[tokio::test]
async fn of_many_who_name_something_alike_one_does_whatever_the_case_of_their_letters() {
    let app = TestApp::start().await;
    for round in 0..ROUNDS {
        assert_eq!(name_at_once(&app, &format!("Möbel {round}")).await, 1, "round {round}");
    }
}

#[tokio::test]
async fn without_the_key_of_names_several_do() {
    let app = TestApp::start().await;
    app.db().script("drop index vendors_org_id_name_key_key").await.unwrap();
    assert!(name_at_once(&app, "Möbel").await > 1, "nothing but the key keeps this promise");
}

#[tokio::test]
async fn no_model_arrives_in_a_category_that_is_being_archived() {
    let app = TestApp::start().await;
    let scope = app.scope("harbour-house", &ADA).await;
    for round in 0..ROUNDS {
        let of = category(&app, &format!("Category {round}"), None).await;
        let form = ModelForm { name: format!("Model {round}"), category: of.to_string(), ..ModelForm::default() };
        let new = NewModel::parse(&form).unwrap();
        let key = format!("model-{round}");
        let (archived, made) =
            tokio::join!(categories::actions::archive(&scope, of, 1), models::actions::create(&scope, &new, &key));
        assert!(archived.is_ok() != made.is_ok(), "round {round}: {archived:?} {made:?}");
    }
}

/// The archive's judgement without the tree held: what it counted may be wrong when it writes.
#[tokio::test]
async fn without_holding_the_category_one_arrives() {
    let app = TestApp::start().await;
    let of = category(&app, "Category", None).await;
    let counted = categories::store::contents(app.db(), HARBOUR.id, of).await.unwrap();
    let scope = app.scope("harbour-house", &ADA).await;
    let form = ModelForm { name: "Model".into(), category: of.to_string(), ..ModelForm::default() };
    models::actions::create(&scope, &NewModel::parse(&form).unwrap(), "model").await.unwrap();
    assert!(counted.is_empty());
    let archive = sql("update asset_categories set archived_at = $3 where org_id = $1 and id = $2");
    app.db().run(archive.bind(HARBOUR.id).bind(of).bind(app.now())).await.unwrap();
    let left = categories::store::contents(app.db(), HARBOUR.id, of).await.unwrap();
    assert_eq!(left.models, 1, "nothing but the held category keeps this promise");
}

#[tokio::test]
async fn many_who_turn_serials_on_and_off_leave_keys_where_they_belong() {
    let app = TestApp::start().await;
    let scope = app.scope("harbour-house", &ADA).await;
    let top = category(&app, "Top", None).await;
    let inner = category(&app, "Inner", Some(top)).await;
    for number in 0..6 {
        asset(&app, if number % 2 == 0 { top } else { inner }, &format!("T{number}"), &format!("S{number}")).await;
    }
    for _ in 0..ROUNDS {
        let now = tree(&app).await;
        let change = async |id: Uuid, serials: &str| {
            let category = now.iter().find(|category| category.id == id).unwrap();
            let form = CategoryForm { unique_serials: serials.into(), ..CategoryForm::of(category) };
            categories::actions::change(&scope, id, category.version, &NewCategory::parse(&form).unwrap()).await
        };
        let flip = if now[0].unique_serials == Some(false) { "yes" } else { "no" };
        let (one, other) = tokio::join!(change(top, flip), change(inner, if flip == "yes" { "no" } else { "" }));
        assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
        let after = tree(&app).await;
        let rows: Vec<(Uuid, bool)> = sql("select category_id, serial_key is not null from assets where org_id = $1")
            .bind(HARBOUR.id)
            .all(app.db())
            .await
            .unwrap();
        for (id, has_key) in rows {
            assert_eq!(has_key, categories::defaults(&after, id).unique_serials);
        }
    }
}
