//! Files as bad as people send them.

use super::{IMPORTS, applied, checked, counts, send};
use crate::support::{ADA, TestApp};
use crate::things::assets::category;
use chrono::TimeDelta;
use kernel::db::sql;
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
async fn where_the_encoding_was_guessed_wrong_another_is_chosen_and_the_file_read_anew() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    category(&app, "Möbel", "M-###").await;
    // As a Mac of long ago wrote it: ö is 9A, ß is A7, and nothing says so.
    let file = b"Asset tag,Name,Category,Gr\x9a\xa7e,Purchased\nE-1,St\x9fhle,M\x9abel,gro\xa7,02/03/2026\nE-2,Tisch,M\x9abel,,\n";
    let page = checked(&app, &ada, file).await;
    let found = page.form("#reading").value("encoding").expect("a choice");
    assert_ne!(found, "macintosh", "the guess is wrong, or there is nothing to choose");
    assert!(page.has_text("Mšbel") && page.has_text("What will be made first"), "{page}");

    // One in which it is no table is refused, and what was said stays.
    let said = page.form("#reading").set("days", "mdy");
    let otherwise = said.clone().set("column-1", "note").set("encoding", "UTF-16LE");
    let refused = ada.send_form(&otherwise).await.expect(422);
    assert!(refused.problem("encoding").is_some(), "{refused}");
    let kept = refused.form("#reading");
    assert_eq!(["encoding", "days", "column-1"].map(|name| kept.value(name).unwrap()), ["UTF-16LE", "mdy", "note"]);
    ada.send_form(&said.clone().forge("encoding", Some("EBCDIC"))).await.expect(422);

    let sent = ada.send_form(&said.set("encoding", "macintosh").set("column-1", "name")).await.expect(303);
    app.settle().await;
    let page = ada.get(sent.location()).await.expect(200);
    assert_eq!(counts(&app).await, [2, 0, 0, 0], "{page}");
    assert!(page.has_text("Stühle") && page.has_text("Größe") && !page.has_text("Mšbel"), "{page}");
    assert!(!page.has_text("What will be made first"), "the category is known: {page}");
    let form = page.form("#reading");
    assert_eq!(["encoding", "days", "column-1"].map(|name| form.value(name).unwrap()), ["macintosh", "mdy", "name"]);
    let done = applied(&app, &ada, &page).await;
    assert!(done.has_text("2 rows, macintosh"), "{done}");
    let named: Vec<(String, String)> =
        sql("select a.name, c.name from assets a join asset_categories c on c.org_id = a.org_id and c.id = a.category_id order by a.tag_key")
            .all(app.db())
            .await
            .unwrap();
    assert_eq!(named, [("Stühle", "Möbel"), ("Tisch", "Möbel")].map(|(one, other)| (one.to_owned(), other.to_owned())));
    assert_eq!(kept_bytes(&app).await, 0, "what is applied is not read again");
}

/// Pieces of files that are kept as they were sent.
async fn kept_bytes(app: &TestApp) -> i64 {
    sql("select count(*) from asset_import_parts where number < -1").one::<(i64,)>(app.db()).await.unwrap().0
}

#[tokio::test]
async fn bytes_are_kept_only_where_they_could_be_read_otherwise_and_go_with_the_rows() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    category(&app, "Tools", "T-###").await;
    let page = checked(&app, &ada, b"Asset tag,Name,Category\nA-1,Saw,Tools\n").await;
    assert!(!page.form("#reading").names().contains(&"encoding"), "ASCII reads alike in all of them: {page}");
    let forged = page.form("#reading").forge("encoding", Some("macintosh"));
    ada.send_form(&forged).await.expect(422);
    assert_eq!(kept_bytes(&app).await, 0);
    let page = checked(&app, &ada, "Asset tag,Name,Category\nA-1,Säge,Tools\n".as_bytes()).await;
    assert_eq!((kept_bytes(&app).await, page.form("#reading").value("encoding").as_deref()), (1, Some("UTF-8")));
    let (content,): (String,) =
        sql("select content from asset_import_parts where number = -2").one(app.db()).await.unwrap();
    assert!(!content.contains("H4sI"), "they are locked as the rows are: {content}");
    // The same through a program, which is told what there is.
    let program = app.program(&ADA).await;
    let id = page.form("#apply").action.split('/').nth_back(1).unwrap().to_owned();
    let path = format!("/api/v1/imports/{id}");
    assert_eq!(program.get(&path).await.expect(200).json()["encoding"], "UTF-8");
    let columns = serde_json::json!(["tag", "name", "category"]);
    let wish = |encoding: &str| serde_json::json!({ "columns": columns, "encoding": encoding });
    let refused = program.put(&format!("{path}/reading"), wish("EBCDIC")).await.expect(422);
    assert_eq!(refused.pointers(), ["/encoding"]);
    program.put(&format!("{path}/reading"), wish("ISO-8859-15")).await.expect(202);
    app.settle().await;
    let shown = program.get(&path).await.expect(200).json();
    assert_eq!((&shown["encoding"], &shown["stage"]), (&"ISO-8859-15".into(), &"checked".into()), "{shown}");
    assert_eq!(shown["first_changes"][0]["name"], "SÃ€ge", "as nobody would have it");
    app.advance(TimeDelta::days(40));
    app.tick().await;
    assert_eq!(kept_bytes(&app).await, 0, "after a month nothing is left");
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
