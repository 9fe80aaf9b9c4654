//! The connection to the server: sign-in, the stream, and publishing one event at a time.

use async_nats::jetstream::context::{GetStreamErrorKind, PublishError, PublishErrorKind};
use async_nats::jetstream::{self, Context, ErrorCode, message::PublishMessage, stream};
use async_nats::{Client, ConnectOptions};
use percent_encoding::percent_decode_str;
use platform::events::stream::Stream;
use std::error::Error as _;
use std::time::Duration;
use url::Url;

/// For how long a stream that the house makes knows the ids it has seen. A shorter outage of the server brings nothing twice.
pub const DUPLICATES: Duration = Duration::from_hours(24);
/// How long a connection, an answer or an acknowledgement may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the headers of a message take besides its body, at most (bytes): its id and the stream's name.
const HEADERS_MAX: usize = 512;

/// A connection to a server whose stream is there.
pub struct Link {
    client: Client,
    context: Context,
    stream: String,
    /// The largest message the stream takes, headers and all (bytes).
    stream_max: Option<usize>,
}

/// Why an event was not published.
#[derive(Debug)]
pub enum Refused {
    /// It may not have arrived; so will those after it.
    Away(String),
    /// This one is too large.
    TooLarge(String),
}

impl Link {
    /// Connects, and makes the stream where it is missing.
    ///
    /// # Errors
    /// Why not, in words that hold no password.
    pub async fn open(to: &Stream) -> Result<Link, String> {
        let (address, options) = options(to)?;
        let connecting = tokio::time::timeout(PATIENCE, options.connect(address));
        let client = connecting.await.map_err(|_| "it does not answer")?.map_err(|error| why_not(&error))?;
        let mut context = jetstream::new(client.clone());
        context.set_timeout(PATIENCE);
        let mut link = Link { client, context, stream: to.name.clone(), stream_max: None };
        link.stream_max = link.make_stream().await?;
        Ok(link)
    }

    /// Answers the largest message it takes; none: as large as the server does.
    async fn make_stream(&self) -> Result<Option<usize>, String> {
        match self.context.get_stream(&self.stream).await {
            Ok(found) => {
                // Without a limit it says -1.
                let max = found.cached_info().config.max_message_size;
                return Ok(usize::try_from(max).ok().filter(|max| *max > 0));
            }
            Err(error) => match error.kind() {
                GetStreamErrorKind::JetStream(answer) if answer.error_code() == ErrorCode::STREAM_NOT_FOUND => {}
                _ => return Err(format!("its stream cannot be looked at: {}", whole(&error))),
            },
        }
        let wanted = stream::Config {
            name: self.stream.clone(),
            subjects: vec![format!("{}.>", self.stream)],
            description: Some("Events of Steward".to_owned()),
            duplicate_window: DUPLICATES,
            ..stream::Config::default()
        };
        match self.context.create_stream(wanted).await {
            Ok(_) => Ok(None),
            Err(error) => Err(format!("its stream cannot be made: {}", whole(&error))),
        }
    }

    /// The largest body that is taken for sure (bytes).
    pub fn body_max(&self) -> usize {
        self.max().saturating_sub(HEADERS_MAX)
    }

    /// The largest message that is taken, headers and all (bytes).
    fn max(&self) -> usize {
        let server = self.client.max_payload();
        self.stream_max.map_or(server, |max| max.min(server))
    }

    /// Publishes, and waits until the stream has it.
    ///
    /// # Errors
    /// Why it may not have arrived, or never will.
    pub async fn publish(&self, subject: String, id: &str, body: String) -> Result<(), Refused> {
        let bytes = body.len();
        let message =
            PublishMessage::build().message_id(id).expected_stream(&self.stream).payload(body.into_bytes().into());
        let refused = |error: PublishError| match is_too_large(&error) {
            true => Refused::TooLarge(format!("its {bytes} bytes are more than the server takes: {}", self.max())),
            false => Refused::Away(whole(&error)),
        };
        let sent = self.context.send_publish(subject, message).await.map_err(refused)?;
        sent.await.map(drop).map_err(refused)
    }

    /// Is the connection there? One that broke is not mended but opened anew, so that nothing overtakes.
    pub fn is_open(&self) -> bool {
        self.client.connection_state() == async_nats::connection::State::Connected
    }
}

/// Is it the message that is not taken? The client looks at the server's limit, and the stream may have one of its own.
fn is_too_large(error: &PublishError) -> bool {
    let told = error.source().and_then(|cause| cause.downcast_ref::<jetstream::Error>());
    error.kind() == PublishErrorKind::MaxPayloadExceeded
        || told.is_some_and(|told| told.error_code() == ErrorCode::STREAM_MESSAGE_EXCEEDS_MAXIMUM)
}

/// The address without its secrets, and the options that hold them.
fn options(to: &Stream) -> Result<(String, ConnectOptions), String> {
    let mut url = Url::parse(&to.url).map_err(|error| format!("its address cannot be read: {error}"))?;
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (user, password) = (decoded(url.username()), url.password().map(decoded));
    let _ = (url.set_username(""), url.set_password(None)); // an address that cannot have them has none
    let mut options = ConnectOptions::new()
        .name("steward")
        .connection_timeout(PATIENCE)
        .request_timeout(Some(PATIENCE))
        .event_callback(|_| async {}); // the lane tells what there is to tell
    options = match (user.as_str(), password) {
        ("", None) => options,
        (_, None) => options.token(user),
        (_, Some(password)) => options.user_and_password(user, password),
    };
    if let Some(file) = &to.certificate {
        options = options.add_root_certificates(file.clone());
    }
    Ok((url.to_string(), options))
}

/// Why there is no connection. What an operator can mend is said in their words.
fn why_not(error: &dyn std::error::Error) -> String {
    let why = whole(error);
    match why.contains("UnknownIssuer") {
        true => format!("its certificate is of no authority that is believed here (--nats-certificate): {why}"),
        false => why,
    }
}

/// An error with its causes, on one line.
fn whole(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let words = inner.to_string();
        if !text.contains(&words) {
            text = format!("{text}: {words}");
        }
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(url: &str) -> String {
        let to = Stream { url: url.to_owned(), name: "steward".to_owned(), certificate: None };
        options(&to).unwrap().0
    }

    #[test]
    fn secrets_are_taken_out_of_the_address() {
        assert_eq!(address("nats://ada:s%2Fcret@nats.example:4222"), "nats://nats.example:4222");
        assert_eq!(address("tls://a-token@nats.example"), "tls://nats.example");
    }
}
