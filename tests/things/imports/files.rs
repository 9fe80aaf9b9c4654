//! Files as bad as people send them.

use super::{IMPORTS, applied, checked, counts, send};
use crate::support::{ADA, TestApp};
use crate::things::assets::category;
use kernel::sheet::Workbook;

#[tokio::test]
async fn encodings_separators_line_ends_and_workbooks_bring_the_same() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    category(&app, "Möbel", "M-###").await;
    let mut files: Vec<Vec<u8>> = Vec::new();
    for (at, (separator, end)) in [(",", "\n"), (";", "\r\n"), ("\t", "\r"), ("|", "\n")].into_iter().enumerate() {
        let text = [
            ["Asset tag", "Name", "Category"].join(separator),
            [format!("F-{at}").as_str(), "Größerer Stuhl für Ältere", "Möbel"].join(separator),
            String::new(),
        ]
        .join(end);
        files.push(match at {
            0 => text.chars().map(|letter| letter as u8).collect(),
            1 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            2 => format!("\u{feff}{text}").into_bytes(),
            _ => text.into_bytes(),
        });
    }
    let mut book = Workbook::new("Assets", &["Asset tag", "Name", "Category"].map(str::to_owned)).unwrap();
    book.row(["F-4", "Größerer Stuhl für Ältere", "Möbel"].map(str::to_owned)).unwrap();
    files.push(book.finish().unwrap());
    for file in &files {
        let page = checked(&app, &ada, file).await;
        assert_eq!(counts(&app).await, [1, 0, 0, 0], "{page}");
        assert!(page.has_text("Größerer Stuhl für Ältere"), "{page}");
        applied(&app, &ada, &page).await;
    }
    assert_eq!(app.count("assets").await, 5);
}

#[tokio::test]
async fn what_is_wrong_is_told_by_row_and_field_and_holds_up_nobody() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    category(&app, "Tools", "T-###").await;
    let text = "Asset tag,Name,Name,,Category,Serial,Purchase cost,Warranty until,Purchased,Note\n\
        G-1,Good,Other,stray,Tools,S-1,€ 10,,,\n\
        G-1,Twice,,,Tools,,,,,\n\
        G-2,Same serial,,,Tools,s-1,,,,\n\
        G 3,Bad tag,,,Tools,,,,,\n\
        3.57E+11,Shortened,,,Tools,,,,,\n\
        G-4,Dollars,,,Tools,,$ 10,,,\n\
        G-5,Backwards,,,Tools,,,2020-01-01,2021-01-01,\n\
        ,,,,,,,,,\n\
        G-6,\"Ragged\",,,Tools\n\
        G-7,Long,,,Tools,,,,,";
    let text = format!("{text}{}\n", "x".repeat(4_100));
    let page = checked(&app, &ada, text.as_bytes()).await;
    assert_eq!(counts(&app).await, [2, 0, 0, 7], "{page}");
    for told in [
        "Line 2 is about this asset already",
        "Line 2 has this serial too",
        "barcode can hold",
        "shortened this number",
        "not in EUR",
        "cannot end before",
        "4000",
    ] {
        assert!(page.has_text(told), "{told}: {page}");
    }
    applied(&app, &ada, &page).await;
    assert_eq!((app.count("assets").await, counts(&app).await), (2, [2, 0, 0, 7]));
}

#[tokio::test]
async fn what_is_no_table_is_refused_at_its_field() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    for (bytes, told) in [
        (b"Tag\n".as_slice(), "no rows"),
        (b"", "Choose a file"),
        (b"PK\x03\x04broken", "could not be read as a workbook"),
        (b"\xd0\xcf\x11\xe0old", "old kind"),
    ] {
        let refused = send(&ada, bytes).await.expect(422);
        assert!(refused.problem("file").is_some_and(|problem| problem.contains(told)), "{told}: {refused}");
    }
    // Larger than a picture, and not too large.
    let large = format!("Asset tag,Note\nL-1,two words {}\n", "x".repeat(6 * 1024 * 1024));
    send(&ada, large.as_bytes()).await.expect(303);
    assert_eq!(app.count("asset_imports").await, 1);
    app.settle().await;
    assert!(ada.get(IMPORTS).await.expect(200).has_text("Waits for you"));
    // Rows are kept locked, in letters that know no space.
    let kept: Vec<(String,)> = kernel::db::sql("select content from asset_import_parts").all(app.db()).await.unwrap();
    assert!(kept.iter().all(|(content,)| content.starts_with("v1.") && !content.contains("two words")));
}

#[tokio::test]
async fn tags_are_numbered_without_gaps_and_what_is_sealed_stays_so() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let kind = category(&app, "Tools", "T-###").await;
    crate::things::assets::field(&app, None, "Code", "text", &["sealed"]).await;
    crate::things::assets::asset(&app, kind, "T-002", None).await;
    let text = "Name,Category,Code\nOne,Tools,hush\nTwo,Tools,hush-2\nThree,Tools,\n";
    let page = checked(&app, &ada, text.as_bytes()).await;
    assert!(!page.has_text("hush"), "{page}");
    applied(&app, &ada, &page).await;
    let tags: Vec<(String,)> = kernel::db::sql("select tag from assets order by tag").all(app.db()).await.unwrap();
    let tags: Vec<&str> = tags.iter().map(|(tag,)| tag.as_str()).collect();
    assert_eq!(tags, ["T-002", "T-003", "T-004", "T-005"]);
    let values: Vec<(String,)> = kernel::db::sql("select value from asset_values").all(app.db()).await.unwrap();
    assert!(values.len() == 2 && values.iter().all(|(value,)| value.starts_with("v1.")), "{values:?}");
    let told: Vec<(String,)> = kernel::db::sql("select cast(data as text) from events").all(app.db()).await.unwrap();
    assert!(!told.iter().any(|(data,)| data.contains("hush")));
}
