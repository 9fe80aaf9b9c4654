//! The relay to a stream: every event of the house, told to a JetStream of the operator's NATS server.
//!
//! An event is published to `{stream}.{organisation's id}.{kind}`, such as `steward.0196….booking.confirmed`; one of the
//! installation to `{stream}.house.{kind}`. The body is what a webhook is sent (`organisation` is null in the
//! installation); the header `Nats-Msg-Id` is the event's id.
//!
//! Promises: every event that is told while a stream is configured arrives at least once, and once within the stream's
//! window for duplicates ([`client::DUPLICATES`] where the house made the stream); in the order of the events' ids, one
//! after the other, but for an event whose transaction was committed after a later event had left; one node publishes at a
//! time; a server that is away loses nothing and holds up nothing; nothing leaves a house that is held.
//!
//! An event that is larger than the server, or its stream, takes is put aside with the reason, which the console and the
//! figures show, and those after it go on. When the house next connects to a server that takes as much, it is published,
//! after those that were not as large.
//!
//! Events that happened before the stream was first configured, or while it was not, are not relayed: they are in the audit
//! trail. All nodes need the same configuration, since any of them may tell an event. Suspended organisations are relayed
//! like others: the stream is the operator's, and their suspension is one of the events. A stream that exists is used as it
//! is; one that is missing is made, kept in files, without limits.

pub mod client;
mod lane;

pub use lane::LANE;
