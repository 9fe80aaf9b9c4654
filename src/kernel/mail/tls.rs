//! Encryption towards the mail server: whom we believe, and the handshake's settings.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use tokio_rustls::TlsConnector;

use super::{ConnectError, Trust};

/// A connector that believes what `trust` says, at TLS 1.2 or 1.3.
pub(super) fn connector(trust: &Trust) -> Result<TlsConnector, ConnectError> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| ConnectError::Settings(error.to_string()))?;
    let config = match trust {
        Trust::Public => builder.with_root_certificates(public_roots()).with_no_client_auth(),
        Trust::Also(pem) => builder.with_root_certificates(roots_and(pem)?).with_no_client_auth(),
        Trust::AnyOnLoopback => {
            let anyone = Arc::new(Anyone { provider });
            builder.dangerous().with_custom_certificate_verifier(anyone).with_no_client_auth()
        }
    };
    Ok(TlsConnector::from(Arc::new(config)))
}

fn public_roots() -> RootCertStore {
    RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned())
}

fn roots_and(pem: &[u8]) -> Result<RootCertStore, ConnectError> {
    let mut roots = public_roots();
    let known = roots.len();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let refused = |error: &dyn std::fmt::Display| ConnectError::Settings(format!("the CA file: {error}"));
        let certificate = certificate.map_err(|error| refused(&error))?;
        roots.add(certificate).map_err(|error| refused(&error))?;
    }
    // A file without a certificate is a wrong path, and would be noticed only when the next letter fails.
    if roots.len() == known {
        return Err(ConnectError::Settings("the CA file holds no certificate".into()));
    }
    Ok(roots)
}

/// Believes every certificate. Reached only through [`Trust::AnyOnLoopback`], which is refused for any other address.
#[derive(Debug)]
struct Anyone {
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
