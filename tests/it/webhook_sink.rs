//! A system of a recipient that takes webhooks: real HTTP on a port of its own, answers as the test says.

use std::collections::{BTreeSet, VecDeque};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// One call as it came.
#[derive(Clone)]
pub struct Called {
    pub head: String,
    pub body: String,
}

impl Called {
    /// The value of a header; empty without it.
    pub fn header(&self, name: &str) -> String {
        let line = self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        });
        line.unwrap_or_default()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// The receiver. It answers with the statuses of [`Sink::answers`] one after the other, then with the last again and again;
/// with 0 it takes the call and never answers.
pub struct Sink {
    pub url: String,
    calls: Arc<Mutex<Vec<Called>>>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

impl Sink {
    pub fn open(answers: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hooks/habeas?site=1", listener.local_addr().unwrap());
        let (calls, answers) =
            (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(answers.iter().copied().collect())));
        let sink = Self { url, calls: Arc::clone(&calls), answers: Arc::clone(&answers) };
        std::thread::spawn(move || {
            let mut silent = Vec::new();
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let Some(called) = read(&mut stream) else { continue };
                calls.lock().unwrap().push(called);
                let mut answers: std::sync::MutexGuard<'_, VecDeque<u16>> = answers.lock().unwrap();
                let status = if answers.len() > 1 { answers.pop_front().unwrap() } else { answers[0] };
                if status == 0 {
                    silent.push(stream);
                    continue;
                }
                let location = if status == 302 { "location: http://127.0.0.1:1/\r\n" } else { "" };
                let answer = format!("HTTP/1.1 {status} X\r\n{location}content-length: 0\r\nconnection: close\r\n\r\n");
                // The portal may have gone: that is what some tests are about.
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        sink
    }

    /// From now on it answers so.
    pub fn answer(&self, answers: &[u16]) {
        *self.answers.lock().unwrap() = answers.iter().copied().collect();
    }

    pub fn calls(&self) -> Vec<Called> {
        self.calls.lock().unwrap().clone()
    }

    /// What it was told, counted as docs/recipients.md says: by id.
    pub fn told(&self) -> BTreeSet<String> {
        self.calls().iter().map(|call| call.header("idempotency-key")).collect()
    }
}

fn read(stream: &mut TcpStream) -> Option<Called> {
    let (mut read, mut part) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&read).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let called = Called { head: head.to_owned(), body: body.to_owned() };
            if called.header("content-length").parse().is_ok_and(|length: usize| body.len() >= length) {
                return Some(called);
            }
        }
        let count = stream.read(&mut part).ok().filter(|count| *count > 0)?;
        read.extend_from_slice(&part[..count]);
    }
}
