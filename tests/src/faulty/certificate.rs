//! A server behind a broken lock: with a certificate that nobody vouches for, or that speaks no TLS at all.

use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A certificate that vouches for itself, with its key.
pub struct Certificate {
    config: Arc<ServerConfig>,
}

impl Certificate {
    /// Has `openssl` make one for this machine; `None` where that program is missing.
    #[must_use]
    pub fn make(folder: &Path) -> Option<Self> {
        let openssl = |arguments: &[&str]| {
            let done = Command::new("openssl").args(arguments).current_dir(folder).stderr(Stdio::null()).stdout(Stdio::null()).status();
            done.ok().filter(std::process::ExitStatus::success)
        };
        let request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -outform DER -out certificate.der \
                       -days 30 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1";
        openssl(&request.split_whitespace().collect::<Vec<_>>())?;
        openssl(&["pkcs8", "-topk8", "-nocrypt", "-in", "key.pem", "-outform", "DER", "-out", "key.der"])?;
        let certificate = CertificateDer::from(std::fs::read(folder.join("certificate.der")).ok()?);
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(std::fs::read(folder.join("key.der")).ok()?));
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .ok()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .ok()?;
        Some(Self { config: Arc::new(config) })
    }
}

/// The server, running until it is dropped.
pub struct BrokenTls {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    answered: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl BrokenTls {
    /// Starts a server with such a certificate, or without one: then it answers in plain text.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn start(certificate: Option<&Certificate>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let config = certificate.map(|certificate| Arc::clone(&certificate.config));
        let (connections, answered) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let stop = Arc::new(AtomicBool::new(false));
        let shared = (Arc::clone(&connections), Arc::clone(&answered), Arc::clone(&stop));
        let thread = thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if shared.2.load(Ordering::SeqCst) {
                    break;
                }
                shared.0.fetch_add(1, Ordering::SeqCst);
                let (config, answered) = (config.clone(), Arc::clone(&shared.1));
                // A client that turns away is what is hoped for.
                thread::spawn(move || talk(stream, config, &answered).ok());
            }
        });
        Ok(Self { address, connections, answered, stop, thread: Some(thread) })
    }

    /// The address of a path that begins with a slash.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.address)
    }

    /// How many connections were opened.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// How many requests came in spite of the broken lock.
    #[must_use]
    pub fn answered(&self) -> usize {
        self.answered.load(Ordering::SeqCst)
    }
}

impl Drop for BrokenTls {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn talk(mut stream: TcpStream, config: Option<Arc<ServerConfig>>, answered: &AtomicUsize) -> io::Result<()> {
    const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\nContent-Type: text/html\r\n\r\n<p>insecure</p>";
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let Some(config) = config else {
        let _ = stream.read(&mut [0; 1024])?;
        return stream.write_all(ANSWER);
    };
    let mut session = ServerConnection::new(config).map_err(io::Error::other)?;
    let mut secured = rustls::Stream::new(&mut session, &mut stream);
    if secured.read(&mut [0; 1024])? > 0 {
        answered.fetch_add(1, Ordering::SeqCst);
        secured.write_all(ANSWER)?;
    }
    Ok(())
}
