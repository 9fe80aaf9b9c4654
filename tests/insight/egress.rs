//! The guarded client against real servers: what an attacker would name is refused, and each refusal has a control that
//! shows the server would have answered.

use crate::support::sink::{Say, Sink};
use crate::support::smtp::self_signed;
use kernel::http::{Allowance, Call, Caps, Client, Outcome, Refusal, Resolver, Rules, certificates};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

fn allowing(allow: &[&str]) -> Rules {
    let allow = allow.iter().map(|text| Allowance::parse(text).unwrap()).collect();
    Rules { allow, ..Rules::default() }
}

fn table(addresses: &'static [&'static str]) -> Resolver {
    Resolver::Table(Arc::new(move |_| addresses.iter().map(|text| text.parse().unwrap()).collect()))
}

fn impatient() -> Call {
    let caps = Caps {
        connect: Duration::from_millis(800),
        first_byte: Duration::from_millis(300),
        total: Duration::from_millis(900),
        body: 1_000,
    };
    Call { caps, ..Call::post_json("{}") }
}

#[track_caller]
fn status(outcome: &Outcome) -> u16 {
    match outcome {
        Outcome::Answered(reply) => reply.status,
        other => panic!("no answer: {other:?}"),
    }
}

#[tokio::test]
async fn a_name_that_leads_inside_is_refused_and_the_inside_hears_nothing() {
    let sink = Sink::start().await;
    let url = format!("http://evil.example:{}/", sink.address().port());
    for inside in [
        &["127.0.0.1"] as &[&str],
        &["169.254.169.254"],
        &["10.0.0.1"],
        &["::1"],
        &["::ffff:127.0.0.1"],
        &["64:ff9b::7f00:1"],
        &["fd00:ec2::254"],
        &["100.100.100.200"],
        &["0.0.0.0"],
    ] {
        // An allowance elsewhere lets plain http and odd ports pass as far as the judgement of the address.
        let client = Client::new(Rules { resolver: table(inside), ..allowing(&["192.168.77.1"]) });
        let outcome = client.call_url(&url, &impatient()).await;
        assert!(matches!(outcome, Outcome::Refused(Refusal::Inside(_))), "{inside:?}: {outcome:?}");
    }
    assert_eq!(sink.connections(), 0);
    let control = Client::new(Rules { resolver: table(&["127.0.0.1"]), ..allowing(&["127.0.0.1"]) });
    assert_eq!(status(&control.call_url(&url, &impatient()).await), 200);
    assert_eq!(sink.got()[0].header("host"), format!("evil.example:{}", sink.address().port()));
}

#[tokio::test]
async fn a_name_that_changes_its_mind_between_judgement_and_connection_gains_nothing() {
    let outside = Sink::start().await;
    // The same port on another address of loopback: what a rebinding name server would lead to.
    let inside = Sink::at(&format!("127.0.0.2:{}", outside.address().port()), None).await;
    let lookups = Arc::new(AtomicUsize::new(0));
    let counted = lookups.clone();
    let flips = Resolver::Table(Arc::new(move |_| {
        let second = counted.fetch_add(1, Ordering::SeqCst) > 0;
        vec![if second { "127.0.0.2" } else { "127.0.0.1" }.parse::<IpAddr>().unwrap()]
    }));
    let url = format!("http://rebind.example:{}/", outside.address().port());
    let client = Client::new(Rules { resolver: flips.clone(), ..allowing(&["127.0.0.1"]) });
    outside.next(Say::Goodbye);
    assert_eq!(status(&client.call_url(&url, &impatient()).await), 200);
    assert_eq!(lookups.load(Ordering::SeqCst), 1, "one look for judgement and connection together");
    let again = client.call_url(&url, &impatient()).await;
    assert!(matches!(again, Outcome::Refused(Refusal::Inside(_))), "{again:?}");
    assert_eq!((outside.got().len(), inside.connections()), (1, 0));
    let control = Client::new(Rules { resolver: flips, ..allowing(&["127.0.0.0/8"]) });
    assert_eq!(status(&control.call_url(&url, &impatient()).await), 200);
    assert_eq!(inside.got().len(), 1, "without the guard the second look would have led inside");
}

#[tokio::test]
async fn among_several_addresses_only_those_that_may_be_called_are() {
    let sink = Sink::start().await;
    let client =
        Client::new(Rules { resolver: table(&["10.255.255.1", "::1", "127.0.0.1"]), ..allowing(&["127.0.0.1"]) });
    let started = Instant::now();
    let url = format!("http://mixed.example:{}/", sink.address().port());
    assert_eq!(status(&client.call_url(&url, &impatient()).await), 200);
    assert!(started.elapsed() < Duration::from_millis(700), "the others were not even tried");
}

#[tokio::test]
async fn redirects_are_answers() {
    let (sink, inside) = (Sink::start().await, Sink::start().await);
    let client = Client::new(allowing(&["127.0.0.1"]));
    for code in [301, 302, 303, 307, 308] {
        sink.next(Say::Header(code, "location", inside.url("/secret")));
        assert_eq!(status(&client.call_url(&sink.url("/"), &impatient()).await), code);
    }
    assert_eq!(inside.connections(), 0);
    assert_eq!(status(&client.call_url(&inside.url("/secret"), &impatient()).await), 200, "the control");
}

#[tokio::test]
async fn encryption_is_checked_against_the_name() {
    let (certificate, pem) = self_signed(); // for localhost
    let sink = Sink::at("127.0.0.1:0", Some(certificate)).await;
    let rules = |trust: bool| Rules {
        resolver: table(&["127.0.0.1"]),
        certificates: if trust { certificates(&pem).unwrap() } else { Vec::new() },
        ..allowing(&["127.0.0.1"])
    };
    let url = |host: &str| format!("https://{host}:{}/", sink.address().port());
    let trusting = Client::new(rules(true));
    assert_eq!(status(&trusting.call_url(&url("localhost"), &impatient()).await), 200);
    for (client, host) in [(&Client::new(rules(false)), "localhost"), (&trusting, "other.example")] {
        let outcome = client.call_url(&url(host), &impatient()).await;
        assert!(matches!(&outcome, Outcome::Unreachable { reason } if reason.contains("secure")), "{outcome:?}");
    }
    assert_eq!(sink.got().len(), 1);
    assert!(certificates(b"no certificate").is_err());
}

#[tokio::test]
async fn the_outcome_says_whether_the_request_can_have_arrived() {
    let sink = Sink::start().await;
    let client = Client::new(allowing(&["127.0.0.1"]));
    for say in [Say::Silence, Say::Drop] {
        sink.next(say.clone());
        let outcome = client.call_url(&sink.url("/"), &impatient()).await;
        assert!(matches!(outcome, Outcome::Unknown { .. }), "{say:?}: {outcome:?}");
    }
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let outcome = client.call_url(&format!("http://{free}/"), &impatient()).await;
    assert!(matches!(outcome, Outcome::Unreachable { .. }), "{outcome:?}");
    let forged = impatient().header("host", "inside.example");
    assert!(matches!(client.call_url(&sink.url("/"), &forged).await, Outcome::Refused(Refusal::Header(_))));
    let split = impatient().header("x-note", "a\r\nhost: b");
    assert!(matches!(client.call_url(&sink.url("/"), &split).await, Outcome::Refused(Refusal::Header(_))));
    assert_eq!(sink.got().len(), 2);
}

#[tokio::test]
async fn answers_end_at_a_size_and_in_time() {
    let sink = Sink::start().await;
    let client = Client::new(allowing(&["127.0.0.1"]));
    sink.next(Say::Large(200_000));
    let Outcome::Answered(reply) = client.call_url(&sink.url("/"), &impatient()).await else { panic!("no answer") };
    assert_eq!((reply.status, reply.body.len(), reply.is_cut), (200, 1_000, true));
    sink.next(Say::Drip);
    let started = Instant::now();
    let Outcome::Answered(reply) = client.call_url(&sink.url("/"), &impatient()).await else { panic!("no answer") };
    assert_eq!((reply.status, reply.is_cut), (202, true), "the status had come: that is an answer");
    assert!(started.elapsed() < Duration::from_secs(2));
    sink.next(Say::Slow(Duration::from_millis(150)));
    assert_eq!(status(&client.call_url(&sink.url("/"), &impatient()).await), 200);
}

#[tokio::test]
async fn a_connection_is_kept_and_a_closed_one_is_made_anew() {
    let sink = Sink::start().await;
    let client = Client::new(allowing(&["127.0.0.1"]));
    for _ in 0..5 {
        assert_eq!(status(&client.call_url(&sink.url("/"), &impatient()).await), 200);
    }
    assert_eq!(sink.connections(), 1);
    sink.next(Say::Goodbye);
    for _ in 0..2 {
        assert_eq!(status(&client.call_url(&sink.url("/"), &impatient()).await), 200);
    }
    assert_eq!((sink.connections(), sink.got().len()), (2, 7));
}
