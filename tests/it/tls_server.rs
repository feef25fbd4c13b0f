//! A mail server in a thread that speaks TLS from the start or after STARTTLS, with a certificate of its own making.

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use openssl::ssl::{SslAcceptor, SslMethod};
use openssl::x509::extension::SubjectAlternativeName;
use openssl::x509::{X509, X509NameBuilder};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How it behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// TLS after STARTTLS.
    StartTls,
    /// No TLS at all.
    Nothing,
    /// TLS from the first byte.
    FromTheStart,
}

/// The server; it ends with the test.
pub struct TlsServer {
    /// Where it listens, on this machine.
    pub port: u16,
    /// Its certificate in PEM, for who wants to trust it.
    pub certificate: Vec<u8>,
    closed: Arc<AtomicBool>,
}

impl TlsServer {
    /// A server that proves to be `name`.
    pub fn start(name: &str, offer: Offer) -> Self {
        let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
        let certificate = certificate(name, &key);
        let mut builder = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls()).unwrap();
        builder.set_private_key(&key).unwrap();
        builder.set_certificate(&certificate).unwrap();
        let acceptor = builder.build();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Self { port, certificate: certificate.to_pem().unwrap(), closed: Arc::default() };
        let closed = server.closed.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if closed.load(Ordering::SeqCst) {
                    break;
                }
                let acceptor = acceptor.clone();
                // A dialogue that breaks off is the client's affair.
                std::thread::spawn(move || drop(talk(stream, &acceptor, offer)));
            }
        });
        server
    }
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(("127.0.0.1", self.port)));
    }
}

fn certificate(name: &str, key: &PKey<openssl::pkey::Private>) -> X509 {
    let mut subject = X509NameBuilder::new().unwrap();
    subject.append_entry_by_text("CN", name).unwrap();
    let subject = subject.build();
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    builder.set_serial_number(&BigNum::from_u32(7).unwrap().to_asn1_integer().unwrap()).unwrap();
    builder.set_subject_name(&subject).unwrap();
    builder.set_issuer_name(&subject).unwrap();
    builder.set_pubkey(key).unwrap();
    builder.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::days_from_now(2).unwrap()).unwrap();
    let names = SubjectAlternativeName::new().dns(name).build(&builder.x509v3_context(None, None)).unwrap();
    builder.append_extension(names).unwrap();
    builder.sign(key, MessageDigest::sha256()).unwrap();
    builder.build()
}

fn talk(mut stream: TcpStream, acceptor: &SslAcceptor, offer: Offer) -> std::io::Result<()> {
    let protect = |stream: TcpStream| acceptor.accept(stream).map_err(|_| std::io::Error::other("no handshake"));
    if offer == Offer::FromTheStart {
        let mut stream = protect(stream)?;
        stream.write_all(b"220 tls ESMTP\r\n")?;
        return stream.read_to_end(&mut Vec::new()).map(drop);
    }
    stream.write_all(b"220 tls ESMTP\r\n")?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    while let Some(line) = lines.next().transpose()? {
        match line.split(' ').next().unwrap_or_default() {
            "EHLO" if offer == Offer::Nothing => stream.write_all(b"250-tls\r\n250 8BITMIME\r\n")?,
            "EHLO" => stream.write_all(b"250-tls\r\n250-STARTTLS\r\n250 8BITMIME\r\n")?,
            "STARTTLS" => {
                stream.write_all(b"220 go on\r\n")?;
                return protect(stream)?.read_to_end(&mut Vec::new()).map(drop);
            }
            _ => stream.write_all(b"502 no\r\n")?,
        }
    }
    Ok(())
}
