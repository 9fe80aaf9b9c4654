//! A bucket of a service that speaks S3.

use super::line::Connector;
use crate::crypto::Secret;
use object_store::aws::AmazonS3Builder;
use object_store::{BackoffConfig, ObjectStore, RetryConfig};
use std::sync::Arc;
use std::time::Duration;

/// How often a request is tried again that the service did not serve.
const TRIES: usize = 3;

/// Where it is, and who we are there.
#[derive(Clone)]
pub struct Bucket {
    /// Such as `https://s3.eu-central-1.amazonaws.com`.
    pub endpoint: String,
    /// Its name.
    pub name: String,
    /// Such as `eu-central-1`.
    pub region: String,
    /// The access key.
    pub key: String,
    /// The secret of that.
    pub secret: Secret<String>,
    /// Does its name stand in the path, and not in the host name?
    pub path_style: bool,
    /// What all names begin with; may be empty.
    pub prefix: String,
    /// Certificates that are trusted besides the public authorities.
    pub certificates: Vec<rustls::pki_types::CertificateDer<'static>>,
    /// How long the service may take to answer.
    pub patience: Duration,
}

impl std::fmt::Debug for Bucket {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Bucket({} at {})", self.name, self.endpoint)
    }
}

impl Bucket {
    /// How long a service may take to answer.
    pub const PATIENCE: Duration = Duration::from_secs(20);

    pub(super) fn open(&self) -> object_store::Result<Arc<dyn ObjectStore>> {
        let endpoint = match (self.path_style, self.endpoint.split_once("://")) {
            (false, Some((scheme, host))) => format!("{scheme}://{}.{host}", self.name),
            _ => self.endpoint.clone(),
        };
        let again = RetryConfig {
            backoff: BackoffConfig { max_backoff: Duration::from_secs(2), ..BackoffConfig::default() },
            max_retries: TRIES,
            retry_timeout: self.patience * 2,
        };
        let bucket = AmazonS3Builder::new()
            .with_endpoint(endpoint)
            .with_bucket_name(&self.name)
            .with_region(&self.region)
            .with_access_key_id(&self.key)
            .with_secret_access_key(self.secret.expose())
            .with_virtual_hosted_style_request(!self.path_style)
            .with_allow_http(self.endpoint.starts_with("http://"))
            .with_retry(again)
            .with_http_connector(Connector::new(&self.certificates, self.patience))
            .build()?;
        Ok(Arc::new(bucket))
    }
}
