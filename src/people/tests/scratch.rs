use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use kernel::crypto::Key;
use kernel::db::{Db, Options, sql};
use kernel::id::Ids;
use kernel::time::Clock;
use platform::house::{House, Settings, Wings};
use std::collections::BTreeMap;
use tower::ServiceExt;

struct Client { app: Router, jar: BTreeMap<String, String>, agent: &'static str }
struct Ans { status: u16, to: String, text: String, headers: axum::http::HeaderMap }
impl Client {
    fn new(app: &Router) -> Client { Client { app: app.clone(), jar: BTreeMap::new(), agent: "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0" } }
    async fn send(&mut self, r: axum::http::request::Builder, body: String) -> Ans {
        let cookies = self.jar.iter().map(|(a, b)| format!("{a}={b}")).collect::<Vec<_>>().join("; ");
        let r = r.header("user-agent", self.agent).header("cookie", cookies).body(Body::from(body)).unwrap();
        let res: Response<Body> = self.app.clone().oneshot(r).await.unwrap();
        for c in res.headers().get_all("set-cookie") {
            let c = c.to_str().unwrap(); let (pair, _) = c.split_once(';').unwrap(); let (n, v) = pair.split_once('=').unwrap();
            if c.contains("Max-Age=0") { self.jar.remove(n); } else { self.jar.insert(n.into(), v.into()); }
        }
        let status = res.status().as_u16(); let headers = res.headers().clone();
        let to = headers.get("location").map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
        let text = String::from_utf8_lossy(&to_bytes(res.into_body(), 9_000_000).await.unwrap()).into_owned();
        if status == 500 { panic!("500: {text}") }
        Ans { status, to, text, headers }
    }
    async fn get(&mut self, p: &str) -> Ans { self.send(Request::get(p), String::new()).await }
    async fn post(&mut self, p: &str, f: &[(&str, &str)]) -> Ans {
        let b = f.iter().map(|(a, b)| format!("{a}={}", enc(b))).collect::<Vec<_>>().join("&");
        self.send(Request::post(p).header("content-type", "application/x-www-form-urlencoded"), b).await
    }
    async fn upload(&mut self, p: &str, f: &[(&str, &str)], file: Option<&str>) -> Ans {
        let mut b = String::new();
        for (n, v) in f { b += &format!("--X\r\nContent-Disposition: form-data; name=\"{n}\"\r\n\r\n{v}\r\n"); }
        if let Some(x) = file { b += &format!("--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n{x}\r\n"); }
        b += "--X--\r\n";
        self.send(Request::post(p).header("content-type", "multipart/form-data; boundary=X"), b).await
    }
}
fn enc(s: &str) -> String { s.bytes().map(|b| if b.is_ascii_alphanumeric() { (b as char).to_string() } else { format!("%{b:02X}") }).collect() }
fn hidden(t: &str, n: &str) -> String { let m = format!("name=\"{n}\" value=\""); let at = t.find(&m).unwrap_or_else(|| panic!("no {n} in {t}")) + m.len(); t[at..].split('"').next().unwrap().to_owned() }

async fn house() -> (House, Router) {
    let url = std::env::var("SCRATCH_DB").unwrap_or_else(|_| { let p = "/tmp/people-scratch.db"; for s in ["", "-wal", "-shm"] { let _ = std::fs::remove_file(format!("{p}{s}")); } p.into() });
    let db = Db::open(&Options::new(url)).await.unwrap(); db.migrate().await.unwrap();
    let settings = Settings { base_url: "http://localhost:8080".into(), demo: false, smtp: None, mail_from: "a@b.example".into(), trusted_proxies: vec![] };
    let wings = Wings { navigation: Box::leak(Box::new([people::NAVIGATION])), refusals: Box::leak(Box::new([people::REFUSALS])), jobs: Box::leak(Box::new([platform::jobs::Kind::of::<people::identity::reactions::SendReset>()])), ..Wings::default() };
    let house = House::new(db, Clock::fixed("2026-03-02T09:00:00Z".parse().unwrap()), Ids::system(), Key::from_text("0123456789abcdef0123456789abcdef").unwrap(), settings, wings);
    let app = people::routes().into_router(&house)
        .layer(axum::middleware::from_fn_with_state(house.clone(), people::identity::seen))
        .layer(platform::web::session_layer(&house)).with_state(house.clone());
    (house, app)
}
async fn link(house: &House, kind: &str) -> String {
    let (t,): (String,) = sql("select text_body from messages where kind = $1 order by queued_at desc, id desc").bind(kind.to_owned()).one(&house.db).await.unwrap();
    let at = t.find("http://localhost:8080").unwrap(); t[at + "http://localhost:8080".len()..].split_whitespace().next().unwrap().to_owned()
}

#[tokio::test]
async fn story() {
    let (house, app) = house().await;
    let mut ada = Client::new(&app);
    assert_eq!(ada.get("/").await.to, "/set-up");
    assert_eq!(ada.get("/sign-in").await.to, "/set-up");
    people::installation::offer_set_up(&house).await.unwrap();
    let code = house.set_up_code.lock().unwrap().clone().unwrap();
    let f = |code: &str, slug: &str| vec![("code".to_owned(), code.to_owned()), ("name".into(), "Ada".into()), ("email".into(), "Ada@harbour.example".into()), ("password".into(), "a boat in the harbour".into()), ("org_name".into(), "Harbour House".into()), ("slug".into(), slug.into()), ("zone".into(), "Europe/Madrid".into()), ("currency".into(), "EUR".into()), ("colour".into(), "#0f766e".into()), ("org_email".into(), "".into())];
    fn r(v: &[(String, String)]) -> Vec<(&str, &str)> { v.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect() }
    let a = ada.upload("/set-up", &r(&f("WRONG", "")), None).await; assert_eq!(a.status, 422); assert!(a.text.contains("This is not the code"));
    let a = ada.upload("/set-up", &r(&f(&code, "")), Some("<svg>")).await; assert_eq!(a.status, 422, "{}", a.text); assert!(a.text.contains("PNG, JPEG or WebP picture"));
    let a = ada.upload("/set-up", &r(&f(&code.to_lowercase(), "")), Some("RIFF....WEBPVP8 ")).await; assert_eq!((a.status, a.to.as_str()), (303, "/o/harbour-house"), "{}", a.text);
    assert!(house.set_up_code.lock().unwrap().is_none());
    assert_eq!(ada.get("/set-up").await.to, "/sign-in");
    // pages
    for p in ["/account", "/organisations", "/organisations/new", "/o/harbour-house/settings", "/o/harbour-house/people", "/o/harbour-house/people/permissions", "/o/harbour-house/people/invitations/new", "/o/harbour-house/contacts", "/o/harbour-house/settings?colour=%23777777"] {
        let a = ada.get(p).await; assert_eq!(a.status, 200, "{p}: {}", a.text);
        std::fs::write(format!("/tmp/people-page{}.html", p.replace(['/', '?', '%', '='], "_")), &a.text).unwrap();
    }
    let a = ada.get("/account").await; assert!(a.text.contains("Firefox on Linux") && a.text.contains("This one"));
    let a = ada.get("/b/harbour-house/theme.css?v=2").await; assert_eq!(a.text, ":root{--brand:#0f766e;--brand-on:#ffffff}\n");
    let (logo,): (uuid::Uuid,) = sql("select logo_id from organisations").one(&house.db).await.unwrap();
    let a = ada.get(&format!("/b/harbour-house/pictures/{logo}")).await; assert_eq!((a.status, a.headers["content-type"].to_str().unwrap()), (200, "image/webp"));
    // settings
    let s = ada.get("/o/harbour-house/settings").await; let v = hidden(&s.text, "version");
    let form = |v: &str| vec![("version".to_owned(), v.to_owned()), ("org_name".into(), "Harbour Haus".into()), ("org_email".into(), "hello@harbour.example".into()), ("phone".into(), "+34 1".into()), ("about".into(), "x".into()), ("zone".into(), "Europe/Madrid".into()), ("currency".into(), "EUR".into()), ("colour".into(), "#facc15".into())];
    let a = ada.post("/o/harbour-house/settings", &r(&form(&v))).await; assert_eq!(a.status, 303, "{}", a.text);
    let a = ada.post("/o/harbour-house/settings", &r(&form(&v))).await; assert_eq!(a.status, 409);
    assert!(a.text.contains("Somebody else changed these settings"));
    // sign-in: strangers are slowed, the owner's device is not
    let mut eve = Client::new(&app);
    for _ in 0..6 { let a = eve.post("/sign-in", &[("email", "ada@harbour.example"), ("password", "nope nope nope")]).await; assert_eq!(a.status, 422, "{}", a.text); }
    let a = eve.post("/sign-in", &[("email", "ada@harbour.example"), ("password", "a boat in the harbour")]).await; assert_eq!(a.status, 429);
    let a = ada.post("/sign-out", &[]).await; assert_eq!(a.to, "/sign-in"); assert_eq!(ada.get("/account").await.to, "/sign-in?next=/account");
    let before = ada.jar.get("steward").cloned();
    let a = ada.post("/sign-in", &[("email", "ADA@harbour.example"), ("password", "a boat in the harbour"), ("next", "//evil.example")]).await; assert_eq!((a.status, a.to.as_str()), (303, "/o/harbour-house"));
    assert_ne!(before, ada.jar.get("steward").cloned());
    // a place and a bounded grant
    let org = platform::context::org_by_slug(&house.db, "harbour-house").await.unwrap();
    let site = uuid::Uuid::from_u128(77); let room = uuid::Uuid::from_u128(78);
    for (id, parent, path, kind, name) in [(site, None, format!("/{site}"), "site", "Harbour"), (room, Some(site), format!("/{site}/{room}"), "building", "Boathouse")] {
        house.db.run(sql("insert into locations (id, org_id, parent_id, site_id, path, kind, name, zone, created_at) values ($1,$2,$3,$4,$5,$6,$7,'Europe/Madrid',$8)").bind(id).bind(org.id).bind(parent).bind(site).bind(path).bind(kind).bind(name).bind(house.now())).await.unwrap();
    }
    // invitation of a new person
    let roomt = room.to_string();
    let inv = [("name", "Bo Berg"), ("email", "bo@harbour.example"), ("role", "admin"), ("location", roomt.as_str()), ("until", "2026-12-31")];
    let a = ada.post("/o/harbour-house/people/invitations", &inv).await; assert_eq!((a.status, a.to.as_str()), (303, "/o/harbour-house/people"), "{}", a.text);
    let a = ada.post("/o/harbour-house/people/invitations", &inv).await; assert_eq!(a.status, 422); assert!(a.text.contains("on its way already"));
    let t = ada.get("/o/harbour-house/people").await; assert!(t.text.contains("Bo Berg")); std::fs::write("/tmp/people-page_team_invited.html", &t.text).unwrap();
    let first = link(&house, "people.invitation").await;
    let (id,): (uuid::Uuid,) = sql("select id from invitations").one(&house.db).await.unwrap();
    house.clock.advance(chrono::TimeDelta::seconds(2));
    assert_eq!(ada.post(&format!("/o/harbour-house/people/invitations/{id}/dispatch"), &[]).await.status, 303);
    let second = link(&house, "people.invitation").await; assert_ne!(first, second);
    let mut bo = Client::new(&app);
    assert_eq!(bo.get(&first).await.status, 404);
    let a = bo.get(&second).await; assert_eq!(a.status, 200); assert!(a.text.contains("Join Harbour Haus") && a.text.contains("in Boathouse")); std::fs::write("/tmp/people-page_join.html", &a.text).unwrap();
    let a = ada.get(&second).await; assert!(a.text.contains("You are signed in as ada@"));
    assert_eq!(ada.post(&second, &[]).await.status, 403);
    assert_eq!(bo.post(&second, &[("name", "Bo"), ("password", "short")]).await.status, 422);
    let a = bo.post(&second, &[("name", "Bo"), ("password", "a plank for the deck")]).await; assert_eq!(a.to, "/o/harbour-house", "{}", a.text);
    assert_eq!(bo.get(&second).await.status, 404);
    // Bo is admin of the boathouse only
    let a = bo.get("/o/harbour-house/people").await; assert_eq!(a.status, 200); assert!(!a.text.contains("ada@")); assert!(a.text.contains("bo@"));
    let (ada_id,): (uuid::Uuid,) = sql("select id from users where email = 'ada@harbour.example'").one(&house.db).await.unwrap();
    let (bo_id,): (uuid::Uuid,) = sql("select id from users where email = 'bo@harbour.example'").one(&house.db).await.unwrap();
    let (own,): (uuid::Uuid,) = sql("select id from grants where role = 'owner'").one(&house.db).await.unwrap();
    assert_eq!(bo.get(&format!("/o/harbour-house/people/members/{ada_id}")).await.status, 404);
    assert_eq!(bo.get(&format!("/o/harbour-house/people/grants/{own}")).await.status, 404);
    assert_eq!(bo.post(&format!("/o/harbour-house/people/grants/{own}/end"), &[]).await.status, 404);
    let a = bo.post("/o/harbour-house/people/invitations", &[("name", "Cy"), ("email", "cy@harbour.example"), ("role", "member"), ("location", ""), ("until", "")]).await; assert_eq!(a.status, 403);
    let a = bo.post("/o/harbour-house/people/invitations", &[("name", "Cy"), ("email", "cy@harbour.example"), ("role", "owner"), ("location", ""), ("until", "")]).await; assert_eq!(a.status, 403);
    let a = bo.post("/o/harbour-house/people/invitations", &[("name", "Cy"), ("email", "cy@harbour.example"), ("role", "member"), ("location", &roomt), ("until", "")]).await; assert_eq!(a.status, 303, "{}", a.text);
    // the last owner
    let a = ada.post(&format!("/o/harbour-house/people/grants/{own}/end"), &[]).await; assert_eq!(a.status, 409); assert!(a.text.contains("last owner"));
    let g = ada.get(&format!("/o/harbour-house/people/grants/{own}")).await; assert_eq!(g.status, 200); let v = hidden(&g.text, "version"); std::fs::write("/tmp/people-page_grant.html", &g.text).unwrap();
    let a = ada.post(&format!("/o/harbour-house/people/grants/{own}"), &[("version", &v), ("role", "admin"), ("location", ""), ("until", "")]).await; assert_eq!(a.status, 409);
    // another role for Bo, twice clicked
    let g = ada.get(&format!("/o/harbour-house/people/members/{bo_id}/grants/new")).await; let k = hidden(&g.text, "key");
    for _ in 0..2 { let a = ada.post(&format!("/o/harbour-house/people/members/{bo_id}/grants"), &[("key", &k), ("role", "owner"), ("location", ""), ("until", "")]).await; assert_eq!(a.status, 303, "{}", a.text); }
    let (n,): (i64,) = sql("select count(*) from grants where user_id = $1").bind(bo_id).one(&house.db).await.unwrap(); assert_eq!(n, 2);
    let a = ada.get(&format!("/o/harbour-house/people/members/{bo_id}")).await; std::fs::write("/tmp/people-page_member.html", &a.text).unwrap(); assert!(a.text.contains("Thu 31 Dec 2026"));
    let t = ada.get("/o/harbour-house/people?role=admin&text=b").await; assert!(t.text.contains("bo@") && !t.text.contains("ada@harbour.example</td>")); std::fs::write("/tmp/people-page_team.html", &t.text).unwrap();
    // two owners end each other at once
    let (bo_own,): (uuid::Uuid,) = sql("select id from grants where role = 'owner' and user_id = $1").bind(bo_id).one(&house.db).await.unwrap();
    let (pa, pb) = (format!("/o/harbour-house/people/grants/{bo_own}/end"), format!("/o/harbour-house/people/grants/{own}/end"));
    let (x, y) = tokio::join!(ada.post(&pa, &[]), bo.post(&pb, &[]));
    let mut both = [x.status, y.status]; both.sort(); assert!(both == [303, 404] || both == [303, 409] || both == [303, 403], "{both:?}");
    let (n,): (i64,) = sql("select count(*) from grants where role = 'owner' and ended_at is null").one(&house.db).await.unwrap(); assert_eq!(n, 1);
    // contacts
    let scope = platform::Scope::unattended(&house, org.clone(), "-");
    let mut tx = house.db.begin().await.unwrap();
    for i in 0..120 {
        let e = kernel::mail::EmailAddress::parse(&format!("g{i}@x.example")).unwrap();
        people::contacts::actions::remember(&mut tx, &scope, &format!("Guest {:03}", i), &e, "", "booking page").await.unwrap();
    }
    let e = kernel::mail::EmailAddress::parse("g1@x.example").unwrap();
    let c = people::contacts::actions::remember(&mut tx, &scope, "Mallory", &e, "123", "booking page").await.unwrap(); assert_eq!((c.name.as_str(), c.phone.as_str()), ("Guest 001", "123"));
    let c = people::contacts::actions::remember(&mut tx, &scope, "Grace", &e, "", "staff").await.unwrap(); assert_eq!((c.name.as_str(), c.phone.as_str(), c.source.as_str()), ("Grace", "123", "booking page"));
    tx.commit().await.unwrap();
    let who = if both[0] == 303 && x.status == 303 { &mut ada } else { &mut bo };
    let p1 = who.get("/o/harbour-house/contacts").await; assert!(p1.text.contains("Grace") && p1.text.contains("Guest 049") && !p1.text.contains("Guest 050"), "{}", p1.text);
    let next = p1.text.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let p2 = who.get(&next).await; assert!(p2.text.contains("Guest 050") && p2.text.contains("Guest 099")); std::fs::write("/tmp/people-page_contacts.html", &p2.text).unwrap();
    let prev = p2.text.split("rel=\"prev\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let p1b = who.get(&prev).await; assert!(p1b.text.contains("Grace") && !p1b.text.contains("rel=\"prev\""));
    assert!(who.get("/o/harbour-house/contacts?text=zzz").await.text.contains("No contact matches"));
    // news
    let w = people::orgs::store::wanting_mail(&house.db, org.id, "bookings", platform::Perm::BookingsManage, room, house.now()).await.unwrap();
    println!("{w:?}");
    let w1 = people::orgs::store::wanting_mail(&house.db, org.id, "bookings", platform::Perm::BookingsManage, site, house.now()).await.unwrap(); assert_eq!(w1.len(), 1);
    assert_eq!(who.post("/account/news", &[]).await.status, 303);
    let w2 = people::orgs::store::wanting_mail(&house.db, org.id, "bookings", platform::Perm::BookingsManage, site, house.now()).await.unwrap(); assert_eq!(w2.len(), 0);
    // password change ends the others
    let mut second = Client::new(&app);
    house.clock.advance(chrono::TimeDelta::hours(1));
    let a = second.post("/sign-in", &[("email", "bo@harbour.example"), ("password", "a plank for the deck")]).await; assert_eq!(a.status, 303, "{}", a.text);
    assert_eq!(second.get("/account").await.status, 200);
    let old = bo.jar["steward"].clone();
    let a = bo.post("/account/password", &[("current", "wrong wrong"), ("password", "x")]).await; assert_eq!(a.status, 422); assert!(a.text.contains("not your password"));
    let a = bo.post("/account/password", &[("current", "a plank for the deck"), ("password", "another plank altogether")]).await; assert_eq!(a.status, 303, "{}", a.text);
    assert_ne!(old, bo.jar["steward"]);
    assert_eq!(bo.get("/account").await.status, 200); assert_eq!(second.get("/account").await.status, 303);
    // reset
    let mut anon = Client::new(&app);
    let k = anon.post("/password-reset", &[("email", "bo@harbour.example")]).await; let u = anon.post("/password-reset", &[("email", "nobody@harbour.example")]).await;
    assert_eq!(k.text.replace("bo@", "X"), u.text.replace("nobody@", "X"));
    while platform::jobs::step(&house).await.unwrap() {}
    let (n,): (i64,) = sql("select count(*) from messages where kind = 'identity.password_reset'").one(&house.db).await.unwrap(); assert_eq!(n, 1);
    let l = link(&house, "identity.password_reset").await;
    assert_eq!(anon.get(&l).await.status, 200); assert_eq!(anon.post(&l, &[("password", "x")]).await.status, 422);
    let a = anon.post(&l, &[("password", "yet another plank here")]).await; assert_eq!(a.to, "/sign-in");
    assert_eq!(anon.post(&l, &[("password", "yet another plank here")]).await.status, 404);
    assert_eq!(bo.get("/account").await.status, 303);
    assert_eq!(second.post("/sign-in", &[("email", "bo@harbour.example"), ("password", "yet another plank here")]).await.status, 303);
    // devices: revoke
    let mut third = Client::new(&app); third.agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1";
    third.post("/sign-in", &[("email", "bo@harbour.example"), ("password", "yet another plank here")]).await;
    let a = second.get("/account").await; std::fs::write("/tmp/people-page_account.html", &a.text).unwrap(); assert!(a.text.contains("Safari on iPhone"));
    let d = hidden(&a.text, "device");
    assert_eq!(second.post("/account/devices/revocation", &[("device", &d)]).await.status, 303);
    assert_eq!(third.get("/account").await.status, 303); assert_eq!(second.get("/account").await.status, 200);
    assert_eq!(second.post("/account/devices/revocation", &[("device", &d)]).await.status, 404);
    let a = second.post("/theme", &[("theme", "dark")]).await; assert_eq!(a.to, "/"); assert_eq!(second.jar["theme"], "dark");
    assert_eq!(second.get("/o/nowhere/people").await.status, 404);
    assert_eq!(second.get("/organisations/new").await.status, 403);
    people::identity::actions::create_user(&house, "dee@q.example", "Dee", "a quarry of stones", true).await.unwrap();
    let mut dee = Client::new(&app);
    let a = dee.post("/sign-in", &[("email", "dee@q.example"), ("password", "a quarry of stones")]).await; assert_eq!(a.to, "/organisations", "{}", a.text);
    let o = [("org_name", "Quarry Works"), ("slug", "harbour-house"), ("zone", "Asia/Kolkata"), ("currency", "INR"), ("colour", "#123456"), ("org_email", "q@q.example")];
    let a = dee.post("/organisations", &o).await; assert_eq!(a.status, 422); assert!(a.text.contains("has this short name"));
    let mut o2 = o; o2[1].1 = ""; let a = dee.post("/organisations", &o2).await; assert_eq!(a.to, "/o/quarry-works", "{}", a.text);
    assert_eq!(dee.get("/o/harbour-house/people").await.status, 404);
    assert_eq!(dee.get(&format!("/b/quarry-works/pictures/{logo}")).await.status, 404);
    let e: Vec<(String, i64)> = sql("select kind, count(*) from events group by kind order by kind").all(&house.db).await.unwrap(); println!("{e:?}");
}
#[tokio::test]
#[ignore]
async fn serve() {
    let (house, _) = house().await;
    let app = people::routes().into_router(&house)
        .layer(axum::middleware::from_fn_with_state(house.clone(), people::identity::seen))
        .layer(platform::web::session_layer(&house))
        .route("/static/{file}", axum::routing::get(platform::web::statics))
        .layer(axum::middleware::from_fn_with_state(house.clone(), platform::web::secure))
        .with_state(house.clone());
    *house.set_up_code.lock().unwrap() = Some("CODE".into());
    let l = tokio::net::TcpListener::bind("127.0.0.1:8099").await.unwrap();
    let h = house.clone();
    tokio::spawn(async move { loop { while let Ok(true) = platform::jobs::step(&h).await {} tokio::time::sleep(std::time::Duration::from_millis(200)).await; } });
    axum::serve(l, app).await.unwrap();
}
