//! A wire between the program and a server, which a test can disturb.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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

/// How long a piece takes on a slow wire.
const SLOW: Duration = Duration::from_millis(20);

/// A port of this machine behind which a server stands.
pub struct Proxy {
    /// The port.
    pub port: u16,
    state: Arc<Mutex<State>>,
}

struct State {
    wire: Wire,
    /// Both ends of what is connected, and of what was.
    ends: Vec<TcpStream>,
}

impl Proxy {
    /// In front of a server on this machine.
    pub fn before(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State { wire: Wire::Whole, ends: Vec::new() }));
        let shared = Arc::clone(&state);
        // It ends with the tests: nobody connects to it then.
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let mut state = locked(&shared);
                if state.wire == Wire::Cut {
                    continue;
                }
                let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else { continue };
                let twin = |end: &TcpStream| end.try_clone().unwrap();
                state.ends.extend([twin(&client), twin(&server)]);
                for (from, to, answers) in [(twin(&client), twin(&server), false), (server, client, true)] {
                    let state = Arc::clone(&shared);
                    thread::spawn(move || carry(from, to, answers, &state));
                }
            }
        });
        Self { port, state }
    }

    /// From now on.
    pub fn set(&self, wire: Wire) {
        let mut state = locked(&self.state);
        state.wire = wire;
        if wire == Wire::Cut {
            state.ends.drain(..).for_each(|end| drop(end.shutdown(Shutdown::Both)));
        }
    }
}

fn locked(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn carry(mut from: TcpStream, mut to: TcpStream, answers: bool, state: &Mutex<State>) {
    let mut carried = 0;
    let mut piece = [0; 4_096];
    while let Ok(count @ 1..) = from.read(&mut piece) {
        let wire = locked(state).wire;
        match wire {
            Wire::Cut => break,
            Wire::BreaksAfter(bytes) if answers && carried >= bytes => break,
            Wire::Slow => thread::sleep(SLOW),
            Wire::BreaksAfter(_) | Wire::Whole => {}
        }
        carried += count;
        if to.write_all(&piece[..count]).is_err() {
            break;
        }
    }
    for end in [from, to] {
        // The other direction may have shut it.
        let _ = end.shutdown(Shutdown::Both);
    }
}
