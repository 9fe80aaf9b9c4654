//! Messages: judged by Python's `email` package, and by what they refuse.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use kernel::ical::Method;
use kernel::mail::{Attached, EmailAddress, Lane, Letter, LetterProblem, Mailbox, Outcome};
use serde_json::json;
use uuid::Uuid;

use super::lanes::settings;
use super::python;
use crate::support::smtp::SmtpServer;

fn mailbox(name: &str, email: &str) -> Mailbox {
    Mailbox::new(name, EmailAddress::parse(email).expect("a valid address")).expect("a clean name")
}

fn letter() -> Letter {
    Letter {
        id: Uuid::from_u128(0x018f_4e7a_8a60_7cc1_9b5e_2b1f_3c4d_5e6f),
        from: mailbox("Harbour House", "rooms@harbour.example"),
        reply_to: None,
        to: mailbox("Cy", "cy@guest.example"),
        subject: "Room Kelp is yours".into(),
        text: "Dear Cy,\n\n.a line with a dot\nhttps://harbour.example/m/abc".into(),
        html: "<p>Dear Cy</p>".into(),
        calendar: None,
        file: None,
        headers: vec![],
        auto_submitted: true,
        date: DateTime::from_timestamp(1_782_900_000, 0).expect("a real instant"),
        host: "harbour.example".into(),
    }
}

fn case(letter: &Letter) -> serde_json::Value {
    let pair = |mailbox: &Mailbox| json!([mailbox.name(), mailbox.email().as_str()]);
    json!({
        "base64": STANDARD.encode(letter.build().expect("the letter can be built")),
        "subject": letter.subject, "From": pair(&letter.from), "To": pair(&letter.to),
        "Reply-To": letter.reply_to.as_ref().map(pair), "message_id": format!("<{}@harbour.example>", letter.id),
        "date": letter.date.timestamp(), "auto_submitted": letter.auto_submitted.then_some("auto-generated"),
        "headers": letter.headers, "text": letter.text, "html": letter.html,
        "file": letter.file.as_ref().map(|file| json!([file.name, file.mime, STANDARD.encode(&file.bytes)])),
        "calendar": letter.calendar.as_ref().map(|(_, file)| file),
        "method": letter.calendar.as_ref().map(|(method, _)| method.to_string()),
    })
}

#[test]
fn messages_are_read_by_another_program_as_they_were_meant() {
    let odd_names = [
        "",
        "Zoë Ñandú",
        "O'Brien, Jr. (Ltd.)",
        "a \"b\" \\ c",
        "日本語の名前",
        "x@y.example",
        "=?utf-8?q?x?=",
        "🚀 Crew",
    ];
    let subjects =
        ["plain", "Grüße aus Köln", "日本語の件名 🚀", &"a long word, again and".repeat(10), &"é".repeat(200)];
    let calendar = "BEGIN:VCALENDAR\r\nSUMMARY:Zoë's room\r\nEND:VCALENDAR\r\n".to_owned();
    let long_line = "x".repeat(3_000);
    let mut letters = vec![letter()];
    letters.extend(odd_names.map(|name| Letter {
        to: mailbox(name, "cy@guest.example"),
        from: mailbox(name, "a@b.example"),
        ..letter()
    }));
    letters.extend(subjects.map(|subject| Letter { subject: subject.to_owned(), ..letter() }));
    for (method, file) in [(Method::Request, calendar.clone()), (Method::Cancel, calendar.replace('ë', "e"))] {
        letters.push(Letter { calendar: Some((method, file)), auto_submitted: false, ..letter() });
    }
    letters.push(Letter {
        reply_to: Some(mailbox("Bo", "bo@harbour.example")),
        to: mailbox("Cy", "cy@münchen.example"),
        ..letter()
    });
    letters.push(Letter {
        text: format!("Grüße\n.\n{long_line}\nFrom here"),
        html: format!("<p>{long_line}ü"),
        ..letter()
    });
    let unsubscribe = format!("<https://harbour.example/u/{}>", "k".repeat(300));
    letters.push(Letter {
        headers: vec![
            ("List-Unsubscribe".into(), unsubscribe),
            ("List-Unsubscribe-Post".into(), "List-Unsubscribe=One-Click".into()),
        ],
        ..letter()
    });
    let file =
        || Some(Attached { name: "receipt-1.pdf".into(), mime: "application/pdf".into(), bytes: vec![0, 13, 10, 255] });
    letters.push(Letter { file: file(), ..letter() });
    letters.push(Letter {
        file: file(),
        calendar: Some((Method::Request, "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".into())),
        ..letter()
    });
    let cases: Vec<_> = letters.iter().map(case).collect();
    println!("{}", python::check("message_check.py", &serde_json::Value::from(cases).to_string()));
}

#[test]
fn the_same_letter_is_the_same_bytes() {
    let letter =
        Letter { calendar: Some((Method::Request, "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".into())), ..letter() };
    assert_eq!(letter.build(), letter.build());
}

#[test]
fn nothing_typed_can_add_a_header() {
    let refused = |letter: Letter| letter.build().expect_err("it must be refused");
    for subject in ["", " ", "x\r\nBcc: all@a.example", "x\nBcc: y", "x\0", &"x".repeat(256)] {
        assert_eq!(refused(Letter { subject: subject.into(), ..letter() }), LetterProblem::Subject);
    }
    for (name, value) in [
        ("Bcc", "all@a.example"),
        ("from", "a@b.example"),
        ("Content-Type", "text/plain"),
        ("X-A: y\r\nBcc", "z"),
        ("", "x"),
        ("X-A", "x\r\nBcc: y"),
        ("X-A", "x\ny"),
        ("X-Ä", "x"),
        ("X-A", &"x".repeat(901)),
    ] {
        let headers = vec![(name.to_owned(), value.to_owned())];
        assert_eq!(refused(Letter { headers, ..letter() }), LetterProblem::Header(name.into()));
    }
    for host in ["", "a b", "x>\r\nBcc: y", "127.0.0.1"] {
        assert_eq!(refused(Letter { host: host.into(), ..letter() }), LetterProblem::Host(host.into()));
    }
}

#[tokio::test]
async fn a_built_letter_travels_unchanged() {
    let server = SmtpServer::start().await;
    let mut lane = Lane::connect(&settings(&server)).await.expect("the server lets us in");
    let letter = Letter { text: ".\n..\nGrüße".into(), ..letter() };
    let bytes = letter.build().expect("the letter can be built");
    assert!(matches!(lane.send(&letter.envelope(), &bytes).await, Outcome::Accepted { .. }));
    let received = &server.messages()[0];
    assert!(received.octets == bytes);
    assert_eq!(
        (received.from.as_str(), received.to.join(",")),
        ("rooms@harbour.example", "cy@guest.example".to_owned())
    );
    let written: DateTime<Utc> = letter.date;
    assert!(received.text().contains(&written.format("Date: %a, %d %b %Y %H:%M:%S +0000\r\n").to_string()));
}
