//! Labels: to the millimetre, readable by machines, of what the viewer sees.

use super::assets::{asset, category};
use crate::support::world::{FLOOR, SITE};
use crate::support::{ADA, HARBOUR, TestApp};
use kernel::db::sql;
use platform::Role;
use std::io::Read;

const FILE: &str = "/o/harbour-house/assets/labels/file";
const POINTS: f64 = 72.0 / 25.4;

/// A page of a PDF file: its size, and the black boxes on it, from its upper left corner, all in millimetres.
struct Drawn {
    size: (f64, f64),
    boxes: Vec<[f64; 4]>,
}

/// The pages, read as a printer would: the size of the paper, and what is filled on it.
fn read(pdf: &[u8]) -> Vec<Drawn> {
    assert!(pdf.starts_with(b"%PDF-1."), "no PDF");
    let text = String::from_utf8_lossy(pdf);
    let sizes = text.match_indices("/MediaBox").map(|(at, _)| {
        let numbers = text[at..].split(['[', ']']).nth(1).unwrap().split_whitespace();
        let numbers: Vec<f64> = numbers.map(|number| number.parse().unwrap()).collect();
        (numbers[2] / POINTS, numbers[3] / POINTS)
    });
    let contents: Vec<String> =
        streams(pdf).into_iter().filter(|stream| stream.starts_with("q ") && stream.contains(" cm")).collect();
    let pages: Vec<Drawn> =
        sizes.zip(&contents).map(|(size, content)| Drawn { size, boxes: boxes(content, size.1) }).collect();
    assert_eq!(pages.len(), contents.len());
    pages
}

fn streams(pdf: &[u8]) -> Vec<String> {
    let find = |from: usize, what: &[u8]| {
        pdf[from..].windows(what.len()).position(|window| window == what).map(|at| from + at)
    };
    let (mut at, mut found) = (0, Vec::new());
    while let Some(begin) = find(at, b"\nstream\n") {
        let begin = begin + b"\nstream\n".len();
        let end = find(begin, b"endstream").unwrap();
        let mut plain = Vec::new();
        if flate2::read::ZlibDecoder::new(&pdf[begin..end]).read_to_end(&mut plain).is_ok() {
            found.push(String::from_utf8_lossy(&plain).into_owned());
        }
        at = end;
    }
    found
}

/// Filled rectangles of a content stream, which are drawn as closed lines under the transformations before them.
fn boxes(content: &str, tall: f64) -> Vec<[f64; 4]> {
    let mut stack = vec![[1.0, 0.0, 0.0, 1.0, 0.0, 0.0]];
    let (mut numbers, mut points, mut boxes) = (Vec::<f64>::new(), Vec::<(f64, f64)>::new(), Vec::new());
    let mut is_text = false;
    for word in content.split_whitespace() {
        // Letters are no boxes, and may look like anything.
        is_text = (is_text || word == "BT") && word != "ET";
        if is_text {
            continue;
        }
        let now = *stack.last().unwrap();
        let place = |x: f64, y: f64| {
            let (x, y) = (now[0] * x + now[2] * y + now[4], now[1] * x + now[3] * y + now[5]);
            (x / POINTS, tall - y / POINTS)
        };
        match word {
            "q" => stack.push(now),
            "Q" => drop(stack.pop()),
            "cm" => {
                let [a, b, c, d, e, f]: [f64; 6] = numbers.as_slice().try_into().unwrap();
                *stack.last_mut().unwrap() = [
                    now[0] * a + now[2] * b,
                    now[1] * a + now[3] * b,
                    now[0] * c + now[2] * d,
                    now[1] * c + now[3] * d,
                    now[0] * e + now[2] * f + now[4],
                    now[1] * e + now[3] * f + now[5],
                ];
            }
            "m" | "l" => points.push(place(numbers[0], numbers[1])),
            "re" => {
                points.extend([place(numbers[0], numbers[1]), place(numbers[0] + numbers[2], numbers[1] + numbers[3])])
            }
            _ => {}
        }
        if matches!(word, "h" | "re") {
            let xs = || points.iter().map(|point| point.0);
            let ys = || points.iter().map(|point| point.1);
            let (left, right) = (xs().fold(f64::MAX, f64::min), xs().fold(f64::MIN, f64::max));
            let (top, bottom) = (ys().fold(f64::MAX, f64::min), ys().fold(f64::MIN, f64::max));
            boxes.push([left, top, right - left, bottom - top]);
            points.clear();
        }
        match word.parse() {
            Ok(number) => numbers.push(number),
            Err(_) => numbers.clear(),
        }
    }
    boxes
}

/// What a camera reads in a part of a page: left, top, width, height in millimetres.
fn seen(page: &Drawn, [left, top, width, height]: [f64; 4]) -> Vec<String> {
    const DOTS: f64 = 12.0; // a millimetre, as a laser printer has them
    let (wide, tall) = ((width * DOTS) as usize, (height * DOTS) as usize);
    let is_black = |x: usize, y: usize| {
        let (x, y) = (left + (x as f64 + 0.5) / DOTS, top + (y as f64 + 0.5) / DOTS);
        page.boxes.iter().any(|[l, t, w, h]| x >= *l && x < l + w && y >= *t && y < t + h)
    };
    let mut image = rqrr::PreparedImage::prepare_from_bitmap(wide, tall, is_black);
    image.detect_grids().iter().map(|grid| grid.decode().expect("a code that can be read").1).collect()
}

/// The modules of the bars along a line, as a scanner counts them, decoded as Code 128 (set B).
fn scanned(page: &Drawn, y: f64, from: f64, to: f64) -> String {
    let mut bars: Vec<[f64; 4]> =
        page.boxes.iter().copied().filter(|[x, top, _, h]| *x >= from && *x < to && *top <= y && top + h > y).collect();
    bars.sort_by(|one, other| one[0].total_cmp(&other[0]));
    let module = bars.iter().map(|bar| bar[2]).fold(f64::MAX, f64::min);
    let mut widths = Vec::new();
    for pair in bars.windows(2) {
        widths.push((pair[0][2] / module).round() as usize);
        widths.push(((pair[1][0] - pair[0][0] - pair[0][2]) / module).round() as usize);
    }
    let symbols: Vec<&[usize]> = widths.chunks(6).filter(|symbol| symbol.len() == 6).collect();
    let values: Vec<usize> = symbols.iter().map(|symbol| value(symbol)).collect();
    assert_eq!(values[0], 104, "the start of set B");
    // What is read ends with the check symbol; the stop has seven elements, of which the first six look like one.
    let (body, rest) = values[1..].split_at(values.len() - 3);
    let sum = body.iter().enumerate().map(|(at, value)| (at + 1) * value).sum::<usize>() + 104;
    assert_eq!((rest[0], rest[1]), (sum % 103, 106), "check symbol and stop");
    body.iter().map(|value| char::from(u8::try_from(value + 32).unwrap())).collect()
}

/// The value of a symbol of Code 128 by its widths; only those that the tests print, from the table of ISO/IEC 15417.
fn value(widths: &[usize]) -> usize {
    let known = [
        (13, [1, 2, 2, 1, 3, 2]), // -
        (16, [1, 2, 3, 1, 2, 2]), // 0
        (17, [1, 2, 3, 2, 2, 1]), // 1
        (34, [1, 3, 1, 1, 2, 3]), // B
        (46, [1, 1, 3, 3, 2, 1]), // N
        (104, [2, 1, 1, 2, 1, 4]),
        (106, [2, 3, 3, 1, 1, 1]),
    ];
    let found = known.iter().find(|(_, symbol)| symbol.as_slice() == widths);
    found.map_or_else(|| check(widths), |(value, _)| *value)
}

/// A check symbol can be any: it is found by asking for the tag's own.
fn check(widths: &[usize]) -> usize {
    // NB-00001 has the check symbol of this sum.
    let sum =
        [46, 34, 13, 16, 16, 16, 16, 17].iter().enumerate().map(|(at, value)| (at + 1) * value).sum::<usize>() + 104;
    assert_eq!(widths.iter().sum::<usize>(), 11, "a symbol is eleven modules wide: {widths:?}");
    sum % 103
}

#[tokio::test]
async fn labels_stand_where_the_sheet_says_and_lead_to_their_asset() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    for number in 1..=22 {
        asset(&app, kind, &format!("NB-{number:05}"), None).await;
    }
    let ada = app.sign_in(&ADA).await;
    let file = ada.get(&format!("{FILE}?codes=both")).await.expect(200);
    assert_eq!(file.header("content-type"), "application/pdf");
    let pages = read(&file.bytes);
    assert_eq!(pages.len(), 2, "21 on a sheet of L7160, and one");
    for page in &pages {
        assert!((page.size.0 - 210.0).abs() < 0.05 && (page.size.1 - 297.0).abs() < 0.05, "{:?}", page.size);
    }
    // The sixth label is the last of the second row: two columns and one row on, by what stands on the package.
    let sixth = [7.21 + 2.0 * 66.04, 15.15 + 38.1, 63.5, 38.1];
    assert_eq!(seen(&pages[0], sixth), ["http://house.example/a/harbour-house/NB-00006"]);
    let first = [7.21, 15.15, 63.5, 38.1];
    assert_eq!(seen(&pages[0], first), ["http://house.example/a/harbour-house/NB-00001"]);
    assert_eq!(scanned(&pages[0], 15.15 + 32.0, 7.21, 7.21 + 63.5), "NB-00001");
    // A millimetre to the left of it nothing of it can be read: the place is exact.
    let inside = |[x, y, w, h]: [f64; 4]| {
        x >= first[0] && y >= first[1] && x + w <= first[0] + first[2] && y + h <= first[1] + first[3]
    };
    let of_first = |page: &Drawn| page.boxes.iter().filter(|one| inside(**one)).count();
    let others = pages[0].boxes.iter().filter(|one| one[0] < first[0]).count();
    assert!(of_first(&pages[0]) > 100 && others == 0, "{others}");
}

#[tokio::test]
async fn a_used_sheet_begins_later_and_a_printer_that_is_off_is_put_right() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    for tag in ["NB-00001", "NB-00002"] {
        asset(&app, kind, tag, None).await;
    }
    let ada = app.sign_in(&ADA).await;
    let plain = read(&ada.get(&format!("{FILE}?sheet=3490&codes=qr")).await.expect(200).bytes);
    let moved = read(&ada.get(&format!("{FILE}?sheet=3490&codes=qr&offset_x=1,5&offset_y=-2")).await.expect(200).bytes);
    for (one, other) in plain[0].boxes.iter().zip(&moved[0].boxes) {
        assert!((other[0] - one[0] - 1.5).abs() < 0.02 && (other[1] - one[1] + 2.0).abs() < 0.02, "{one:?} {other:?}");
    }
    let later = read(&ada.get(&format!("{FILE}?sheet=3490&codes=qr&start=24")).await.expect(200).bytes);
    assert_eq!(later.len(), 2, "the last place, and the first of another sheet");
    assert_eq!(
        seen(&later[0], [140.0, 4.5 + 7.0 * 36.0, 70.0, 36.0]),
        ["http://house.example/a/harbour-house/NB-00001"]
    );
    assert!(later[0].boxes.iter().all(|one| one[0] > 139.9));
    ada.get(&format!("{FILE}?sheet=3490&start=25")).await.expect(422);
    let single = read(&ada.get(&format!("{FILE}?sheet=single&width=57&height=32")).await.expect(200).bytes);
    assert_eq!(single.len(), 2, "a page each");
    assert!((single[0].size.0 - 57.0).abs() < 0.05 && (single[0].size.1 - 32.0).abs() < 0.05, "{:?}", single[0].size);
}

#[tokio::test]
async fn a_whole_list_is_printed_and_what_is_ticked_wins() {
    let app = TestApp::start().await;
    let kind = category(&app, "Cables", "C-#####").await;
    for batch in 0..10 {
        let rows: Vec<_> = (0..100).map(|at| format!("C-{:05}", batch * 100 + at)).collect();
        let mut tx = app.db().begin().await.unwrap();
        for tag in rows {
            sql("insert into assets (id, org_id, tag, tag_key, name, category_id, state, currency, search, created_at, updated_at)
                 values ($1, $2, $3, $4, 'Cable', $5, 'in_stock', 'EUR', $4, $6, $6)")
                .bind(app.house.id())
                .bind(HARBOUR.id)
                .bind(tag.clone())
                .bind(tag.to_lowercase())
                .bind(kind)
                .bind(app.now())
                .run(&mut tx)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
    }
    let ada = app.sign_in(&ADA).await;
    let file = ada.get(&format!("{FILE}?text=c-000&codes=bars")).await.expect(200);
    assert_eq!(read(&file.bytes).len(), 5, "a hundred, 21 on a sheet");
    let page = ada.get("/o/harbour-house/assets/labels").await.expect(200);
    assert!(page.has_text("1000 labels, 48 sheets"), "{page}");
    let some = ada.get("/o/harbour-house/assets/labels?text=c-0000&asset=C-00001&asset=c-00002").await.expect(200);
    assert!(some.has_text("2 labels, 1 sheet"), "what is ticked wins: {some}");
    let filtered = ada.get("/o/harbour-house/assets/labels?text=c-0000").await.expect(200);
    assert!(filtered.has_text("10 labels, 1 sheet"), "{filtered}");
}

#[tokio::test]
async fn what_a_label_shows_is_chosen_and_nobody_prints_what_they_may_not_see() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    asset(&app, kind, "HERE", Some(FLOOR.id)).await;
    asset(&app, kind, "THERE", Some(SITE.id)).await;
    let user = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let limit = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(limit.bind(HARBOUR.id).bind(user).bind(FLOOR.id)).await.unwrap();
    let keeper = app.sign_in_user(user).await;
    let labels = "/o/harbour-house/assets/labels";
    let all = keeper.get(labels).await.expect(200);
    assert!(all.has_text("HERE") && !all.has_text("THERE"), "{all}");
    let asked = keeper.get(&format!("{labels}?asset=THERE&asset=HERE")).await.expect(200);
    assert!(asked.has_text("1 label, 1 sheet") && !asked.has_text("Thing THERE"), "{asked}");
    let ada = app.sign_in(&ADA).await;
    let usual = ada.get(labels).await.expect(200);
    assert!(
        usual.has_text("Thing HERE") && usual.body().contains("<text") && !usual.body().contains(">Upper deck</text>"),
        "{usual}"
    );
    let chosen = ada.get(&format!("{labels}?chosen=1&line=home")).await.expect(200);
    assert!(chosen.body().contains(">Upper deck</text>") && !chosen.body().contains(">Thing HERE</text>"), "{chosen}");
    let wrong = ada.get(&format!("{labels}?sheet=own&width=x&offset_x=99")).await.expect(200);
    assert!(wrong.problem("width").is_some() && wrong.problem("offset_x").is_some(), "{wrong}");
    for path in ["locations", "resources"] {
        let page = ada.get(&format!("/o/harbour-house/{path}/labels")).await.expect(200);
        assert!(page.has_text("Harbour House"), "{page}");
        let pages = read(
            &ada.get(&format!("/o/harbour-house/{path}/labels/file?sheet=single&width=80&height=50"))
                .await
                .expect(200)
                .bytes,
        );
        let code = seen(&pages[0], [0.0, 0.0, 80.0, 50.0]);
        let expected = if path == "locations" {
            "http://house.example/o/harbour-house/assets?location="
        } else {
            "http://house.example/b/harbour-house/"
        };
        assert!(code[0].starts_with(expected), "{code:?}");
        // They have no word of their own: bars say a short code, which the page for scanning knows.
        assert!(page.body().contains("value=\"bars\""), "{page}");
        let file = format!("/o/harbour-house/{path}/labels/file?codes=bars&sheet=single&width=80&height=50");
        let pages = read(&ada.get(&file).await.expect(200).bytes);
        assert!(pages[0].boxes.len() > 20 && seen(&pages[0], [0.0, 0.0, 80.0, 50.0]).is_empty(), "{path}");
    }
    let stranger = app.sign_in(&crate::support::DEE).await;
    stranger.get(FILE).await.expect(404);
}

#[tokio::test]
async fn items_of_stock_have_labels_whose_code_leads_to_their_page() {
    use crate::things::stock::{buy, item};
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let program = app.program(&ADA).await;
    let (batteries, screws) = (item(&app, "Batteries").await, item(&app, "Screws").await);
    buy(&program, batteries, FLOOR.id, 10).await;
    let labels = "/o/harbour-house/stock/labels";
    let list = ada.get("/o/harbour-house/stock?text=batt").await.expect(200);
    let some = ada.follow_link(&list, "Print labels of this list").await.expect(200);
    assert!(some.has_text("1 label, 1 sheet") && some.has_text("Batteries") && !some.has_text("Screws"), "{some}");
    assert!(ada.get(labels).await.expect(200).has_text("2 labels, 1 sheet"));
    let own = ada.get(&format!("/o/harbour-house/stock/{screws}")).await.expect(200);
    let one = ada.follow_link(&own, "Print a label").await.expect(200);
    assert!(one.has_text("1 label, 1 sheet") && one.has_text("Screws"), "{one}");
    let file = format!("{labels}/file?id={batteries}&sheet=single&width=80&height=50");
    let pages = read(&ada.get(&file).await.expect(200).bytes);
    let code = seen(&pages[0], [0.0, 0.0, 80.0, 50.0]).pop().expect("a code");
    assert_eq!(code, format!("http://house.example/o/harbour-house/stock/{batteries}"));
    let path = code.trim_start_matches("http://house.example");
    assert!(ada.get(path).await.expect(200).has_text("Batteries"));
    // Whoever is not signed in is asked to; others learn nothing.
    assert!(app.guest().get(path).await.expect(303).location().starts_with("/sign-in"));
    app.sign_in(&crate::support::DEE).await.get(path).await.expect(404);
    // The page for scanning knows it, too.
    let scan = [("code", code.as_str()), ("mode", "look-up"), ("key", "k1"), ("part", "row")];
    let row = ada.post("/o/harbour-house/scan", &scan).await.expect(200);
    assert!(row.maybe_link("Batteries").is_some() && row.has_text("10 ×"), "{row}");
    let made =
        program.post("/api/v1/labels/stock", serde_json::json!({ "ids": [batteries, screws] })).await.expect(200);
    assert!(made.bytes.starts_with(b"%PDF-"));
    let nobodys = serde_json::json!({ "ids": [batteries, uuid::Uuid::nil()] });
    program.post("/api/v1/labels/stock", nobodys).await.expect(422);
    // Whose rights hold for some categories prints what belongs to these.
    let boats = category(&app, "Boats", "B-###").await;
    let perms = platform::Perms::of(&[platform::Perm::Home, platform::Perm::AssetsRead]);
    let role = app.make_role(HARBOUR.id, "Boats", perms).await;
    let limit = sql("update roles set categories = $2 where id = $1").bind(role).bind(kernel::db::Json(vec![boats]));
    app.db().run(limit).await.unwrap();
    let keeper = app.employ_as(HARBOUR.id, role, None).await;
    let keeper = app.sign_in_user(keeper).await;
    assert!(keeper.get(&format!("{labels}?id={batteries}")).await.expect(200).has_text("Nothing is chosen"));
}
