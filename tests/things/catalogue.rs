//! The catalogue through its pages: categories, models, vendors and labels.

use crate::bookings::desk::events;
use crate::support::world::FLOOR;
use crate::support::{ADA, Answer, BO, CY, DEE, HARBOUR, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;
use platform::{Perm, Perms};
use things::catalogue::categories::{self, Category, CategoryForm, NewCategory, defaults};
use things::catalogue::vendors::{NewVendor, VendorForm};
use things::catalogue::{labels, models, vendors};
use uuid::Uuid;

const HOME: &str = "/o/harbour-house/catalogue";

/// Adds a category below another one, or at the top.
pub(super) async fn category(app: &TestApp, name: &str, parent: Option<Uuid>) -> Uuid {
    let form = CategoryForm {
        name: name.into(),
        parent: parent.map(|id| id.to_string()).unwrap_or_default(),
        ..CategoryForm::default()
    };
    let scope = app.scope("harbour-house", &ADA).await;
    categories::actions::create(&scope, &NewCategory::parse(&form).unwrap(), &app.house.ids.token()).await.unwrap()
}

/// Writes an asset as a row, with its serial's key where serials of its category are unique.
pub(super) async fn asset(app: &TestApp, category: Uuid, tag: &str, serial: &str) -> Uuid {
    let id = app.house.id();
    let tree = categories::store::tree_with_archived(app.db(), HARBOUR.id).await.unwrap();
    let key = defaults(&tree, category).unique_serials.then(|| categories::serial_key(serial)).flatten();
    let row = sql("insert into assets (id, org_id, tag, tag_key, name, category_id, serial, serial_key, state, location_id, currency, search, created_at, updated_at)
         values ($1, $2, $3, $4, $3, $5, $6, $7, 'in_stock', $8, 'EUR', '', $9, $9)")
        .bind(id)
        .bind(HARBOUR.id)
        .bind(tag.to_owned())
        .bind(tag.to_lowercase())
        .bind(category)
        .bind(serial.to_owned())
        .bind(key)
        .bind(FLOOR.id)
        .bind(app.now());
    app.db().run(row).await.unwrap();
    id
}

async fn keys(app: &TestApp) -> Vec<Option<String>> {
    let rows: Vec<(Option<String>,)> = sql("select serial_key from assets where org_id = $1 order by tag_key")
        .bind(HARBOUR.id)
        .all(app.db())
        .await
        .unwrap();
    rows.into_iter().map(|(key,)| key).collect()
}

async fn by_id(app: &TestApp, id: Uuid) -> Category {
    categories::store::by_id(app.db(), HARBOUR.id, id).await.unwrap()
}

fn toast(page: &Answer) -> String {
    page.toast().unwrap_or_default()
}

#[tokio::test]
async fn a_tree_of_categories_is_planted_and_says_what_holds() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let bare = bo.get(HOME).await.expect(200);
    assert!(bare.has_text("Your kinds of things belong here"), "{bare}");
    let form = bo.follow_link(&bare, "New category").await;
    let fields = [("name", "IT"), ("tag_pattern", "IT-####"), ("life_months", "48"), ("note", "All with a plug")];
    let saved = bo.submit(&form, "#form", &fields).await.expect(303);
    let page = bo.follow(&saved).await.expect(200);
    assert_eq!(toast(&page), "IT was added.");
    for text in ["IT-####", "IT-0001", "4 years", "No two are the same", "All with a plug", "0 assets"] {
        assert!(page.has_text(text), "{text}: {page}");
    }
    // A double click makes one.
    let again = bo.submit(&form, "#form", &fields).await.expect(303);
    assert_eq!((again.location(), app.count("asset_categories").await), (saved.location(), 1));

    let form = bo.follow_link(&page, "Add inside").await;
    let laptops = bo.submit(&form, "#form", &[("name", "Laptops"), ("unique_serials", "no")]).await.expect(303);
    let page = bo.follow(&laptops).await;
    assert!(page.has_text("IT-#### from IT") && page.has_text("May be there twice"), "{page}");
    assert!(page.has_text("4 years from IT"), "{page}");
    let tree = bo.get(HOME).await;
    assert!(tree.has_text("IT › Laptops"), "{tree}");
    // Siblings have different names; cousins need not.
    let form = bo.get(&format!("{HOME}/categories/new")).await;
    let refused = bo.submit(&form, "#form", &[("name", "IT"), ("tag_pattern", "IT")]).await.expect(422);
    assert!(refused.problem("tag_pattern").is_some(), "{refused}");
    let refused = bo.submit(&form, "#form", &[("name", "IT")]).await.expect(422);
    assert!(refused.problem("name").is_some(), "{refused}");
    assert_eq!(refused.field_value("name"), "IT");
    bo.submit(&form, "#form", &[("name", "Laptops")]).await.expect(303);
    assert_eq!(events(&app, "asset_category.created").await, 3);
}

#[tokio::test]
async fn the_next_tag_is_shown_while_its_pattern_is_typed() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let it = category(&app, "IT", None).await;
    let sequence =
        sql("insert into tag_sequences (org_id, pattern, next) values ($1, 'NB-#####', 42)").bind(HARBOUR.id);
    app.db().run(sequence).await.unwrap();
    let example = async |query: &str| ada.get(&format!("{HOME}/tag-example?{query}")).await.expect(200).text();
    assert!(example("tag_pattern=NB-%23%23%23%23%23").await.contains("NB-00042"));
    assert!(example("tag_pattern=").await.contains("A-00001"));
    assert!(example(&format!("tag_pattern=&parent={it}")).await.contains("A-00001"));
    assert!(!example("tag_pattern=NB-%23").await.contains("The next tag:"));
    let form = ada.get(&format!("{HOME}/categories/{it}/details")).await;
    ada.submit(&form, "#form", &[("tag_pattern", "NB-#####")]).await.expect(303);
    assert!(example(&format!("tag_pattern=&parent={it}")).await.contains("NB-00042"));
    assert!(ada.get(&format!("{HOME}/categories/{it}")).await.has_text("NB-00042"));
}

#[tokio::test]
async fn a_category_moves_with_all_below_it_and_never_into_itself() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let it = category(&app, "IT", None).await;
    let laptops = category(&app, "Laptops", Some(it)).await;
    let thin = category(&app, "Thin", Some(laptops)).await;
    let office = category(&app, "Office", None).await;
    let form = ada.get(&format!("{HOME}/categories/{laptops}/details")).await.expect(200);
    let offered = form.form("#form").choices("parent").join(" ");
    assert!(!offered.contains(&thin.to_string()) && !offered.contains(&laptops.to_string()), "{offered}");
    let forged = form.form("#form").forge("parent", Some(&thin.to_string()));
    let refused = ada.send_form(&forged).await.expect(422);
    assert!(refused.problem("parent").is_some(), "{refused}");
    ada.submit(&form, "#form", &[("parent", &office.to_string())]).await.expect(303);
    assert_eq!(by_id(&app, thin).await.path, format!("/{office}/{laptops}/{thin}"));
    assert_eq!(by_id(&app, laptops).await.parent_id, Some(office));
    // The second of two editors is told.
    ada.submit(&form, "#form", &[("name", "Late")]).await.expect(409);
    app.advance(TimeDelta::minutes(1));
    let form = ada.get(&format!("{HOME}/categories/{laptops}/details")).await;
    ada.submit(&form, "#form", &[("parent", "")]).await.expect(303);
    assert_eq!(by_id(&app, thin).await.path, format!("/{laptops}/{thin}"));
    let told = sql("select data from events where kind = 'asset_category.changed' order by at limit 1");
    let (data,): (kernel::db::Json<serde_json::Value>,) = told.one(app.db()).await.unwrap();
    assert_eq!(
        (&data.0["before"]["parent"], &data.0["after"]["parent"]),
        (&it.to_string().into(), &office.to_string().into())
    );

    let mut deepest = thin;
    for level in 2..things::catalogue::categories::DEPTH_MAX {
        deepest = category(&app, &format!("Level {level}"), Some(deepest)).await;
    }
    let form = ada.get(&format!("{HOME}/categories/new?parent={deepest}")).await;
    let refused = ada.submit(&form, "#form", &[("name", "Too deep")]).await.expect(422);
    assert!(refused.problem("parent").is_some(), "{refused}");
}

#[tokio::test]
async fn what_is_in_a_category_keeps_it_from_being_archived_and_is_named() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let it = category(&app, "IT", None).await;
    let laptops = category(&app, "Laptops", Some(it)).await;
    let laptop = asset(&app, it, "IT-0001", "S1").await;
    let model = models::ModelForm { name: "T14".into(), category: it.to_string(), ..Default::default() };
    let scope = app.scope("harbour-house", &ADA).await;
    let model = models::actions::create(&scope, &models::NewModel::parse(&model).unwrap(), "a-model").await.unwrap();
    let form = ada.get(&format!("{HOME}/categories/{it}/details")).await;
    let refused = ada.submit(&form, "/archival", &[]).await.expect(409);
    for text in ["It cannot be archived yet", "1 asset", "1 model", "1 category in it"] {
        assert!(refused.has_text(text), "{text}: {refused}");
    }
    assert_eq!(events(&app, "asset_category.archived").await, 0);

    let gone = ada.submit(&ada.get(&format!("{HOME}/categories/{laptops}/details")).await, "/archival", &[]).await;
    assert_eq!(toast(&ada.follow(&gone.expect(303)).await), "Laptops was archived.");
    ada.submit(&ada.get(&format!("{HOME}/models/{model}/details")).await, "/archival", &[]).await.expect(303);
    // What is disposed of stays in it.
    let disposed =
        sql("update assets set state = 'disposed', disposed_at = $2 where id = $1").bind(laptop).bind(app.now());
    app.db().run(disposed).await.unwrap();
    ada.submit(&form, "/archival", &[]).await.expect(303);
    assert!(by_id(&app, it).await.archived_at.is_some());
    ada.get(&format!("{HOME}/categories/{it}/details")).await.expect(404);

    // What stood in it waits for it, and so does its model.
    let shelf = ada.get(&format!("{HOME}?archived=on")).await;
    ada.submit(&shelf, &format!("/{laptops}/restoration"), &[]).await.expect(409);
    let archive = ada.get(&format!("{HOME}/models?archived=on")).await;
    ada.submit(&archive, &format!("/{model}/restoration"), &[]).await.expect(409);
    // Somebody has its name by now.
    let other = category(&app, "IT", None).await;
    ada.submit(&shelf, &format!("/{it}/restoration"), &[]).await.expect(409);
    let form = ada.get(&format!("{HOME}/categories/{other}/details")).await;
    ada.submit(&form, "#form", &[("name", "Other")]).await.expect(303);
    let back = ada.submit(&shelf, &format!("/{it}/restoration"), &[]).await.expect(303);
    assert_eq!(toast(&ada.follow(&back).await), "IT is in use again.");
    ada.submit(&shelf, &format!("/{laptops}/restoration"), &[]).await.expect(303);
    ada.submit(&archive, &format!("/{model}/restoration"), &[]).await.expect(303);
    assert_eq!(events(&app, "asset_category.restored").await, 2);
}

#[tokio::test]
async fn an_archived_entry_comes_back_by_its_toast() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let it = category(&app, "IT", None).await;
    let gone =
        ada.submit(&ada.get(&format!("{HOME}/categories/{it}/details")).await, "/archival", &[]).await.expect(303);
    let page = ada.follow(&gone).await;
    ada.submit(&page, &format!("/{it}/restoration"), &[]).await.expect(303);
    assert!(by_id(&app, it).await.archived_at.is_none());
}

#[tokio::test]
async fn serials_become_unique_wherever_that_holds_and_doubles_are_told() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let furniture = category(&app, "Furniture", None).await;
    let details = format!("{HOME}/categories/{furniture}/details");
    let form = ada.get(&details).await;
    ada.submit(&form, "#form", &[("unique_serials", "no")]).await.expect(303);
    let chairs = category(&app, "Chairs", Some(furniture)).await;
    let lamps = category(&app, "Lamps", None).await;
    for (category, tag, serial) in [
        (furniture, "F1", "Batch-7"),
        (chairs, "F2", "batch-7 "),
        (chairs, "F3", ""),
        (lamps, "L1", "ÄX-1"),
        (chairs, "F4", "äx-1"),
    ] {
        asset(&app, category, tag, serial).await;
    }
    assert_eq!(keys(&app).await, [None, None, None, None, Some("äx-1".to_owned())]);

    let form = ada.get(&details).await;
    let refused = ada.submit(&form, "#form", &[("unique_serials", "yes")]).await.expect(422);
    let problem = refused.problem("unique_serials").unwrap_or_default();
    assert!(problem.contains("Batch-7") && problem.contains("äx-1"), "both of its own and with others: {problem}");
    assert!(!problem.contains("batch-7 "), "each once: {problem}");
    assert_eq!(by_id(&app, furniture).await.unique_serials, Some(false), "nothing was changed");

    for (tag, serial) in [("F2", "Batch-8"), ("F4", "AX-9")] {
        let corrected = sql("update assets set serial = $3 where org_id = $1 and tag = $2");
        app.db().run(corrected.bind(HARBOUR.id).bind(tag).bind(serial)).await.unwrap();
    }
    ada.submit(&form, "#form", &[("unique_serials", "")]).await.expect(303);
    let key = |key: &str| Some(key.to_owned());
    assert_eq!(keys(&app).await, [key("batch-7"), key("batch-8"), None, key("ax-9"), key("äx-1")]);
    let other = sql("update assets set serial_key = 'batch-7' where org_id = $1 and tag = 'L1'").bind(HARBOUR.id);
    assert!(
        app.db().run(other).await.unwrap_err().is_conflict("assets_org_id_serial_key_key"),
        "the schema judges now"
    );

    let form = ada.get(&details).await;
    ada.submit(&form, "#form", &[("unique_serials", "no")]).await.expect(303);
    assert_eq!(keys(&app).await, [None, None, None, None, key("äx-1")]);
    // Where it stands decides as well: at the top nothing says no.
    let form = ada.get(&format!("{HOME}/categories/{chairs}/details")).await;
    ada.submit(&form, "#form", &[("parent", "")]).await.expect(303);
    assert_eq!(keys(&app).await, [None, key("batch-8"), None, key("ax-9"), key("äx-1")]);
}

#[tokio::test]
async fn more_than_ten_doubled_serials_are_counted() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let things = category(&app, "Things", None).await;
    let details = format!("{HOME}/categories/{things}/details");
    ada.submit(&ada.get(&details).await, "#form", &[("unique_serials", "no")]).await.expect(303);
    for number in 0..24 {
        asset(&app, things, &format!("T{number:02}"), &format!("S-{:02}", number / 2)).await;
    }
    let refused = ada.submit(&ada.get(&details).await, "#form", &[("unique_serials", "yes")]).await.expect(422);
    let problem = refused.problem("unique_serials").unwrap_or_default();
    assert!(problem.contains("S-00") && problem.contains("S-09 and 2 more"), "{problem}");
    assert!(!problem.contains("S-10"), "{problem}");
}

#[tokio::test]
async fn vendors_are_kept_with_what_they_do_and_found_again() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let bare = ada.get(&format!("{HOME}/vendors")).await.expect(200);
    assert!(bare.has_text("with how to reach them"), "{bare}");
    let form = ada.get(&format!("{HOME}/vendors/new")).await;
    let refused =
        ada.submit(&form, "#form", &[("name", "Lumen Works"), ("url", "javascript:alert(1)")]).await.expect(422);
    assert!(refused.problem("role").is_some() && refused.problem("url").is_some(), "{refused}");
    let fields = [
        ("name", "Lumen Works"),
        ("role", "makes"),
        ("url", "lumen.example"),
        ("phone", "+34 600"),
        ("email", "hi@lumen.example"),
    ];
    let page = ada.follow(&ada.submit(&form, "#form", &fields).await.expect(303)).await;
    for text in ["Maker", "https://lumen.example", "+34 600", "0 models"] {
        assert!(page.has_text(text), "{text}: {page}");
    }
    let form = ada.get(&format!("{HOME}/vendors/new")).await;
    let refused = ada.submit(&form, "#form", &[("name", "Lumen Works"), ("role", "supplies")]).await.expect(422);
    assert!(refused.problem("name").is_some(), "{refused}");
    ada.submit(&form, "#form", &[("name", "100% Oak_Wood"), ("role", "supplies")]).await.expect(303);
    let shown = async |query: &str| {
        let page = ada.get(&format!("{HOME}/vendors?{query}")).await.expect(200);
        (page.has_text("Lumen Works"), page.has_text("100% Oak_Wood"))
    };
    assert_eq!(shown("").await, (true, true));
    assert_eq!(shown("q=LUMEN").await, (true, false));
    assert_eq!(shown("q=0%25+oak_").await, (false, true));
    assert_eq!((shown("role=maker").await, shown("role=supplier").await), ((true, false), (false, true)));
    assert_eq!(shown("archived=on").await, (false, false));

    // A role that is named is not left.
    let lumen = vendors::store::list(app.db(), HARBOUR.id, &Default::default()).await.unwrap().rows.remove(1);
    assert_eq!(lumen.name, "Lumen Works");
    let it = category(&app, "IT", None).await;
    let form = ada.get(&format!("{HOME}/models/new?category={it}&maker={}", lumen.id)).await;
    let model =
        ada.follow(&ada.submit(&form, "#form", &[("name", "Lantern L2"), ("number", "L2")]).await.expect(303)).await;
    assert!(model.has_text("Lumen Works Lantern L2"), "{model}");
    let details = format!("{HOME}/vendors/{}/details", lumen.id);
    let form = ada.get(&details).await.form("#form").untick("role").set("role", "supplies");
    let refused = ada.send_form(&form).await.expect(422);
    assert!(refused.problem("role").is_some_and(|problem| problem.contains("maker")), "{refused}");
    // One that was put away goes on being named, and is not offered.
    ada.submit(&ada.get(&details).await, "/archival", &[]).await.expect(303);
    assert_eq!(shown("archived=on").await, (true, false));
    let offered = ada.get(&format!("{HOME}/models/new")).await.form("#form").choices("maker").join(" ");
    assert!(!offered.contains(&lumen.id.to_string()), "{offered}");
    assert!(ada.get(&format!("{HOME}/models")).await.has_text("Lumen Works Lantern L2"));
    assert_eq!((events(&app, "vendor.created").await, events(&app, "vendor.archived").await), (2, 1));
}

#[tokio::test]
async fn long_lists_are_read_page_by_page_there_and_back() {
    let app = TestApp::start().await;
    let scope = app.scope("harbour-house", &ADA).await;
    for number in 0..205 {
        let form =
            VendorForm { name: format!("Vendor {number:03}"), role: vec!["makes".into()], ..VendorForm::default() };
        vendors::actions::create(&scope, &NewVendor::parse(&form).unwrap(), &format!("v-{number}")).await.unwrap();
    }
    let ada = app.sign_in(&ADA).await;
    let mut page = ada.get(&format!("{HOME}/vendors")).await;
    for (first, last, is_last) in [(0, 99, false), (100, 199, false), (200, 204, true)] {
        assert!(page.has_text(&format!("Vendor {first:03}")) && page.has_text(&format!("Vendor {last:03}")), "{page}");
        assert!(!page.has_text(&format!("Vendor {:03}", last + 1)), "{page}");
        assert_eq!(page.maybe_link("Next").is_none(), is_last);
        if !is_last {
            page = ada.follow_link(&page, "Next").await;
        }
    }
    page = ada.follow_link(&page, "Previous").await;
    assert!(page.has_text("Vendor 100") && page.has_text("Vendor 199") && !page.has_text("Vendor 200"), "{page}");
}

#[tokio::test]
async fn models_name_their_category_and_are_narrowed_by_it() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let it = category(&app, "IT", None).await;
    let laptops = category(&app, "Laptops", Some(it)).await;
    let tools = category(&app, "Tools", None).await;
    for (name, number, of) in [("T14", "G5", laptops), ("T14", "G4", laptops), ("Drill", "", tools)] {
        let form = ada.get(&format!("{HOME}/models/new")).await;
        let fields = [("name", name), ("number", number), ("category", &of.to_string())];
        ada.submit(&form, "#form", &fields).await.expect(303);
    }
    let form = ada.get(&format!("{HOME}/models/new")).await;
    let refused = ada.submit(&form, "#form", &[("name", "T14")]).await.expect(422);
    assert!(refused.problem("category").is_some(), "{refused}");
    let same = [("name", "T14"), ("number", "G5"), ("category", &tools.to_string())];
    let refused = ada.submit(&form, "#form", &same).await.expect(422);
    assert!(refused.problem("name").is_some(), "{refused}");
    let count = async |query: &str| {
        let page = ada.get(&format!("{HOME}/models?{query}")).await.expect(200);
        page.hrefs().iter().filter(|href| href.ends_with("/details")).count()
    };
    assert_eq!(
        (count("").await, count(&format!("category={it}")).await, count(&format!("category={tools}")).await),
        (3, 2, 1)
    );
    assert_eq!((count("q=g4").await, count("q=nothing").await), (1, 0));
    let page = ada.get(&format!("{HOME}/categories/{laptops}")).await;
    assert!(page.has_text("T14") && page.has_text("G4"), "{page}");
}

#[tokio::test]
async fn a_label_stands_on_its_state_while_something_bears_it() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let form = ada.get(&format!("{HOME}/labels/new")).await.expect(200);
    ada.submit(&form, "#form", &[("name", "Ready")]).await.expect(303);
    let form = ada.get(&format!("{HOME}/labels/new")).await;
    let broken = form.form("#form").set("name", "Broken").set("tone", "bad").untick("may_leave");
    ada.send_form(&broken).await.expect(303);
    let form = ada.get(&format!("{HOME}/labels/new")).await;
    let refused = ada.submit(&form, "#form", &[("name", "Ready"), ("state", "disposed")]).await.expect(422);
    assert!(refused.problem("name").is_some(), "{refused}");
    let page = ada.get(&format!("{HOME}/labels")).await;
    assert!(page.has_text("May be checked out") && page.has_text("Stays where it is"), "{page}");

    let all = labels::store::all(app.db(), HARBOUR.id).await.unwrap();
    let (broken, ready) = (&all[0], &all[1]);
    assert_eq!((broken.may_leave, ready.may_leave, broken.tone_name.as_str()), (false, true, "bad"));
    let it = category(&app, "IT", None).await;
    let laptop = asset(&app, it, "IT-0001", "").await;
    app.db().run(sql("update assets set label_id = $2 where id = $1").bind(laptop).bind(ready.id)).await.unwrap();
    let form = ada.get(&format!("{HOME}/labels/{}/details", ready.id)).await;
    let refused = ada.submit(&form, "#form", &[("state", "disposed")]).await.expect(422);
    assert!(refused.problem("state").is_some(), "{refused}");
    ada.submit(&form, "#form", &[("name", "Ready to deploy")]).await.expect(303);
    let form = ada.get(&format!("{HOME}/labels/{}/details", broken.id)).await;
    ada.submit(&form, "#form", &[("state", "in_maintenance")]).await.expect(303);
    // What bears an archived label goes on bearing it.
    let form = ada.get(&format!("{HOME}/labels/{}/details", ready.id)).await;
    ada.submit(&form, "/archival", &[]).await.expect(303);
    assert_eq!(labels::store::all(app.db(), HARBOUR.id).await.unwrap().len(), 1);
    assert!(ada.get(&format!("{HOME}/labels?archived=on")).await.has_text("Ready to deploy"));
}

#[tokio::test]
async fn the_catalogue_is_for_those_who_may_and_of_the_whole_house() {
    let app = TestApp::start().await;
    let it = category(&app, "IT", None).await;
    for tab in ["", "/models", "/vendors", "/labels", "/fields"] {
        app.sign_in(&CY).await.get(&format!("{HOME}{tab}")).await.expect(403);
        app.sign_in(&DEE).await.get(&format!("{HOME}{tab}")).await.expect(404);
    }
    app.sign_in(&DEE).await.get(&format!("/o/quarry-works/catalogue/categories/{it}")).await.expect(404);
    // Who looks after the assets of one floor reads it all and changes nothing.
    let role = app.make_role(HARBOUR.id, "Floor", Perms::of(&[Perm::Home, Perm::AssetsRead, Perm::AssetsManage])).await;
    let keeper = app.sign_in_user(app.employ_as(HARBOUR.id, role, Some(FLOOR.id)).await).await;
    let page = keeper.get(HOME).await.expect(200);
    assert!(page.has_text("IT") && page.maybe_link("New category").is_none(), "{page}");
    keeper.get(&format!("{HOME}/categories/{it}/details")).await.expect(403);
    for path in ["categories", "models", "vendors", "labels", "fields"] {
        keeper.get(&format!("{HOME}/{path}/new")).await.expect(403);
        keeper.post(&format!("{HOME}/{path}"), &[("name", "X"), ("key", "k")]).await.expect(403);
    }
    for act in ["details", "archival", "restoration"] {
        keeper.post(&format!("{HOME}/categories/{it}/{act}"), &[("version", "1")]).await.expect(403);
    }
    assert_eq!(app.count("asset_categories").await, 1);
}

#[tokio::test]
async fn an_entry_of_a_neighbour_is_no_parent_category_or_maker() {
    let app = TestApp::start().await;
    let dee = app.sign_in(&DEE).await;
    let ours = category(&app, "IT", None).await;
    let home = "/o/quarry-works/catalogue";
    let form = dee.get(&format!("{home}/categories/new")).await.form("#form");
    let refused = dee.send_form(&form.set("name", "Stones").forge("parent", Some(&ours.to_string()))).await.expect(422);
    assert!(refused.problem("parent").is_some(), "{refused}");
    let form = dee.get(&format!("{home}/models/new")).await.form("#form");
    let refused =
        dee.send_form(&form.set("name", "Hammer").forge("category", Some(&ours.to_string()))).await.expect(422);
    assert!(refused.problem("category").is_some(), "{refused}");
    let form = dee.get(&format!("{home}/fields/new")).await.form("#form");
    let refused =
        dee.send_form(&form.set("name", "Grain").forge("category", Some(&ours.to_string()))).await.expect(422);
    assert!(refused.problem("category").is_some(), "{refused}");
}

#[tokio::test]
async fn what_happens_to_the_catalogue_is_told_on_the_front_page_and_in_the_trail() {
    let app = TestApp::start().await;
    let it = category(&app, "IT", None).await;
    let ada = app.sign_in(&ADA).await;
    ada.submit(&ada.get(&format!("{HOME}/categories/{it}/details")).await, "#form", &[("life_months", "48")])
        .await
        .expect(303);
    let front = ada.get("/o/harbour-house").await;
    assert!(
        front.has_text("Ada Lind added the category IT") && front.has_text("Ada Lind changed the category IT"),
        "{front}"
    );
    let trail = ada.get("/o/harbour-house/audit?kind=asset_category.changed").await.expect(200);
    assert!(trail.has_text("Asset category changed") && trail.has_text("life_months"), "{trail}");
    assert!(ada.get(&format!("{HOME}/categories/{it}")).await.has_text("Ada Lind changed it"));
}
