//! A name server of the tests' own: it says what it was told to say, or nothing.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket};
use tokio::task::JoinHandle;

/// The number of a text.
const TEXT: u16 = 16;
/// The number of an alias.
const ALIAS: u16 = 5;

/// What it says, by name and kind; and how.
#[derive(Default)]
struct Says {
    records: HashMap<(String, u16), Vec<Vec<u8>>>,
    is_broken: bool,
    is_brief: bool,
    asked: usize,
}

/// The running name server. It stops when it is dropped.
pub struct NameServer {
    address: SocketAddr,
    says: Arc<Mutex<Says>>,
    tasks: [JoinHandle<()>; 2],
}

impl Drop for NameServer {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl NameServer {
    /// One that knows no name.
    pub async fn start() -> NameServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let socket = UdpSocket::bind(address).await.expect("the same port");
        let says = Arc::new(Mutex::new(Says::default()));
        let (told, also) = (says.clone(), says.clone());
        let datagrams = tokio::spawn(async move {
            let mut bytes = [0; 512];
            while let Ok((length, from)) = socket.recv_from(&mut bytes).await {
                let answer = answer(&told, &bytes[..length], true);
                drop(socket.send_to(&answer, from).await);
            }
        });
        let streams = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let Ok(length) = stream.read_u16().await else { continue };
                let mut bytes = vec![0; usize::from(length)];
                if stream.read_exact(&mut bytes).await.is_ok() {
                    let answer = answer(&also, &bytes, false);
                    let length = u16::try_from(answer.len()).expect("a short answer");
                    drop(stream.write_all(&[&length.to_be_bytes()[..], &answer].concat()).await);
                }
            }
        });
        NameServer { address, says, tasks: [datagrams, streams] }
    }

    /// Where it is.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    fn with<T>(&self, change: impl FnOnce(&mut Says) -> T) -> T {
        change(&mut self.says.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A name has these texts from now on, and no others.
    pub fn texts(&self, name: &str, texts: &[&str]) {
        let data = texts.iter().map(|text| pieces(text)).collect();
        self.with(|says| says.records.insert((name.to_owned(), TEXT), data));
    }

    /// A name is an alias of another one from now on.
    pub fn alias(&self, name: &str, of: &str) {
        let mut data: Vec<u8> =
            of.split('.').flat_map(|label| [&[label.len() as u8], label.as_bytes()].concat()).collect();
        data.push(0);
        self.with(|says| says.records.insert((name.to_owned(), ALIAS), vec![data]));
    }

    /// It can find out nothing, or everything again.
    pub fn breaks(&self, is_broken: bool) {
        self.with(|says| says.is_broken = is_broken);
    }

    /// It says by UDP only that there is more to say.
    pub fn is_brief(&self) {
        self.with(|says| says.is_brief = true);
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.with(|says| says.asked)
    }
}

/// A text in pieces of three letters, so that they have to be put together.
fn pieces(text: &str) -> Vec<u8> {
    text.as_bytes().chunks(3).flat_map(|piece| [&[piece.len() as u8], piece].concat()).collect()
}

fn answer(says: &Mutex<Says>, question: &[u8], is_datagram: bool) -> Vec<u8> {
    let mut says = says.lock().unwrap_or_else(PoisonError::into_inner);
    says.asked += 1;
    let (mut at, mut labels) = (12, Vec::new());
    while question[at] > 0 {
        let length = usize::from(question[at]);
        labels.push(String::from_utf8_lossy(&question[at + 1..at + 1 + length]).into_owned());
        at += 1 + length;
    }
    let kind = u16::from_be_bytes([question[at + 1], question[at + 2]]);
    let found = says.records.get(&(labels.join("."), kind));
    let is_cut = says.is_brief && is_datagram;
    let code = match (says.is_broken, found) {
        (true, _) => 2,
        (false, None) => 3,
        (false, Some(_)) => 0,
    };
    // What follows the question, such as how long an answer may be, is not repeated.
    let mut answer = question[..at + 5].to_vec();
    answer[10..12].copy_from_slice(&[0, 0]);
    answer[2] = if is_cut { 0x83 } else { 0x81 };
    answer[3] = 0x80 | code;
    let records = found.filter(|_| code == 0 && !is_cut).cloned().unwrap_or_default();
    answer[6..8].copy_from_slice(&(records.len() as u16).to_be_bytes());
    for data in records {
        answer.extend([0xc0, 12]);
        answer.extend(kind.to_be_bytes());
        answer.extend([0, 1, 0, 0, 0, 60]);
        answer.extend((data.len() as u16).to_be_bytes());
        answer.extend(data);
    }
    answer
}
