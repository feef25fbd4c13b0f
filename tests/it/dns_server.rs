//! A DNS server in a thread: answers by UDP what it was told, and says nothing where it was told to be silent.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

#[derive(Default)]
struct Zone {
    /// Name and type to values.
    records: BTreeMap<(String, u16), Vec<String>>,
    silent: BTreeSet<String>,
    deaf: bool,
}

/// The server; it ends with the test.
pub struct Names {
    /// Where it listens, on this machine.
    pub address: SocketAddr,
    zone: Arc<Mutex<Zone>>,
    questions: Arc<AtomicUsize>,
    closed: Arc<AtomicBool>,
}

fn number(kind: &str) -> u16 {
    match kind {
        "A" => 1,
        "PTR" => 12,
        "MX" => 15,
        "TXT" => 16,
        "AAAA" => 28,
        other => panic!("no records of type {other} here"),
    }
}

impl Names {
    /// A server of an empty zone.
    pub fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        let names = Self { address, zone: Arc::default(), questions: Arc::default(), closed: Arc::default() };
        let (zone, questions, closed) = (names.zone.clone(), names.questions.clone(), names.closed.clone());
        std::thread::spawn(move || {
            let mut packet = [0u8; 1500];
            while let Ok((length, from)) = socket.recv_from(&mut packet) {
                if closed.load(Ordering::SeqCst) {
                    break;
                }
                questions.fetch_add(1, Ordering::SeqCst);
                if let Some(answer) = answer(&packet[..length], &zone.lock().unwrap()) {
                    socket.send_to(&answer, from).unwrap();
                }
            }
        });
        names
    }

    /// From now on this is all there is of a type at a name.
    pub fn set(&self, name: &str, kind: &str, values: &[&str]) {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        self.zone.lock().unwrap().records.insert((name.to_owned(), number(kind)), values);
    }

    /// From now on nothing is answered about a name.
    pub fn be_silent_about(&self, name: &str) {
        self.zone.lock().unwrap().silent.insert(name.to_owned());
    }

    /// From now on nothing is answered at all.
    pub fn be_deaf(&self) {
        self.zone.lock().unwrap().deaf = true;
    }

    /// How often it was asked.
    pub fn questions(&self) -> usize {
        self.questions.load(Ordering::SeqCst)
    }
}

impl Drop for Names {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let _ = socket.send_to(b"end", self.address);
    }
}

fn answer(question: &[u8], zone: &Zone) -> Option<Vec<u8>> {
    let (name, end) = name_at(question, 12)?;
    let kind = u16::from_be_bytes([*question.get(end)?, *question.get(end + 1)?]);
    if zone.deaf || zone.silent.contains(&name) {
        return None;
    }
    let known = zone.records.iter().any(|((known, _), values)| *known == name && !values.is_empty());
    let values = zone.records.get(&(name, kind)).map_or(&[][..], Vec::as_slice);
    let mut out = question[..2].to_vec();
    // An answer to a question that asked for the whole way; the name does not exist where nothing of it does.
    out.extend([0x81, if known { 0x80 } else { 0x83 }, 0, 1]);
    out.extend(u16::try_from(values.len()).unwrap().to_be_bytes());
    out.extend([0, 0, 0, 0]);
    out.extend(&question[12..end + 4]);
    for value in values {
        out.extend([0xc0, 12]);
        out.extend(kind.to_be_bytes());
        out.extend([0, 1, 0, 0, 0, 60]);
        let data = data(kind, value);
        out.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        out.extend(data);
    }
    Some(out)
}

/// The name that begins at a byte, and where what follows it begins.
fn name_at(packet: &[u8], mut at: usize) -> Option<(String, usize)> {
    let mut labels = Vec::new();
    loop {
        let length = usize::from(*packet.get(at)?);
        at += 1;
        if length == 0 {
            return Some((labels.join(".").to_lowercase(), at));
        }
        labels.push(String::from_utf8_lossy(packet.get(at..at + length)?).into_owned());
        at += length;
    }
}

fn data(kind: u16, value: &str) -> Vec<u8> {
    match kind {
        1 | 28 => match value.parse::<IpAddr>().unwrap() {
            IpAddr::V4(ip) => ip.octets().to_vec(),
            IpAddr::V6(ip) => ip.octets().to_vec(),
        },
        12 => labels(value),
        15 => {
            let (preference, server) = value.split_once(' ').unwrap();
            [preference.parse::<u16>().unwrap().to_be_bytes().to_vec(), labels(server)].concat()
        }
        _ => {
            let part = |part: &[u8]| [vec![u8::try_from(part.len()).unwrap()], part.to_vec()].concat();
            value.as_bytes().chunks(255).flat_map(part).collect()
        }
    }
}

fn labels(name: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for label in name.split('.').filter(|label| !label.is_empty()) {
        out.push(u8::try_from(label.len()).unwrap());
        out.extend(label.as_bytes());
    }
    out.push(0);
    out
}
