//! What a letter's outcome says when the server fails at each step: above all, whether a repeat is safe.

use std::time::Duration;

use kernel::mail::{ConnectError, Lane, Outcome, Smtp, Verb};

use super::lanes::{envelope, kinds, message, settings};
use crate::support::smtp::{At, Fault, Features, SmtpServer};

const STEPS: [(At, Verb); 4] =
    [(At::Mail, Verb::Mail), (At::Rcpt, Verb::Rcpt), (At::Data, Verb::Data), (At::Dot, Verb::Dot)];

/// The outcome of one letter towards a server that fails once, and the lane it went by.
async fn outcome(server: &SmtpServer, at: At, fault: Fault) -> (Outcome, Lane) {
    server.fail(at, fault, 1);
    let smtp = Smtp { timeout: Duration::from_millis(300), ..settings(server) };
    let mut lane = Lane::connect(&smtp).await.expect("the server lets us in");
    (lane.send(&envelope(), &message("hello")).await, lane)
}

#[tokio::test]
async fn not_now_is_deferred_and_never_is_refused_and_the_lane_carries_on() {
    for features in kinds() {
        for (at, verb) in STEPS {
            for line in ["451 4.3.0 try later", "452-4.2.2 their box\r\n452 4.2.2 is full", "550 5.1.1 no such person"]
            {
                let server = SmtpServer::with(features.clone()).await;
                let (outcome, mut lane) = outcome(&server, at, Fault::Answer(line)).await;
                let (Outcome::Deferred { answer } | Outcome::Refused { answer }) = &outcome else {
                    panic!("{outcome:?}")
                };
                assert_eq!(matches!(outcome, Outcome::Refused { .. }), line.starts_with('5'), "{at:?} {line}");
                assert_eq!((answer.verb, answer.code.to_string().as_str()), (verb, &line[..3]));
                assert!(!answer.text.is_empty() && !answer.text.contains(['\r', '\n']));

                let before = server.messages().len();
                assert!(!lane.must_be_replaced(), "{at:?} {line}");
                let next = lane.send(&envelope(), &message("the next one")).await;
                assert!(matches!(next, Outcome::Accepted { .. }), "{at:?} {line}: {next:?}");
                assert_eq!((server.messages().len(), server.slips()), (before + 1, vec![]));
            }
        }
    }
}

#[tokio::test]
async fn a_server_that_says_goodbye_defers_the_letter_and_ends_the_lane() {
    for features in kinds() {
        for (at, verb) in STEPS {
            let server = SmtpServer::with(features.clone()).await;
            let (outcome, lane) = outcome(&server, at, Fault::Answer("421 4.3.2 shutting down")).await;
            assert!(
                matches!(&outcome, Outcome::Deferred { answer } if (answer.verb, answer.code) == (verb, 421)),
                "{outcome:?}"
            );
            assert!(lane.must_be_replaced());
        }
    }
}

#[tokio::test]
async fn a_break_before_the_letters_end_is_safe_to_repeat() {
    for features in kinds() {
        for at in [At::Mail, At::Rcpt, At::Data, At::Content] {
            for fault in [Fault::Drop, Fault::HangUp, Fault::Silence] {
                // Silence while the letter is read shows only with a letter that no buffer holds: the test below.
                if at == At::Content && matches!(fault, Fault::Silence) {
                    continue;
                }
                let server = SmtpServer::with(features.clone()).await;
                let (outcome, lane) = outcome(&server, at, fault).await;
                assert!(matches!(outcome, Outcome::Unreachable { .. }), "{at:?} {fault:?}: {outcome:?}");
                assert!(outcome.may_be_repeated() && lane.must_be_replaced());
                assert_eq!(server.messages(), vec![]);
            }
        }
    }
}

#[tokio::test]
async fn a_break_after_the_letters_end_is_never_called_safe() {
    for features in kinds() {
        for fault in [Fault::Drop, Fault::Silence, Fault::Answer("hello?"), Fault::Answer("354 go on")] {
            let server = SmtpServer::with(features.clone()).await;
            let (outcome, lane) = outcome(&server, At::Dot, fault).await;
            assert!(matches!(outcome, Outcome::Unknown { .. }), "{fault:?}: {outcome:?}");
            assert!(!outcome.may_be_repeated() && lane.must_be_replaced());
            assert_eq!(server.messages().len(), 1, "the server did have the letter");
        }
    }
}

#[tokio::test]
async fn a_server_that_stops_reading_has_not_got_the_letter() {
    let server = SmtpServer::start().await;
    server.fail(At::Content, Fault::Silence, 1);
    let smtp = Smtp { timeout: Duration::from_millis(500), ..settings(&server) };
    let mut lane = Lane::connect(&smtp).await.expect("the server lets us in");
    let outcome = lane.send(&envelope(), &"more than any buffer holds\r\n".repeat(700_000).into_bytes()).await;
    assert!(matches!(outcome, Outcome::Unreachable { .. }), "{outcome:?}");
    drop(lane);
    assert_eq!(server.messages(), vec![]);
}

#[tokio::test]
async fn a_slow_answer_to_a_complete_letter_is_worth_waiting_for() {
    let server = SmtpServer::start().await;
    let (outcome, _) = outcome(&server, At::Dot, Fault::Tarpit(Duration::from_millis(900))).await;
    assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_server_that_accepts_data_for_nobody_gets_a_lone_dot() {
    let features = Features { pipelining: true, data_for_nobody: true, ..Features::default() };
    for line in ["450 4.2.1 not now", "550 5.1.1 no such person"] {
        for at in [At::Mail, At::Rcpt] {
            let server = SmtpServer::with(features.clone()).await;
            let (outcome, mut lane) = outcome(&server, at, Fault::Answer(line)).await;
            let (Outcome::Deferred { answer } | Outcome::Refused { answer }) = &outcome else { panic!("{outcome:?}") };
            assert_eq!(answer.code.to_string(), line[..3]);
            let next = lane.send(&envelope(), &message("the next one")).await;
            assert!(matches!(next, Outcome::Accepted { .. }), "{next:?}");
            assert_eq!((server.messages().len(), server.slips()), (1, vec![]));
            assert!(server.messages()[0].text().contains("the next one"));
        }
    }
}

#[tokio::test]
async fn a_server_that_will_not_forget_a_refused_letter_ends_the_lane() {
    let server = SmtpServer::start().await;
    server.fail(At::Reset, Fault::Answer("500 5.5.1 no"), 1);
    let (outcome, lane) = outcome(&server, At::Rcpt, Fault::Answer("550 5.1.1 no such person")).await;
    assert!(matches!(outcome, Outcome::Refused { .. }));
    assert!(lane.must_be_replaced());
}

#[tokio::test]
async fn no_lane_opens_to_a_server_that_is_away_busy_silent_or_no_mail_server() {
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .expect("loopback has a free port")
        .local_addr()
        .expect("bound")
        .port();
    let away = Lane::connect(&Smtp::plain("127.0.0.1", free)).await.err().expect("nobody listens there");
    assert!(matches!(away, ConnectError::Unreachable { .. }));
    assert!(matches!(Outcome::from(away), Outcome::Unreachable { .. }));

    for (at, fault) in [
        (At::Greeting, Fault::Answer("421 4.3.2 too busy")),
        (At::Greeting, Fault::Answer("554 5.3.2 no service")),
        (At::Hello, Fault::Answer("502 5.5.1 what?")),
    ] {
        let server = SmtpServer::start().await;
        server.fail(at, fault, 1);
        assert!(matches!(Lane::connect(&settings(&server)).await.err(), Some(ConnectError::Answered(_))), "{fault:?}");
    }
    for (at, fault) in [
        (At::Greeting, Fault::Silence),
        (At::Greeting, Fault::Drop),
        (At::Greeting, Fault::Answer("HTTP/1.1 400 Bad Request")),
        (At::Hello, Fault::Silence),
        (At::Hello, Fault::Drop),
    ] {
        let server = SmtpServer::start().await;
        server.fail(at, fault, 1);
        let smtp = Smtp { timeout: Duration::from_millis(200), ..settings(&server) };
        assert!(matches!(Lane::connect(&smtp).await.err(), Some(ConnectError::Unreachable { .. })), "{fault:?}");
    }
}
