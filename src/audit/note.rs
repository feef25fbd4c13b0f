//! Texts that foreign tools understand: signed notes, checkpoints and proofs as specified by C2SP
//! (signed-note, tlog-checkpoint, tlog-proof).

use super::tree::{Hash, verify_inclusion};
use crate::secrets::hex;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

/// The signature type of Ed25519 in a signed note.
const ED25519: u8 = 1;

/// First line of a proof file.
const PROOF: &str = "c2sp.org/tlog-proof@v1";

/// What a checkpoint says: the log of this name has so many leaves and this root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the log, which is also the name of its key.
    pub origin: String,
    /// How many leaves.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

impl Checkpoint {
    /// The text that is signed.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, BASE64.encode(self.root))
    }

    /// The signed note.
    pub fn sign(&self, key: &SigningKey) -> String {
        let text = self.text();
        let mut signature = key_id(&self.origin, &key.verifying_key()).to_vec();
        signature.extend_from_slice(&key.sign(text.as_bytes()).to_bytes());
        format!("{text}\n— {} {}\n", self.origin, BASE64.encode(signature))
    }

    /// What a note says, if `key` signed it for the log `origin`; other signatures in it are ignored.
    pub fn open(note: &str, origin: &str, key: &VerifyingKey) -> Option<Checkpoint> {
        let (body, signatures) = note.split_once("\n\n")?;
        let text = format!("{body}\n");
        let ours = signatures.lines().any(|line| signature_holds(line, &text, origin, key));
        let mut lines = body.lines();
        let (named, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let canonical = size == "0" || !size.starts_with('0') && size.bytes().all(|digit| digit.is_ascii_digit());
        let root = BASE64.decode(root).ok()?.try_into().ok()?;
        let checkpoint = Checkpoint { origin: named.to_owned(), size: size.parse().ok()?, root };
        (ours && canonical && named == origin).then_some(checkpoint)
    }
}

/// The first signed head in a text that somebody kept, such as a mail: how many leaves, the root in hexadecimal, and the note.
/// Marks of quoting, spaces at the ends of lines, and a signature that a mail program broke after its name do no harm.
pub(super) fn find(text: &str) -> Option<(i64, String, String)> {
    let lines: Vec<&str> = text.lines().map(|line| line.trim_start_matches(['>', ' ']).trim_end()).collect();
    (0..lines.len()).find_map(|at| {
        let [origin, size, root, "", signature, after @ ..] = lines.get(at..)? else { return None };
        let hash: Hash = BASE64.decode(root).ok()?.try_into().ok()?;
        let count = size.parse().ok().filter(|count| *count > 0i64)?;
        let name = signature.strip_prefix("— ")?;
        let broken = if name.contains(' ') { None } else { after.first() };
        let rest = broken.map(|rest| format!(" {rest}")).unwrap_or_default();
        Some((count, hex(&hash), format!("{origin}\n{size}\n{root}\n\n{signature}{rest}\n")))
    })
}

fn signature_holds(line: &str, text: &str, origin: &str, key: &VerifyingKey) -> bool {
    let parts = line.strip_prefix("— ").and_then(|rest| rest.rsplit_once(' '));
    let Some((name, encoded)) = parts else { return false };
    let Ok(bytes) = BASE64.decode(encoded) else { return false };
    let Some((id, signature)) = bytes.split_at_checked(4) else { return false };
    let Ok(signature) = Signature::from_slice(signature) else { return false };
    name == origin && id == key_id(origin, key) && key.verify_strict(text.as_bytes(), &signature).is_ok()
}

/// First four bytes of `SHA-256(name ‖ newline ‖ type ‖ public key)`.
fn key_id(name: &str, key: &VerifyingKey) -> [u8; 4] {
    let digest =
        Sha256::new().chain_update(name).chain_update([b'\n', ED25519]).chain_update(key.as_bytes()).finalize();
    let [a, b, c, d, ..] = <Hash>::from(digest);
    [a, b, c, d]
}

/// The public key in the form foreign tools take it: `name+id+key`.
pub fn verifier(name: &str, key: &VerifyingKey) -> String {
    let mut typed = vec![ED25519];
    typed.extend_from_slice(key.as_bytes());
    format!("{name}+{}+{}", hex(&key_id(name, key)), BASE64.encode(typed))
}

/// The name and the key in such a text; `None` if it is none or its id is not that of its key.
pub fn parse_verifier(text: &str) -> Option<(String, VerifyingKey)> {
    let mut parts = text.splitn(3, '+');
    let (name, id, typed) = (parts.next()?, parts.next()?, parts.next()?);
    let typed = BASE64.decode(typed).ok()?;
    let (kind, bytes) = typed.split_first()?;
    let key = VerifyingKey::from_bytes(bytes.try_into().ok()?).ok()?;
    (*kind == ED25519 && id == hex(&key_id(name, &key))).then(|| (name.to_owned(), key))
}

/// The public key as `openssl` reads it (RFC 8410).
pub fn pem(key: &VerifyingKey) -> String {
    // SEQUENCE { SEQUENCE { OID 1.3.101.112 }, BIT STRING }.
    let mut der = vec![0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
    der.extend_from_slice(key.as_bytes());
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", BASE64.encode(der))
}

/// That one leaf is in the tree of a signed checkpoint: one file, checkable without us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Which leaf, counted from 0.
    pub index: u64,
    /// The hashes from the leaf up.
    pub path: Vec<Hash>,
    /// The signed note of the checkpoint.
    pub checkpoint: String,
}

impl Proof {
    /// The content of a `.tlog-proof` file.
    pub fn text(&self) -> String {
        let path: String = self.path.iter().map(|hash| format!("{}\n", BASE64.encode(hash))).collect();
        format!("{PROOF}\nindex {}\n{path}\n{}", self.index, self.checkpoint)
    }

    /// The same with what the leaf was made from, so that the file says by itself what it proves.
    pub fn text_with(&self, data: &[u8]) -> String {
        self.text().replacen("\nindex ", &format!("\nextra {}\nindex ", BASE64.encode(data)), 1)
    }

    /// The extra data of such a file.
    pub fn extra(text: &str) -> Option<Vec<u8>> {
        let (head, _) = text.split_once("\n\n")?;
        BASE64.decode(head.lines().find_map(|line| line.strip_prefix("extra "))?).ok()
    }

    /// Reads such a file; `None` if it is not one. Extra data is skipped.
    pub fn parse(text: &str) -> Option<Proof> {
        let (head, checkpoint) = text.split_once("\n\n")?;
        let mut lines = head.lines().filter(|line| !line.starts_with("extra ")).peekable();
        if lines.next()? != PROOF {
            return None;
        }
        let index = lines.next()?.strip_prefix("index ")?.parse().ok()?;
        let path = lines.map(|line| BASE64.decode(line).ok()?.try_into().ok()).collect::<Option<Vec<Hash>>>()?;
        Some(Proof { index, path, checkpoint: checkpoint.to_owned() })
    }

    /// The checkpoint, if its signature holds and `leaf` is in its tree at the place the proof says.
    pub fn verify(&self, leaf: &Hash, origin: &str, key: &VerifyingKey) -> Option<Checkpoint> {
        let checkpoint = Checkpoint::open(&self.checkpoint, origin, key)?;
        verify_inclusion(leaf, self.index, checkpoint.size, &self.path, &checkpoint.root).then_some(checkpoint)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree;
    use super::*;

    /// The example key of the signed-note specification, and the note it signed there.
    const VERIFIER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const SIGNED: &str =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const LINE: &str =
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";

    #[test]
    fn the_example_of_the_specification_is_believed_and_a_changed_one_is_not() {
        let bytes = BASE64.decode(VERIFIER.rsplit_once('+').unwrap().1).unwrap();
        let key = VerifyingKey::from_bytes(bytes[1..].try_into().unwrap()).unwrap();
        assert_eq!(verifier("PeterNeumann", &key), VERIFIER);
        assert!(signature_holds(LINE, SIGNED, "PeterNeumann", &key));
        assert!(!signature_holds(LINE, "other\n", "PeterNeumann", &key));
        assert!(!signature_holds(LINE, SIGNED, "Peter", &key));
    }

    #[test]
    fn a_checkpoint_reads_back_and_every_changed_character_is_noticed() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let checkpoint = Checkpoint { origin: "privacy.example.com/audit".into(), size: 42, root: [9; 32] };
        let note = checkpoint.sign(&key);
        let open = |note: &str| Checkpoint::open(note, &checkpoint.origin, &key.verifying_key());
        assert_eq!(open(&note).as_ref(), Some(&checkpoint));
        let end_of_text = checkpoint.text().len();
        for at in 0..end_of_text {
            let mut bytes = note.clone().into_bytes();
            bytes[at] ^= 1;
            assert!(String::from_utf8(bytes).ok().and_then(|changed| open(&changed)).is_none(), "byte {at}");
        }
        let other = SigningKey::from_bytes(&[8; 32]);
        assert_eq!(Checkpoint::open(&note, &checkpoint.origin, &other.verifying_key()), None);
        assert_eq!(Checkpoint::open(&note, "other.example.com/audit", &key.verifying_key()), None);
        let witnessed = format!("{note}— witness.example mJirIklj\n");
        assert_eq!(open(&witnessed), Some(checkpoint));
    }

    #[test]
    fn a_proof_file_proves_its_leaf_and_no_other() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let leaves = [tree::leaf(b"a"), tree::leaf(b"b"), tree::leaf(b"c")];
        let root = leaves.into_iter().collect::<tree::Frontier>().root();
        let note = Checkpoint { origin: "log".into(), size: 3, root }.sign(&key);
        let proof = Proof { index: 1, path: vec![leaves[0], leaves[2]], checkpoint: note };
        let read = Proof::parse(&proof.text()).unwrap();
        assert_eq!(read, proof);
        assert!(read.verify(&leaves[1], "log", &key.verifying_key()).is_some());
        assert!(read.verify(&leaves[0], "log", &key.verifying_key()).is_none());
        let with_extra = proof.text().replace("\nindex", "\nextra aGk=\nindex");
        assert_eq!(Proof::parse(&with_extra), Some(proof));
        assert_eq!(Proof::parse("c2sp.org/tlog-proof@v2\nindex 1\n\nx"), None);
    }
}
