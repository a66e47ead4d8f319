//! A server of one file that gives it slowly and from any byte on, so that a program can be stopped in between.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

pub(crate) struct RangeServer {
    address: String,
    /// `Range` of each request for the file, in order.
    ranges: Arc<Mutex<Vec<Option<u64>>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl RangeServer {
    /// Gives `bytes` in pieces with a pause before each.
    pub(crate) fn start(bytes: Vec<u8>, piece: usize, pause: Duration) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let (ranges, stop) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (noted, stopped) = (Arc::clone(&ranges), Arc::clone(&stop));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stopped.load(Ordering::SeqCst) {
                    break;
                }
                let (noted, bytes) = (Arc::clone(&noted), bytes.clone());
                // A client that was stopped hangs up.
                std::thread::spawn(move || answer(stream, &bytes, piece, pause, &noted).ok());
            }
        });
        Self { address, ranges, stop, thread: Some(thread) }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn ranges(&self) -> Vec<Option<u64>> {
        self.ranges.lock().expect("held").clone()
    }
}

impl Drop for RangeServer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(&self.address));
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

fn answer(mut stream: TcpStream, bytes: &[u8], piece: usize, pause: Duration, noted: &Mutex<Vec<Option<u64>>>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let (mut lines, mut range, mut fits) = (BufReader::new(stream.try_clone()?).lines(), None, false);
    let first = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        let line = line?.to_ascii_lowercase();
        match line.split_once(": ") {
            Some(("range", value)) => range = value.trim_start_matches("bytes=").trim_end_matches('-').parse::<u64>().ok(),
            Some(("if-range", value)) => fits = value == "\"v1\"",
            Some(_) => {}
            None => break,
        }
    }
    if first.contains("/robots.txt") {
        return stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }
    noted.lock().expect("held").push(range);
    let from = range.filter(|_| fits).unwrap_or(0);
    let rest = bytes.get(usize::try_from(from).unwrap_or(usize::MAX)..).unwrap_or_default();
    let status = match from {
        0 => "200 OK\r\n".to_owned(),
        _ => format!("206 Partial Content\r\nContent-Range: bytes {from}-{}/{}\r\n", bytes.len() - 1, bytes.len()),
    };
    let head = format!("HTTP/1.1 {status}ETag: \"v1\"\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", rest.len());
    stream.write_all(head.as_bytes())?;
    for piece in rest.chunks(piece) {
        std::thread::sleep(pause);
        stream.write_all(piece)?;
        stream.flush()?;
    }
    Ok(())
}
