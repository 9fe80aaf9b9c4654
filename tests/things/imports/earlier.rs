//! The ids that assets had in the system they come from.

use super::{applied, checked, counts, imported};
use crate::support::{ADA, Form, TestApp};
use crate::things::assets::{ASSETS, category};
use kernel::db::sql;

async fn earlier(app: &TestApp) -> Vec<(String, Option<String>)> {
    sql("select tag, legacy_id from assets order by tag").all(app.db()).await.unwrap()
}

fn pairs(said: &[(&str, Option<&str>)]) -> Vec<(String, Option<String>)> {
    said.iter().map(|(tag, id)| ((*tag).to_owned(), id.map(str::to_owned))).collect()
}

#[tokio::test]
async fn an_id_leads_to_one_asset_and_a_second_one_is_told_at_its_row_and_field() {
    let app = TestApp::start().await;
    category(&app, "Tools", "T-###").await;
    let first = "ID,Asset tag,Name,Category,Serial\n1,A-1,Drill,Tools,S-1\n2,A-2,Saw,Tools,\n2,A-3,Axe,Tools,\n";
    let (ada, done) = imported(&app, first).await;
    assert!(done.has_text("Line 3 has this id too."), "{done}");
    assert_eq!(earlier(&app).await, pairs(&[("A-1", Some("1")), ("A-2", Some("2"))]));
    let rows = [
        // Another program counts from one as well: an id does not win over a tag.
        ("1,B-1,Ladder,Tools,", [0, 0, 0, 1]),
        ("1,A-2,Saw,Tools,", [0, 0, 0, 1]),
        // It has another label since; the serial says that it is the same thing.
        ("1,OLD-1,Drill,Tools,S-1", [0, 0, 1, 0]),
        ("2,,Bow saw,,", [0, 1, 0, 0]),
        (",A-1,Drill,Tools,S-1", [0, 0, 1, 0]),
        ("9,A-1,Drill,Tools,S-1", [0, 1, 0, 0]),
        ("1.23457E+11,A-9,Nail,Tools,", [0, 0, 0, 1]),
        (&format!("{},A-9,Nail,Tools,", "x".repeat(61)), [0, 0, 0, 1]),
    ];
    for (row, counted) in rows {
        let page = checked(&app, &ada, format!("ID,Asset tag,Name,Category,Serial\n{row}\n").as_bytes()).await;
        assert_eq!(counts(&app).await, counted, "{row}: {page}");
        assert!(counted[3] == 0 || page.has_text("Earlier id"), "{row}: {page}");
        assert!(!row.starts_with("1,B-1") || page.has_text("The asset A-1 had the id 1 already."), "{page}");
    }
}

#[tokio::test]
async fn taking_it_back_gives_back_the_id_before() {
    let app = TestApp::start().await;
    category(&app, "Tools", "T-###").await;
    let (ada, _) = imported(&app, "ID,Asset tag,Name,Category\n1,A-1,Drill,Tools\n,A-2,Saw,Tools\n").await;
    let page = checked(&app, &ada, b"ID,Asset tag\n11,A-1\n12,A-2\n13,A-3\n").await;
    assert_eq!(counts(&app).await, [0, 2, 0, 1], "{page}");
    let done = applied(&app, &ada, &page).await;
    assert_eq!(earlier(&app).await, pairs(&[("A-1", Some("11")), ("A-2", Some("12"))]));
    let form = Form::every(&done).into_iter().find(|form| form.action.ends_with("/reversal")).unwrap();
    ada.send_form(&form).await.expect(303);
    app.settle().await;
    assert_eq!(earlier(&app).await, pairs(&[("A-1", Some("1")), ("A-2", None)]));
}

/// What people write into cells, by chance.
fn by_chance(seed: &mut u64, below: u64) -> u64 {
    // Knuth's MMIX; its high bits are the good ones.
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % below
}

#[tokio::test]
async fn whatever_is_imported_comes_out_and_in_again_without_a_change() {
    const NAMES: [&str; 8] =
        ["Drill", "=1+1", "\"Big\" one", "Größe, 3", "two\nlines", "-5", "👩‍🔧 kit", " spaced  out "];
    for mut seed in 1..=6u64 {
        let app = TestApp::start().await;
        category(&app, "Tools", "T-####").await;
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(["ID", "Asset tag", "Asset name", "Category", "Serial", "Notes", "Purchase cost", "Status"])
            .unwrap();
        for at in 0..60 {
            let mut some = |text: String| if by_chance(&mut seed, 3) == 0 { String::new() } else { text };
            let (id, tag, serial) = (some(format!("{}", 900 - at)), some(format!("X-{at}")), some(format!("S{at}")));
            let cost = some(format!("{}.5", at * 7));
            let (name, note) = (by_chance(&mut seed, 8) as usize, by_chance(&mut seed, 8) as usize);
            let status = ["", "Ready to Deploy", "Out for Repair", "Archived"][by_chance(&mut seed, 4) as usize];
            out.write_record([&id, &tag, NAMES[name], "Tools", &serial, NAMES[note], &cost, status]).unwrap();
        }
        let file = String::from_utf8(out.into_inner().unwrap()).unwrap();
        let (ada, done) = imported(&app, &file).await;
        let [created, _, _, wrong] = counts(&app).await;
        assert_eq!((created, wrong), (60, 0), "seed {seed}: {done}");
        let (before, facts) = (earlier(&app).await, app.count("events").await);
        for filter in ["", "&status=disposed"] {
            for format in ["csv", "xlsx"] {
                let exported = ada.get(&format!("{ASSETS}?format={format}{filter}")).await.expect(200);
                let page = checked(&app, &ada, &exported.bytes).await;
                let [created, changed, same, wrong] = counts(&app).await;
                assert_eq!((created, changed, wrong), (0, 0, 0), "seed {seed}, {format}{filter}: {page}");
                assert!(same > 0 && !page.has_form("#apply"), "{page}");
            }
        }
        assert_eq!((earlier(&app).await, app.count("events").await), (before, facts));
        drop(app.sign_in(&ADA).await);
    }
}
