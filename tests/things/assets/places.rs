//! Where the bytes of files stand: in the database, in a folder, with a service that speaks S3.

use super::{ASSETS, asset, category};
use crate::support::{ADA, Answer, Browser, Fails, Furnishing, HARBOUR, S3, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;
use kernel::storage::Place;
use platform::files::{Sweep, relocate};
use platform::jobs::Job;
use std::path::PathBuf;
use std::time::Duration;
use uuid::Uuid;

const PDF: &[u8] = b"%PDF-1.7 and the rest of it";
/// The largest file of these houses.
const MAX: u64 = 25 * 1024 * 1024;

/// A house with one asset, and Ada in front of the page of its files.
struct Scene {
    app: TestApp,
    ada: Browser,
    path: String,
}

async fn scene(place: Place, s3: Option<&S3>) -> Scene {
    let bucket = s3.map(|s3| s3.bucket("houses/one"));
    let app = TestApp::with(Furnishing::World, |settings| {
        (settings.files.place, settings.files.max, settings.files.bucket) = (place, MAX, bucket);
    })
    .await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let asset = asset(&app, kind, "NB-1", None).await;
    let ada = app.sign_in(&ADA).await;
    Scene { app, ada, path: format!("{ASSETS}/{asset}/files") }
}

impl Scene {
    async fn add(&self, name: &str, bytes: &[u8]) -> Answer {
        self.app.advance(TimeDelta::seconds(1)); // ids stand in the order of their instants
        let form = self.ada.get(&self.path).await.expect(200).form("#form");
        self.ada.send_form_with(&form, Some((name, "application/pdf", bytes))).await
    }

    /// Ids, places and names outside, in the order of the ids.
    async fn rows(&self) -> Vec<(Uuid, Place, Option<Uuid>)> {
        let rows = sql("select id, place, object_id from files where org_id = $1 order by id").bind(HARBOUR.id);
        rows.all(self.app.db()).await.unwrap()
    }

    async fn downloaded(&self, file: Uuid) -> Vec<u8> {
        self.ada.get(&format!("{}/{file}", self.path)).await.expect(200).bytes
    }

    /// Names of what lies in the folder, fragments too.
    fn lying(&self) -> Vec<PathBuf> {
        let files =
            |folder: PathBuf| std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        files(self.app.house.files.folder.clone()).flat_map(files).collect()
    }

    fn arrivals(&self) -> usize {
        std::fs::read_dir(&self.app.house.files.arrivals).into_iter().flatten().count()
    }

    async fn remove(&self, file: Uuid) {
        let page = self.ada.get(&self.path).await.expect(200);
        self.ada.submit(&page, &format!("{file}/removal"), &[]).await.expect(303);
    }
}

/// So many bytes that no two parts of them are alike.
fn large(bytes: usize) -> Vec<u8> {
    let mut all = PDF.to_vec();
    all.extend((0u32..).flat_map(u32::to_le_bytes).take(bytes - PDF.len()));
    all
}

#[tokio::test]
async fn files_stand_where_the_operator_says_and_go_when_they_are_removed() {
    let s3 = S3::start().await;
    for place in [Place::Database, Place::Disk, Place::S3] {
        let scene = scene(place, Some(&s3)).await;
        scene.add("small.pdf", PDF).await.expect(303);
        let big = large(9 * 1024 * 1024 + 7);
        scene.add("big.pdf", &big).await.expect(303);
        let rows = scene.rows().await;
        assert!(rows.iter().all(|(_, at, object)| *at == place && object.is_some() == place.is_outside()), "{rows:?}");
        assert_eq!((scene.downloaded(rows[0].0).await, scene.downloaded(rows[1].0).await), (PDF.to_vec(), big));
        let outside = (scene.lying().len(), s3.names().len());
        assert_eq!(outside, ((place == Place::Disk) as usize * 2, (place == Place::S3) as usize * 2), "{place:?}");
        assert!(s3.names().iter().all(|name| name.starts_with(&format!("houses/one/{}/", HARBOUR.id))));
        assert_eq!(scene.arrivals(), 0, "nothing stays where it arrived");
        let report = keeping::verify::verify(&scene.app.house).await.unwrap();
        assert!(report.holds(), "{:?}", report.lines());
        for (file, ..) in rows {
            scene.remove(file).await;
        }
        assert_eq!(scene.app.count("files").await, 0);
        scene.app.settle().await;
        assert_eq!((scene.lying().len(), s3.names().len()), (0, 0), "the bytes follow their rows");
    }
    assert_eq!(s3.unsigned(), 0);
    assert!(s3.calls().iter().any(|call| call.starts_with("POST")), "what is large comes in parts");
}

/// A workbook of a few bytes with a sheet of 700 MB, as its directory says.
fn bomb() -> Vec<u8> {
    let sheet = [b"PK\x03\x04".as_slice(), &[0; 26], b"[Content_Types].xml"].concat();
    let mut entry = [b"PK\x01\x02".as_slice(), &[0; 42], b"[Content_Types].xml"].concat();
    entry[24..28].copy_from_slice(&700_000_000u32.to_le_bytes());
    entry[28] = 19;
    let (from, size) = (sheet.len() as u32, entry.len() as u32);
    let last =
        [b"PK\x05\x06\0\0\0\0\x01\0\x01\0".as_slice(), &size.to_le_bytes(), &from.to_le_bytes(), &[0; 2]].concat();
    [sheet, entry, last].concat()
}

#[tokio::test]
async fn what_could_run_or_is_too_large_is_refused_and_nothing_is_kept_anywhere() {
    let s3 = S3::start().await;
    for place in [Place::Disk, Place::S3] {
        let scene = scene(place, Some(&s3)).await;
        let huge = large(MAX as usize + 1);
        let other = [b"PK\x03\x04".as_slice(), &[0; 4096], b"bomb.bin"].concat();
        let bomb = bomb();
        for (name, bytes) in [
            ("x.svg", b"<svg onload=alert(1)>".as_slice()),
            ("x.txt", b"<!doctype html><script>alert(1)</script>"),
            ("x.docx", &other),
            ("bomb.xlsx", &bomb),
            ("bomb.pdf", &bomb),
            ("bomb.zip", &bomb),
            ("../../x.pdf", b"MZ\x90\0\x03"),
            ("huge.pdf", &huge),
        ] {
            let refused = scene.add(name, bytes).await.expect(422);
            let told = match name {
                "huge.pdf" => "larger than 25 MB",
                name if name.starts_with("bomb") => "far larger than a document",
                _ => "Choose a picture",
            };
            assert!(refused.has_text(told), "{name}: {refused}");
        }
        assert_eq!((scene.app.count("files").await, scene.lying().len(), s3.names().len()), (0, 0, 0));
        assert_eq!(scene.arrivals(), 0);
        // A path in a name leads nowhere.
        scene.add("../../../etc/passwd.pdf", PDF).await.expect(303);
        assert!(scene.ada.get(&scene.path).await.expect(200).has_text("passwd.pdf"));
        assert_eq!(scene.rows().await.len(), 1);
        let file = scene.rows().await[0].0;
        scene.remove(file).await;
        scene.app.settle().await;
    }
}

#[tokio::test]
async fn a_service_that_fails_is_tried_again_and_one_that_is_gone_is_told_plainly() {
    let s3 = S3::start().await;
    let scene = scene(Place::S3, Some(&s3)).await;
    s3.next(&[Fails::With(500), Fails::With(503)]);
    scene.add("a.pdf", PDF).await.expect(303);
    s3.next(&[Fails::Slow(Duration::from_millis(200))]);
    scene.add("b.pdf", PDF).await.expect(303);
    for gone in [Fails::With(500), Fails::Silent, Fails::With(403)] {
        s3.always(Some(gone));
        let refused = scene.add("c.pdf", PDF).await.expect(422);
        assert!(refused.has_text("Nothing was added"), "{gone:?}: {refused}");
        s3.always(None);
        assert_eq!((scene.app.count("files").await, scene.arrivals()), (2, 0), "{gone:?}");
    }
    let file = scene.rows().await[0].0;
    assert_eq!(scene.downloaded(file).await, PDF);
    s3.always(Some(Fails::With(500)));
    scene.ada.get(&format!("{}/{file}", scene.path)).await.expect(500);
    // The row goes although its bytes cannot yet; they follow.
    scene.remove(file).await;
    assert_eq!(scene.app.count("files").await, 1);
    s3.always(None);
    scene.app.settle().await;
    assert_eq!(s3.names().len(), 1);
}

#[tokio::test]
async fn bytes_without_a_row_are_swept_after_a_day_and_nothing_else() {
    let s3 = S3::start().await;
    for place in [Place::Disk, Place::S3] {
        let scene = scene(place, Some(&s3)).await;
        let house = &scene.app.house;
        scene.add("a.pdf", PDF).await.expect(303);
        // The house stopped between the bytes and the row, in the middle of the bytes, and while a file arrived.
        let kept = house.files.arrivals.join(house.id().to_string());
        std::fs::write(&kept, PDF).unwrap();
        house.files.put(place, &format!("{}/{}", HARBOUR.id, house.id()), &kept).await.unwrap();
        house.files.put(place, "notes/of-somebody-else.txt", &kept).await.unwrap();
        let folder = house.files.folder.join(HARBOUR.id.to_string());
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{}#1", house.id())), b"half").unwrap();
        Sweep.run(house).await.unwrap();
        let all = |scene: &Scene| scene.lying().len() + s3.names().len();
        assert_eq!((all(&scene), scene.arrivals()), (4, 1), "they may be on their way");
        scene.app.advance(TimeDelta::hours(25));
        Sweep.run(house).await.unwrap();
        assert_eq!((all(&scene), scene.arrivals()), (2, 0), "{:?} {:?}", scene.lying(), s3.names());
        assert_eq!(scene.downloaded(scene.rows().await[0].0).await, PDF);
        house.files.remove(place, "notes/of-somebody-else.txt").await.unwrap();
        let (_, _, object) = scene.rows().await[0];
        house.files.remove(place, &format!("{}/{}", HARBOUR.id, object.unwrap())).await.unwrap();
        let report = keeping::verify::verify(house).await.unwrap();
        assert!(report.lines().iter().any(|line| line.contains("the bytes are missing")), "{:?}", report.lines());
    }
}

#[tokio::test]
async fn files_are_moved_from_place_to_place_and_whoever_is_interrupted_goes_on() {
    let s3 = S3::start().await;
    let scene = scene(Place::Database, Some(&s3)).await;
    let house = &scene.app.house;
    for at in 0..5u8 {
        scene.add(&format!("{at}.pdf"), &[PDF, &[b'0' + at]].concat()).await.expect(303);
    }
    let files: Vec<Uuid> = scene.rows().await.into_iter().map(|(id, ..)| id).collect();
    let same = async || {
        for (at, file) in files.iter().enumerate() {
            assert_eq!(scene.downloaded(*file).await.last(), Some(&(b'0' + at as u8)));
        }
    };
    relocate(house, Place::Disk, |_, _| {}).await.unwrap();
    scene.app.settle().await;
    assert_eq!(scene.lying().len(), 5);
    same().await;
    // The service goes away after two of them.
    s3.next(&[Fails::Slow(Duration::ZERO), Fails::Slow(Duration::ZERO)]);
    s3.next(&[Fails::With(403); 1]);
    relocate(house, Place::S3, |_, _| {}).await.unwrap_err();
    same().await;
    let places = scene.rows().await.iter().filter(|(_, place, _)| *place == Place::S3).count();
    assert_eq!(places, 2);
    let again = relocate(house, Place::S3, |_, _| {}).await.unwrap();
    assert_eq!((again.files, again.stayed.len()), (3, 0));
    scene.app.settle().await;
    assert_eq!((scene.lying().len(), s3.names().len()), (0, 5));
    same().await;
    // What is not what it was stays where it is, and is named.
    let name = s3.names()[0].clone();
    s3.tamper(&name, Some(b"other"));
    let back = relocate(house, Place::Database, |_, _| {}).await.unwrap();
    assert_eq!((back.files, back.stayed.len()), (4, 1), "{back:?}");
    let report = keeping::verify::verify(house).await.unwrap();
    assert!(report.lines().iter().any(|line| line.contains("not those that were stored (s3)")), "{:?}", report.lines());
    scene.app.settle().await;
    assert_eq!(s3.names(), [name]);
}

#[tokio::test]
async fn a_house_that_is_held_leaves_bytes_outside_alone() {
    let scene = scene(Place::Disk, None).await;
    scene.add("a.pdf", PDF).await.expect(303);
    let file = scene.rows().await[0].0;
    let house = &scene.app.house;
    let mut tx = house.db.begin().await.unwrap();
    let because = platform::quarantine::Because::Restored;
    platform::quarantine::hold(&mut tx, because, "a copy", house.id(), house.now()).await.unwrap();
    tx.commit().await.unwrap();
    scene.remove(file).await;
    scene.app.settle().await;
    assert_eq!((scene.app.count("files").await, scene.lying().len()), (0, 1), "they may be another house's");
}
