//! Files of assets: told by their bytes, kept with their names, as visible as their asset.

use super::{ASSETS, asset, category};
use crate::support::world::{FLOOR, SITE};
use crate::support::{ADA, HARBOUR, TestApp};
use kernel::db::sql;
use platform::Role;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and the rest of it";
const PDF: &[u8] = b"%PDF-1.7 and the rest of it";

#[tokio::test]
async fn files_are_added_downloaded_by_their_names_and_removed() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let id = asset(&app, kind, "NB-1", None).await;
    let ada = app.sign_in(&ADA).await;
    let path = format!("{ASSETS}/{id}/files");
    let form = || async { ada.get(&path).await.expect(200).form("#form") };
    ada.send_form_with(&form().await, Some(("C:\\Scans\\Größe A.pdf", "text/html", PDF))).await.expect(303);
    let twice = form().await;
    for _ in 0..2 {
        ada.send_form_with(&twice, Some(("../lid.png", "image/png", PNG))).await.expect(303);
    }
    assert_eq!(app.count("asset_files").await, 2, "a double click adds one");
    let files =
        app.program(&ADA).await.get(&format!("/api/v1/orgs/harbour-house/assets/{id}/files")).await.expect(200).json();
    let files = files["data"].as_array().unwrap().clone();
    assert_eq!((files[0]["name"].as_str(), files[0]["media_type"].as_str()), (Some("lid.png"), Some("image/png")));
    let page = ada.get(&format!("{ASSETS}/{id}")).await.expect(200);
    assert!(page.has_text("Größe") && page.has_text("added the file lid.png"), "{page}");
    let of = |at: usize| format!("{path}/{}", files[at]["id"].as_str().unwrap());
    let pdf = ada.get(&of(1)).await.expect(200);
    assert_eq!(pdf.bytes, PDF);
    let said = pdf.header("content-disposition");
    assert!(
        said.starts_with("attachment; filename=\"Gr__e A.pdf\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20A.pdf"),
        "{said}"
    );
    assert_eq!(pdf.header("content-security-policy"), "default-src 'none'; sandbox");
    assert_eq!((pdf.header("x-content-type-options"), pdf.header("content-type")), ("nosniff", "application/pdf"));
    assert!(
        ada.get(&of(0)).await.expect(200).header("content-disposition").starts_with("inline; filename=\"lid.png\"")
    );
    let page = ada.get(&path).await.expect(200);
    ada.submit(&page, &format!("{}/removal", files[1]["id"].as_str().unwrap()), &[]).await.expect(303);
    ada.get(&of(1)).await.expect(404);
    assert_eq!((app.count("asset_files").await, app.count("files").await), (1, 1));
    let facts = platform::events::of_subject(app.db(), HARBOUR.id, id, 9).await.unwrap();
    assert!(facts.iter().any(|fact| fact.kind == "asset.file_removed"), "{facts:?}");
}

#[tokio::test]
async fn what_could_run_or_is_too_large_is_refused_and_nothing_is_kept() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let id = asset(&app, kind, "NB-1", None).await;
    let ada = app.sign_in(&ADA).await;
    let path = format!("{ASSETS}/{id}/files");
    let large = [PDF, vec![b' '; kernel::files::FILE_MAX].as_slice()].concat();
    let huge = [PDF, vec![b' '; kernel::files::FILE_MAX + 200_000].as_slice()].concat();
    let bad: [(&str, &[u8]); 6] = [
        ("x.svg", b"<svg onload=alert(1)>"),
        ("x.txt", b"<!doctype html><script>alert(1)</script>"),
        ("x.docx", b"PK\x03\x04 some other zip"),
        ("x.pdf", b"MZ\x90\0\x03"),
        ("large.pdf", &large),
        ("huge.pdf", &huge),
    ];
    for (name, bytes) in bad {
        let form = ada.get(&path).await.expect(200).form("#form");
        let refused = ada.send_form_with(&form, Some((name, "application/pdf", bytes))).await.expect(422);
        assert!(
            refused.has_text("5 MB") || refused.problem("file").is_some() || refused.has_text("could not be read"),
            "{name}: {refused}"
        );
    }
    let empty = ada.get(&path).await.expect(200).form("#form");
    assert!(ada.send_form_with(&empty, None).await.expect(422).problem("file").is_some());
    assert_eq!((app.count("files").await, app.count("asset_files").await), (0, 0));
}

#[tokio::test]
async fn a_file_is_as_visible_as_its_asset() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let there = asset(&app, kind, "THERE", Some(SITE.id)).await;
    let here = asset(&app, kind, "HERE", Some(FLOOR.id)).await;
    let ada = app.sign_in(&ADA).await;
    let form = ada.get(&format!("{ASSETS}/{there}/files")).await.expect(200).form("#form");
    ada.send_form_with(&form, Some(("lid.png", "image/png", PNG))).await.expect(303);
    let (file,): (uuid::Uuid,) =
        sql("select file_id from asset_files where org_id = $1").bind(HARBOUR.id).one(app.db()).await.unwrap();
    let user = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let limit = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(limit.bind(HARBOUR.id).bind(user).bind(FLOOR.id)).await.unwrap();
    let keeper = app.sign_in_user(user).await;
    keeper.get(&format!("{ASSETS}/{there}/files/{file}")).await.expect(404);
    keeper.get(&format!("{ASSETS}/{here}/files/{file}")).await.expect(404);
    keeper.post(&format!("{ASSETS}/{there}/files/{file}/removal"), &[]).await.expect(404);
    app.guest().get(&format!("/b/harbour-house/assets/{there}/files/{file}")).await.expect(404);
    ada.get(&format!("{ASSETS}/{there}/files/{file}")).await.expect(200);
    // Nor by the address of public pictures.
    app.guest().get(&format!("/b/harbour-house/pictures/{file}")).await.expect(404);
}
