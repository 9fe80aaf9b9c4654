//! Moving in: exports of other programs, and of this one.

use super::{IMPORTS, applied, checked, counts};
use crate::people::contacts::keep;
use crate::support::{ADA, HARBOUR, TestApp};
use crate::things::assets::{ASSETS, asset, category, field};
use kernel::db::sql;
use platform::Role;

/// As Snipe-IT exports its list, with what people keep in it.
pub const SNIPE: &str = "ID,Company,Asset Name,Asset Tag,Model,Model No.,Category,Manufacturer,Serial,Purchase Date,Purchase Cost,Order Number,Supplier,Checked Out To,Location,Default Location,Warranty,Status,Notes,Expected Checkin Date\r\n\
1,Harbour,,SN-1001,Latitude 7450,L7450,Laptops,Dell,5CG111,2024-02-29,\"1,499.00\",PO-1,Puerto,mia@guest.example,,Upper deck,36 months,Deployed,\"Two\nlines\",2026-12-31\r\n\
2,Harbour,Mia's screen,SN-1002,UltraSharp 24,U24,Monitors,Dell,5CG112,2025-01-15,429.00,PO-1,Puerto,,,Upper deck,36 months,Ready to Deploy,,\r\n\
3,Harbour,,SN-1003,Latitude 7450,L7450,Laptops,Dell,5CG113,2023-06-01,1499.00,,,,Workshop,Upper deck,,Out for Repair,,\r\n\
4,Harbour,Old phone,SN-1004,,,Phones,,,2019-01-01,,,,,,,,Archived,,\r\n\
5,Harbour,Broken line,SN-1005,,,Phones,,,not a day,lots,,,,,,,Ready to Deploy,,\r\n";

#[tokio::test]
async fn a_snipe_it_export_moves_in_with_all_it_names() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let page = checked(&app, &ada, SNIPE.as_bytes()).await;
    assert_eq!(counts(&app).await, [4, 0, 0, 1], "{page}");
    for seen in
        ["Line 7", "not a day", "lots", "Categories: 3", "Models: 2", "Workshop", "mia@guest.example", "Import 4"]
    {
        assert!(page.has_text(seen), "{seen}: {page}");
    }
    for table in ["assets", "asset_categories", "contacts", "custodies"] {
        assert_eq!(app.count(table).await, 0, "a dry run writes nothing into {table}");
    }
    let done = applied(&app, &ada, &page).await;
    assert!(done.has_text("Done") && done.maybe_link("Wrong rows").is_some(), "{done}");
    assert_eq!(counts(&app).await, [4, 0, 0, 1]);
    let list = ada.get(&format!("{ASSETS}?columns=name,model,status,holder,location,warranty,cost")).await.expect(200);
    for seen in
        ["Dell Latitude 7450", "Mia's screen", "mia@guest.example", "Out for Repair", "Workshop", "€1499.00", "Ready"]
    {
        assert!(seen == "Ready" || list.has_text(seen), "{seen}: {list}");
    }
    let (until, due): (chrono::NaiveDate, chrono::NaiveDate) =
        sql("select a.warranty_until, k.due_on from assets a join custodies k on k.asset_id = a.id
          where a.org_id = $1 and a.tag = 'SN-1001'")
        .bind(HARBOUR.id)
        .one(app.db())
        .await
        .unwrap();
    assert_eq!((until.to_string().as_str(), due.to_string().as_str()), ("2027-02-28", "2026-12-31"));
    let gone = ada.get(&format!("{ASSETS}?status=disposed")).await.expect(200);
    assert!(gone.maybe_link("SN-1004").is_some(), "{gone}");
    assert_eq!(app.count("custodies").await, 1);
    // The addresses that it had there lead here.
    let (led,): (uuid::Uuid,) = sql("select id from assets where org_id = $1 and tag = 'SN-1002' and legacy_id = '2'")
        .bind(HARBOUR.id)
        .one(app.db())
        .await
        .unwrap();
    for old in ["/hardware/2", "/ht/SN-1002"] {
        assert_eq!(ada.get(old).await.expect(303).location(), format!("{ASSETS}/{led}"), "{old}");
    }
    // Every asset has its history, as if it was typed.
    let (created,): (i64,) =
        sql("select count(*) from events where kind = 'asset.created'").one(app.db()).await.unwrap();
    let (out,): (i64,) =
        sql("select count(*) from events where kind = 'asset.checked_out'").one(app.db()).await.unwrap();
    let (run,): (i64,) = sql("select count(*) from events where kind = 'import.run'").one(app.db()).await.unwrap();
    assert_eq!((created, out, run), (4, 1, 1));
    // The wrong row comes back with its reasons, and goes in once it is corrected.
    let wrong = ada.get(&done.link("Wrong rows")).await.expect(200).body();
    assert!(wrong.contains("SN-1005") && wrong.contains("Reason") && !wrong.contains("SN-1001"), "{wrong}");
    let mended = wrong.replace("not a day", "2020-01-01").replace("lots", "99");
    let page = checked(&app, &ada, mended.as_bytes()).await;
    assert_eq!(counts(&app).await, [1, 0, 0, 0], "{page}");
    // Once more, nothing is new.
    let again = checked(&app, &ada, SNIPE.as_bytes()).await;
    assert_eq!(counts(&app).await, [0, 0, 4, 1], "{again}");
    assert!(!again.has_form("#apply"), "{again}");
}

#[tokio::test]
async fn what_was_exported_comes_back_and_says_nothing_new() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let phones = category(&app, "Phones", "PH-###").await;
    field(&app, None, "Colour", "choice", &["listed"]).await;
    field(&app, Some(phones), "IMEI", "text", &["unique"]).await;
    field(&app, None, "Insured", "money", &[]).await;
    let page = checked(&app, &ada, SNIPE.as_bytes()).await;
    applied(&app, &ada, &page).await;
    let own = "Tag;Name;Category;Colour;IMEI;Insured;Note;ID\nX-1;=SUM(A1);Phones;black;0049;1.234,5;-5 degrees;-77\n";
    let page = checked(&app, &ada, own.as_bytes()).await;
    applied(&app, &ada, &page).await;
    asset(&app, phones, "PH-7", Some(crate::support::world::FLOOR.id)).await;
    for filter in ["", "&status=disposed"] {
        for format in ["csv", "xlsx"] {
            let file = ada.get(&format!("{ASSETS}?format={format}{filter}")).await.expect(200);
            let page = checked(&app, &ada, &file.bytes).await;
            let [created, changed, same, wrong] = counts(&app).await;
            assert_eq!((created, changed, wrong), (0, 0, 0), "{format} {filter}: {page}");
            assert!(same > 0 && !page.has_form("#apply"), "{page}");
        }
    }
    // The control: one letter more is a change, and only that.
    let file = ada.get(&format!("{ASSETS}?format=csv")).await.expect(200).body();
    let page = checked(&app, &ada, file.replace("Mia's screen", "Mia's screens").as_bytes()).await;
    assert_eq!(counts(&app).await[..2], [0, 1]);
    assert!(page.has_text("Mia's screens"), "{page}");
}

#[tokio::test]
async fn a_file_names_the_people_that_fields_name_and_comes_back_without_a_change() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let kind = category(&app, "Phones", "PH-###").await;
    let keeper = field(&app, None, "Keeper", "person", &[]).await;
    let program = app.program(&ADA).await;
    let mut ids = Vec::new();
    // Two are called the same, one has no name, and one is not here any more.
    for (at, (name, email)) in [
        ("Zoe Park", "zoe@guest.example"),
        ("Zoe Park", "zoe.park@guest.example"),
        ("", "solo@guest.example"),
        ("Max", "max@guest.example"),
    ]
    .into_iter()
    .enumerate()
    {
        let person = keep(&app, HARBOUR.slug, name, email, "", "staff").await.id;
        let id = asset(&app, kind, &format!("PH-{at}"), None).await;
        let own = serde_json::json!({ "fields": { "Keeper": person } });
        program.patch(&format!("/api/v1/assets/{id}"), own).await.expect(200);
        ids.push(person);
    }
    program.delete(&format!("/api/v1/contacts/{}", ids[3])).await.expect(200);
    let facility = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let unknowing = app.sign_in_user(facility).await;
    for format in ["csv", "xlsx"] {
        for (browser, knows) in [(&ada, true), (&unknowing, false)] {
            let file = browser.get(&format!("{ASSETS}?format={format}")).await.expect(200);
            if format == "csv" {
                let text = file.body();
                assert_eq!(text.contains("Zoe Park <zoe@guest.example>"), knows, "{text}");
                assert!(text.contains("Zoe Park") && !text.contains(&ids[0].to_string()), "{text}");
                assert!(text.contains("solo@guest.example") && text.contains(&ids[3].to_string()), "{text}");
            }
            for browser in [&ada, &unknowing] {
                let page = checked(&app, browser, &file.bytes).await;
                assert_eq!(counts(&app).await, [0, 0, 4, 0], "{format}: {page}");
            }
        }
    }
    // Two of a name: without an address nobody can tell who is meant, with one anybody can.
    let page = checked(&app, &ada, b"Asset tag,Keeper\nPH-2,Zoe Park\n").await;
    assert!(page.has_text("Several people are called Zoe Park"), "{page}");
    let page = checked(&app, &ada, b"Asset tag,Keeper\nPH-2,Zoe Park <ZOE.park@guest.example>\n").await;
    assert_eq!(counts(&app).await, [0, 1, 0, 0], "{page}");
    assert!(page.has_text("solo@guest.example") && page.has_text("Zoe Park"), "from whom to whom: {page}");
    applied(&app, &ada, &page).await;
    let (now,): (String,) =
        sql("select v.value from asset_values v join assets a on a.id = v.asset_id where v.field_id = $1 and a.tag = 'PH-2'")
            .bind(keeper)
            .one(app.db())
            .await
            .unwrap();
    assert_eq!(now, ids[1].to_string());
    // A stranger with a name and an address becomes a contact of that name.
    let page = checked(&app, &ada, b"Asset tag,Keeper\nPH-2,New One <new@guest.example>\n").await;
    applied(&app, &ada, &page).await;
    let (name,): (String,) =
        sql("select name from contacts where email = 'new@guest.example'").one(app.db()).await.unwrap();
    assert_eq!(name, "New One");
}

#[tokio::test]
async fn names_are_the_same_whatever_the_case_of_their_letters_beyond_ascii_too() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let oils = category(&app, "Öle", "O-###").await;
    field(&app, None, "Keeper", "person", &[]).await;
    asset(&app, oils, "O-1", None).await;
    for (name, email) in
        [("Åsa Öberg", "asa@guest.example"), ("Asa Oberg", "oberg@guest.example"), ("Ирина", "irina@guest.example")]
    {
        keep(&app, HARBOUR.slug, name, email, "", "staff").await;
    }
    let text = "Asset tag,Name,Category,Supplier,Location,Keeper\n\
        O-1,,ÖLE,Ölmühle,Ölkeller,åsa ÖBERG\nO-2,Can,öle,ÖLMÜHLE,ÖLKELLER,ИРИНА\n\
        O-3,Can,öLe,ölmühle,ölkeller,ASA OBERG\nO-4,Can,Öle,,,Åse Öberg\n";
    let page = checked(&app, &ada, text.as_bytes()).await;
    assert_eq!(counts(&app).await, [2, 1, 0, 1], "{page}");
    for told in ["Åsa Öberg", "Ирина", "Asa Oberg", "is called Åse Öberg"] {
        assert!(page.has_text(told), "{told}: {page}");
    }
    assert!(page.has_text("Suppliers: 1") && page.has_text("Locations: 1"), "each is made once: {page}");
    applied(&app, &ada, &page).await;
    assert_eq!((app.count("asset_categories").await, app.count("vendors").await), (1, 1));
}

#[tokio::test]
async fn a_row_changes_the_asset_with_its_tag_or_serial_and_empty_cells_change_nothing() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    category(&app, "Tools", "T-###").await;
    let first = "Asset tag,Name,Category,Serial,Cost\nA-1,Drill,Tools,S-1,100\nA-2,Saw,Tools,S-2,50\n";
    let page = checked(&app, &ada, first.as_bytes()).await;
    applied(&app, &ada, &page).await;
    let second = "Serial,Name,Cost,Location\nS-1,Big drill,,Upper deck\nS-2,,60,\nS-3,New saw,,\n";
    let page = checked(&app, &ada, second.as_bytes()).await;
    assert_eq!(counts(&app).await, [0, 2, 0, 1], "{page}");
    assert!(page.has_text("Choose a category."), "{page}");
    applied(&app, &ada, &page).await;
    let list = ada.get(&format!("{ASSETS}?columns=name,cost,location")).await.expect(200);
    for seen in ["Big drill", "€100.00", "Saw", "€60.00", "Upper deck"] {
        assert!(list.has_text(seen), "{seen}: {list}");
    }
    // Those that are there can be left alone.
    let page = checked(&app, &ada, b"Asset tag,Name\nA-1,Drill\n").await;
    let form = page.form("#reading").untick("changes");
    let sent = ada.send_form(&form).await.expect(303);
    app.settle().await;
    let page = ada.get(sent.location()).await.expect(200);
    assert_eq!(counts(&app).await, [0, 0, 1, 0], "{page}");
    assert_eq!(
        ada.get(IMPORTS)
            .await
            .expect(200)
            .hrefs()
            .iter()
            .filter(|href| href.starts_with(&format!("{IMPORTS}/0")))
            .count(),
        3
    );
}

#[tokio::test]
async fn columns_and_days_are_read_as_somebody_says() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let kind = category(&app, "Tools", "T-###").await;
    let text = "Sticker|What|When\nQ-1|Drill|03/04/2026\n";
    let page = checked(&app, &ada, text.as_bytes()).await;
    assert_eq!(counts(&app).await, [0, 0, 0, 1], "{page}");
    let form = page.form("#reading");
    let form = form.set("column-0", "tag").set("column-1", "name").set("column-2", "purchased");
    let sent = ada.send_form(&form.set("days", "mdy").set("category", &kind.to_string())).await.expect(303);
    app.settle().await;
    let page = ada.get(sent.location()).await.expect(200);
    assert_eq!(counts(&app).await, [1, 0, 0, 0], "{page}");
    applied(&app, &ada, &page).await;
    let (bought,): (chrono::NaiveDate,) = sql("select purchased_on from assets").one(app.db()).await.unwrap();
    assert_eq!(bought.to_string(), "2026-03-04");
}
