//! The connection to the mail server, opened as a mail would open it and closed before any is sent.

use crate::config::Tls;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{self, ClientConfig, ProtocolVersion, RootCertStore};

/// How long the way to one address may take.
const REACH: Duration = Duration::from_secs(2);
/// Bytes of an answer that are read.
const LONGEST: usize = 16 * 1024;

/// What the connection is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Protected, with a certificate that proves who answers; by this version.
    Protected(&'static str),
    /// Open, as the settings say; on this machine only.
    Plain,
    /// Nobody answers.
    Unreachable,
    /// What answers is no mail server, or not one that begins so.
    Strange,
    /// The server does not offer STARTTLS.
    NotOffered,
    /// The certificate is not valid for this name, or by nobody we trust.
    Untrusted,
    /// No version that is safe enough is offered.
    TooOld,
}

/// Looks at the server at one of these addresses, known by this name.
pub(super) async fn look(name: &str, tls: Tls, addresses: &[SocketAddr]) -> Line {
    for address in addresses {
        if let Ok(Ok(stream)) = tokio::time::timeout(REACH, TcpStream::connect(address)).await {
            return match dialogue(stream, name, tls).await {
                Ok(line) => line,
                Err(error) => of(&error),
            };
        }
    }
    Line::Unreachable
}

async fn dialogue(mut stream: TcpStream, name: &str, tls: Tls) -> std::io::Result<Line> {
    if tls != Tls::Required {
        if !answer(&mut stream).await?.starts_with("220") {
            return Ok(Line::Strange);
        }
        if tls == Tls::None {
            return Ok(Line::Plain);
        }
        stream.write_all(b"EHLO mail-health.invalid\r\n").await?;
        let offer = answer(&mut stream).await?;
        if !offer.starts_with("250") {
            return Ok(Line::Strange);
        }
        let offered = |line: &str| line.get(4..).is_some_and(|word| word.trim().eq_ignore_ascii_case("STARTTLS"));
        if !offer.lines().any(offered) {
            return Ok(Line::NotOffered);
        }
        stream.write_all(b"STARTTLS\r\n").await?;
        if !answer(&mut stream).await?.starts_with("220") {
            return Ok(Line::NotOffered);
        }
    }
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let Ok(name) = ServerName::try_from(name.to_owned()) else { return Ok(Line::Untrusted) };
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
    if tls == Tls::Required && !answer(&mut stream).await?.starts_with("220") {
        return Ok(Line::Strange);
    }
    let version = match stream.get_ref().1.protocol_version() {
        Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
        _ => "TLS 1.2",
    };
    // Whether it hears that we leave does not matter.
    let _ = stream.write_all(b"QUIT\r\n").await;
    Ok(Line::Protected(version))
}

/// What went wrong in a handshake.
fn of(error: &std::io::Error) -> Line {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented) => Line::Untrusted,
        Some(rustls::Error::PeerIncompatible(_) | rustls::Error::AlertReceived(_)) => Line::TooOld,
        _ => Line::Strange,
    }
}

/// An answer of one line or several (RFC 5321, 4.2.1): the last one has a space behind its code.
async fn answer(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> std::io::Result<String> {
    let mut said = Vec::new();
    let mut piece = [0u8; 1024];
    loop {
        let read = stream.read(&mut piece).await?;
        said.extend_from_slice(piece.get(..read).unwrap_or_default());
        let whole = said.ends_with(b"\n") && {
            let text = String::from_utf8_lossy(&said);
            text.lines().last().is_some_and(|line| line.as_bytes().get(3) != Some(&b'-'))
        };
        if whole || read == 0 || said.len() > LONGEST {
            return Ok(String::from_utf8_lossy(&said).into_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio_rustls::rustls::{AlertDescription, CertificateError, PeerIncompatible};

    #[test]
    fn a_handshake_fails_for_the_certificate_the_version_or_something_else() {
        let error = |inner: rustls::Error| std::io::Error::new(std::io::ErrorKind::InvalidData, inner);
        let untrusted = rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
        assert_eq!(of(&error(untrusted)), Line::Untrusted);
        assert_eq!(of(&error(rustls::Error::AlertReceived(AlertDescription::ProtocolVersion))), Line::TooOld);
        let old = rustls::Error::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13);
        assert_eq!(of(&error(old)), Line::TooOld);
        assert_eq!(of(&std::io::Error::other("hung up")), Line::Strange);
    }
}
