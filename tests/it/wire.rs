//! A wire between the program and a server, which a test can disturb.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// What a wire does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// It carries.
    Whole,
    /// Nobody answers, and what was connected is cut.
    Cut,
    /// Each piece takes its time.
    Slow,
    /// Each connection breaks off after so many bytes of answers.
    BreaksAfter(usize),
}

const CUT: usize = usize::MAX;
const SLOW: usize = usize::MAX - 1;
const WHOLE: usize = usize::MAX - 2;

/// A port of this machine behind which a server stands.
pub struct Proxy {
    /// The port.
    pub port: u16,
    state: Arc<AtomicUsize>,
}

impl Proxy {
    /// In front of a server on this machine.
    pub fn before(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(AtomicUsize::new(WHOLE));
        let shared = Arc::clone(&state);
        // It ends with the tests: nobody connects to it then.
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else { continue };
                for (from, to, counts) in
                    [(client.try_clone().unwrap(), server.try_clone().unwrap(), false), (server, client, true)]
                {
                    let state = Arc::clone(&shared);
                    thread::spawn(move || carry(from, to, counts, &state));
                }
            }
        });
        Self { port, state }
    }

    /// From now on.
    pub fn set(&self, wire: Wire) {
        let state = match wire {
            Wire::Whole => WHOLE,
            Wire::Cut => CUT,
            Wire::Slow => SLOW,
            Wire::BreaksAfter(bytes) => bytes,
        };
        self.state.store(state, Ordering::SeqCst);
        // Who carries looks again within this time.
        thread::sleep(3 * LOOKS);
    }
}

const LOOKS: Duration = Duration::from_millis(20);

fn carry(mut from: TcpStream, mut to: TcpStream, counts: bool, state: &AtomicUsize) {
    from.set_read_timeout(Some(LOOKS)).unwrap();
    let mut carried = 0;
    let mut piece = [0; 4_096];
    loop {
        let now = state.load(Ordering::SeqCst);
        if now == CUT || (counts && now < WHOLE && carried >= now) {
            break;
        }
        match from.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => {
                if now == SLOW {
                    thread::sleep(LOOKS);
                }
                carried += count;
                if to.write_all(&piece[..count]).is_err() {
                    break;
                }
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => break,
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
