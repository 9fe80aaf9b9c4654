//! Lanes against a real server: what arrives, encryption, sign-in, and how long a lane lives.

use std::time::Duration;

use kernel::mail::{ConnectError, EmailAddress, Envelope, Lane, MESSAGES_PER_LANE, Outcome, Smtp, Tls, Trust, Verb};

use crate::support::smtp::{At, Fault, Features, SmtpServer, self_signed};

/// Settings for the test server, with little patience.
pub fn settings(server: &SmtpServer) -> Smtp {
    Smtp { timeout: Duration::from_secs(5), ..Smtp::plain("127.0.0.1", server.port()) }
}

/// From the house to its guest.
pub fn envelope() -> Envelope {
    let address = |text| EmailAddress::parse(text).expect("a valid address");
    Envelope { from: Some(address("rooms@harbour.example")), to: address("zoe@guest.example") }
}

/// A short message.
pub fn message(body: &str) -> Vec<u8> {
    format!("Subject: test\r\n\r\n{body}\r\n").into_bytes()
}

/// The server's kinds that matter to a client: with PIPELINING and without.
pub fn kinds() -> [Features; 2] {
    [true, false].map(|pipelining| Features { pipelining, eight_bit: true, ..Features::default() })
}

async fn open(smtp: &Smtp) -> Lane {
    Lane::connect(smtp).await.expect("the server lets us in")
}

/// The reason why no lane opened.
async fn refusal(smtp: &Smtp) -> ConnectError {
    Lane::connect(smtp).await.err().expect("no lane may open")
}

#[tokio::test]
async fn five_hundred_letters_over_one_lane_arrive_intact_and_in_order() {
    for features in kinds() {
        let server = SmtpServer::with(features).await;
        let mut lane = open(&settings(&server)).await;
        let sent: Vec<_> =
            (0..500).map(|at| message(&format!("letter {at}\r\n.hidden\r\n{}", "x".repeat(at * 7 % 900)))).collect();
        for letter in &sent {
            let outcome = lane.send(&envelope(), letter).await;
            assert!(matches!(&outcome, Outcome::Accepted { answer } if answer.text.contains("queued")), "{outcome:?}");
            assert!(!lane.must_be_replaced());
        }
        lane.quit().await;
        let arrived: Vec<_> = server.messages().into_iter().map(|received| received.octets).collect();
        assert!(arrived == sent, "a letter was changed on the way");
        assert_eq!((server.connections(), server.slips()), (1, vec![]));
        assert_eq!(server.commands().last().map(String::as_str), Some("QUIT"));
    }
}

#[tokio::test]
async fn the_envelope_says_who_and_to_whom() {
    let server = SmtpServer::start().await;
    let mut lane = open(&settings(&server)).await;
    lane.send(&envelope(), &message("a")).await;
    lane.send(&Envelope { from: None, ..envelope() }, &message("b")).await;
    let [first, second] = &server.messages()[..] else { panic!("two letters were sent") };
    assert_eq!((first.from.as_str(), &first.to[..]), ("rooms@harbour.example", &["zoe@guest.example".to_owned()][..]));
    assert_eq!(second.from, "");
}

#[tokio::test]
async fn dots_eight_bit_text_and_long_lines_arrive_as_they_left() {
    let server = SmtpServer::start().await;
    let mut lane = open(&settings(&server)).await;
    let letters = [
        message(".\r\n..\r\n.x\r\n\r\n.").to_vec(),
        message("Grüße, 🚀").to_vec(),
        message(&"y".repeat(998)).to_vec(),
        [message("a"), vec![0xff, 0xfe, b'\r', b'\n']].concat(),
        [message("an empty line at the end"), b"\r\n".to_vec()].concat(),
    ];
    for letter in &letters {
        assert!(matches!(lane.send(&envelope(), letter).await, Outcome::Accepted { .. }));
    }
    let arrived: Vec<_> = server.messages().into_iter().map(|received| received.octets).collect();
    assert_eq!(arrived, letters);
    assert_eq!(server.messages()[1].parameters, "BODY=8BITMIME");
    assert_eq!(server.slips(), Vec::<String>::new());
}

#[tokio::test]
async fn a_hidden_second_letter_stays_part_of_the_first() {
    let server = SmtpServer::start().await;
    let mut lane = open(&settings(&server)).await;
    let smuggler = message("x\n.\nMAIL FROM:<evil@a.example>\nRCPT TO:<all@a.example>\nDATA\nhello\r.\r");
    assert!(matches!(lane.send(&envelope(), &smuggler).await, Outcome::Accepted { .. }));
    assert_eq!((server.messages().len(), server.slips()), (1, vec![]));
}

#[tokio::test]
async fn what_the_server_said_it_cannot_take_is_refused_without_asking() {
    let server = SmtpServer::with(Features { size: Some(1_000), ..Features::default() }).await;
    let mut lane = open(&settings(&server)).await;
    let outcome = lane.send(&envelope(), &message(&"x\r\n".repeat(400))).await;
    assert!(matches!(&outcome, Outcome::Refused { answer } if answer.code == 552), "{outcome:?}");
    let outcome = lane.send(&envelope(), &message("Grüße")).await;
    assert!(matches!(&outcome, Outcome::Refused { answer } if answer.code == 554), "{outcome:?}");
    assert!(matches!(lane.send(&envelope(), &message("small")).await, Outcome::Accepted { .. }));
    assert_eq!(server.messages()[0].parameters, format!("SIZE={}", message("small").len()));
}

#[tokio::test]
async fn a_lane_is_replaced_when_the_server_hangs_up_on_it_or_it_has_served_long_enough() {
    let server = SmtpServer::start().await;
    let mut lane = open(&settings(&server)).await;
    for _ in 0..MESSAGES_PER_LANE {
        assert!(!lane.must_be_replaced());
        lane.send(&envelope(), &message("x")).await;
    }
    assert!(lane.must_be_replaced());

    let mut lane = open(&settings(&server)).await;
    server.fail(At::Mail, Fault::Answer("421 4.4.2 idle for too long"), 1);
    lane.send(&envelope(), &message("x")).await;
    assert!(lane.must_be_replaced());
}

#[tokio::test]
async fn a_lane_notices_that_an_idle_connection_was_closed() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (ask, asked) = tokio::sync::oneshot::channel::<()>();
    let server = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (mut tcp, _) = listener.accept().await.unwrap();
        tcp.write_all(b"220 hi\r\n").await.unwrap();
        assert!(tcp.read(&mut [0; 512]).await.unwrap() > 0);
        tcp.write_all(b"250 hi\r\n").await.unwrap();
        asked.await.unwrap();
        tcp.write_all(b"421 4.4.2 idle for too long\r\n").await.unwrap();
    });
    let lane = open(&Smtp::plain("127.0.0.1", port)).await;
    assert!(!lane.must_be_replaced());
    ask.send(()).unwrap();
    server.await.unwrap();
    assert!(lane.must_be_replaced());
}

#[tokio::test]
async fn a_letter_abandoned_half_way_breaks_its_lane() {
    let server = SmtpServer::start().await;
    server.fail(At::Dot, Fault::Silence, 1);
    let mut lane = open(&settings(&server)).await;
    let abandoned = tokio::time::timeout(Duration::from_millis(200), lane.send(&envelope(), &message("x"))).await;
    assert!(abandoned.is_err() && lane.must_be_replaced());
    assert!(matches!(lane.send(&envelope(), &message("y")).await, Outcome::Unreachable { .. }));
    assert_eq!(server.messages().len(), 1);
}

#[tokio::test]
async fn an_unknown_certificate_is_not_believed_unless_we_are_told_to() {
    let (certificate, pem) = self_signed();
    for implicit in [false, true] {
        let features =
            Features { certificate: Some(certificate.clone()), implicit, pipelining: true, ..Features::default() };
        let server = SmtpServer::with(features).await;
        let tls = if implicit { Tls::Implicit } else { Tls::StartTls };
        let plain = Smtp { host: "localhost".into(), tls, ..settings(&server) };
        assert!(matches!(refusal(&plain).await, ConnectError::Insecure(_)));

        let told = Smtp { trust: Trust::Also(pem.clone()), ..plain.clone() };
        let other_name = Smtp { host: "127.0.0.1".into(), ..told.clone() };
        assert!(matches!(refusal(&other_name).await, ConnectError::Insecure(_)));

        for smtp in [told, Smtp { host: "127.0.0.1".into(), trust: Trust::AnyOnLoopback, ..plain }] {
            let mut lane = open(&smtp).await;
            for at in 0..20 {
                let outcome = lane.send(&envelope(), &message(&format!("sealed {at}"))).await;
                assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
                assert!(!lane.must_be_replaced());
            }
        }
        assert_eq!(server.messages().len(), 40);
        assert!(server.messages().iter().all(|received| received.encrypted));
    }
}

#[tokio::test]
async fn without_starttls_neither_password_nor_letter_leaves_the_house() {
    let sign_in = Some(("ada", "secret", "PLAIN LOGIN"));
    let server = SmtpServer::with(Features { sign_in, ..Features::default() }).await;
    let smtp =
        Smtp { tls: Tls::StartTls, user: Some("ada".into()), password: Some("secret".into()), ..settings(&server) };
    assert!(matches!(refusal(&smtp).await, ConnectError::Insecure(_)));
    assert_eq!(server.commands().len(), 1, "only EHLO was said");

    let server =
        SmtpServer::with(Features { certificate: Some(self_signed().0), sign_in, ..Features::default() }).await;
    server.fail(At::StartTls, Fault::Answer("454 4.7.0 not now"), 1);
    let smtp = Smtp { port: server.port(), trust: Trust::AnyOnLoopback, ..smtp };
    let answered = refusal(&smtp).await;
    assert!(matches!(&answered, ConnectError::Answered(answer) if (answer.verb, answer.code) == (Verb::StartTls, 454)));
    assert!(!server.commands().iter().any(|line| line.starts_with("AUTH")));
}

#[tokio::test]
async fn replies_slipped_in_before_the_handshake_end_the_conversation() {
    let features = Features { certificate: Some(self_signed().0), injects: true, ..Features::default() };
    let server = SmtpServer::with(features).await;
    let smtp = Smtp { tls: Tls::StartTls, trust: Trust::AnyOnLoopback, ..settings(&server) };
    assert!(matches!(refusal(&smtp).await, ConnectError::Insecure(reason) if reason.contains("between STARTTLS")));
}

#[tokio::test]
async fn a_ca_file_without_a_certificate_is_a_mistake_in_the_settings() {
    let server = SmtpServer::with(Features { certificate: Some(self_signed().0), ..Features::default() }).await;
    let smtp = Smtp { tls: Tls::StartTls, trust: Trust::Also(b"not a certificate".to_vec()), ..settings(&server) };
    assert!(matches!(refusal(&smtp).await, ConnectError::Settings(_)));
}

#[tokio::test]
async fn signing_in_works_by_plain_and_by_login() {
    for mechanisms in ["PLAIN LOGIN", "LOGIN", "XOAUTH2 PLAIN"] {
        let sign_in = Some(("ada", "pässword", mechanisms));
        let server = SmtpServer::with(Features { sign_in, ..Features::default() }).await;
        let smtp = Smtp { user: Some("ada".into()), password: Some("pässword".into()), ..settings(&server) };
        let mut lane = open(&smtp).await;
        assert!(matches!(lane.send(&envelope(), &message("x")).await, Outcome::Accepted { .. }));
        assert_eq!(server.messages()[0].user.as_deref(), Some("ada"));
    }
}

#[tokio::test]
async fn a_wrong_password_is_told_as_such_and_fails_no_letter_for_good() {
    for mechanisms in ["PLAIN", "LOGIN"] {
        let server =
            SmtpServer::with(Features { sign_in: Some(("ada", "secret", mechanisms)), ..Features::default() }).await;
        let smtp = Smtp { user: Some("ada".into()), password: Some("wrong".into()), ..settings(&server) };
        let error = refusal(&smtp).await;
        assert!(matches!(&error, ConnectError::Answered(answer) if (answer.verb, answer.code) == (Verb::Auth, 535)));
        assert!(!error.to_string().contains("wrong\""));
        assert!(Outcome::from(error).may_be_repeated());
    }
    let server = SmtpServer::with(Features { sign_in: Some(("ada", "x", "XOAUTH2")), ..Features::default() }).await;
    let smtp = Smtp { user: Some("ada".into()), ..settings(&server) };
    assert_eq!(refusal(&smtp).await, ConnectError::NoSignIn);
}
