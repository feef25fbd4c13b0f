//! The Merkle tree of RFC 6962 section 2.1: leaf `SHA-256(0x00 ‖ data)`, node `SHA-256(0x01 ‖ left ‖ right)`.
//!
//! Nothing here reads or writes: proofs are said as the ranges of leaves whose hashes they hold, so that who owns the
//! leaves can stream them.

use crate::secrets::hex;
use sha2::{Digest, Sha256};
use std::ops::Range;

/// A SHA-256 digest.
pub type Hash = [u8; 32];

/// The hash of a tree without leaves.
pub fn empty() -> Hash {
    Sha256::digest([]).into()
}

/// The hash of a leaf that holds `data`.
pub fn leaf(data: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(data).finalize().into()
}

/// The hash of the node over two subtrees.
pub fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The right edge of a tree: the roots of its complete subtrees, largest first. All that is needed to append a leaf
/// and to know the root, in O(log n).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The edge of a tree of `size` leaves from its text form; `None` if the text is not one of such a tree.
    pub fn parse(size: u64, text: &str) -> Option<Frontier> {
        let peaks = text.split_terminator(' ').map(from_hex).collect::<Option<Vec<_>>>()?;
        (peaks.len() == size.count_ones() as usize).then_some(Frontier { size, peaks })
    }

    /// The hashes in hexadecimal, separated by spaces.
    pub fn to_text(&self) -> String {
        self.peaks.iter().map(|peak| hex(peak)).collect::<Vec<_>>().join(" ")
    }

    /// How many leaves the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf.
    pub fn push(&mut self, leaf: Hash) {
        let mut subtree = leaf;
        // One trailing one in the size for each complete subtree that this leaf completes further.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                subtree = node(&left, &subtree);
            }
        }
        self.peaks.push(subtree);
        self.size += 1;
    }

    /// The root of the tree.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else { return empty() };
        peaks.fold(*last, |right, left| node(left, &right))
    }
}

impl FromIterator<Hash> for Frontier {
    fn from_iter<T: IntoIterator<Item = Hash>>(leaves: T) -> Self {
        let mut frontier = Frontier::default();
        leaves.into_iter().for_each(|leaf| frontier.push(leaf));
        frontier
    }
}

/// The largest power of two smaller than `n`, where a tree of `n ≥ 2` leaves divides.
fn split(n: u64) -> u64 {
    1 << (63 - (n - 1).leading_zeros())
}

/// The subtrees whose roots prove that leaf `index` is in a tree of `size` leaves, from the leaf up (RFC 6962 2.1.1);
/// `None` if there is no such leaf.
pub fn inclusion_ranges(index: u64, size: u64) -> Option<Vec<Range<u64>>> {
    if index >= size {
        return None;
    }
    let (mut ranges, mut tree) = (Vec::new(), 0..size);
    while tree.end - tree.start > 1 {
        let middle = tree.start + split(tree.end - tree.start);
        if index < middle {
            ranges.push(middle..tree.end);
            tree.end = middle;
        } else {
            ranges.push(tree.start..middle);
            tree.start = middle;
        }
    }
    ranges.reverse();
    Some(ranges)
}

/// The subtrees whose roots prove that the tree of `old` leaves is the beginning of the tree of `new` leaves
/// (RFC 6962 2.1.2); `None` if it cannot be: `old` is 0 or more than `new`.
pub fn consistency_ranges(old: u64, new: u64) -> Option<Vec<Range<u64>>> {
    if old == 0 || old > new {
        return None;
    }
    let (mut ranges, mut tree) = (Vec::new(), 0..new);
    while tree.end != old {
        let middle = tree.start + split(tree.end - tree.start);
        if old <= middle {
            ranges.push(middle..tree.end);
            tree.end = middle;
        } else {
            ranges.push(tree.start..middle);
            tree.start = middle;
        }
    }
    // The old tree's own root is known to who checks; a subtree of it is not.
    if tree.start > 0 {
        ranges.push(tree);
    }
    ranges.reverse();
    Some(ranges)
}

/// Whether `path` proves that `leaf` stands at `index` of the tree of `size` leaves with this `root`
/// (RFC 9162 2.1.3.2).
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, path: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut position, mut last, mut hash) = (index, size - 1, *leaf);
    for step in path {
        if last == 0 {
            return false;
        }
        if position & 1 == 1 || position == last {
            hash = node(step, &hash);
            while position & 1 == 0 && position != 0 {
                position >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(&hash, step);
        }
        position >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether `proof` shows that the tree (`old`, `old_root`) is the beginning of the tree (`new`, `new_root`)
/// (RFC 9162 2.1.4.2).
pub fn verify_consistency(old: u64, old_root: &Hash, new: u64, new_root: &Hash, proof: &[Hash]) -> bool {
    if old == 0 || old > new {
        return false;
    }
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    let mut path = proof.iter();
    let first = if old.is_power_of_two() { Some(old_root) } else { path.next() };
    let Some(first) = first else { return false };
    let (mut position, mut last) = (old - 1, new - 1);
    while position & 1 == 1 {
        position >>= 1;
        last >>= 1;
    }
    let (mut from_old, mut from_new) = (*first, *first);
    for step in path {
        if last == 0 {
            return false;
        }
        if position & 1 == 1 || position == last {
            from_old = node(step, &from_old);
            from_new = node(step, &from_new);
            while position & 1 == 0 && position != 0 {
                position >>= 1;
                last >>= 1;
            }
        } else {
            from_new = node(&from_new, step);
        }
        position >>= 1;
        last >>= 1;
    }
    last == 0 && from_old == *old_root && from_new == *new_root
}

/// The digest written in hexadecimal; `None` if it is not one.
pub fn from_hex(text: &str) -> Option<Hash> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut hash = [0; 32];
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition of RFC 6962 word by word, over the data itself: slow, and written without a look at the above.
    fn mth(data: &[Vec<u8>]) -> Vec<u8> {
        let hash = |prefix: &[u8], parts: &[&[u8]]| {
            let mut input = prefix.to_vec();
            parts.iter().for_each(|part| input.extend_from_slice(part));
            Sha256::digest(&input).to_vec()
        };
        match data.len() {
            0 => hash(&[], &[]),
            1 => hash(&[0], &[&data[0]]),
            n => {
                let mut k = 1;
                while k * 2 < n {
                    k *= 2;
                }
                hash(&[1], &[&mth(&data[..k]), &mth(&data[k..])])
            }
        }
    }

    fn data(n: usize) -> Vec<Vec<u8>> {
        (0..n).map(|at| format!("entry {at}").into_bytes()).collect()
    }

    fn hashes(ranges: &[Range<u64>], data: &[Vec<u8>]) -> Vec<Hash> {
        ranges.iter().map(|r| mth(&data[r.start as usize..r.end as usize]).try_into().unwrap()).collect()
    }

    #[test]
    fn the_roots_of_the_test_vectors_of_certificate_transparency_come_out() {
        let inputs =
            ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut frontier = Frontier::default();
        assert_eq!(hex(&frontier.root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        for (input, root) in inputs.iter().zip(roots) {
            let bytes: Vec<u8> =
                (0..input.len() / 2).map(|at| u8::from_str_radix(&input[at * 2..at * 2 + 2], 16).unwrap()).collect();
            frontier.push(leaf(&bytes));
            assert_eq!(hex(&frontier.root()), root);
        }
    }

    #[test]
    fn the_frontier_agrees_with_the_definition_at_every_size_and_survives_its_text() {
        let data = data(70);
        let mut frontier = Frontier::default();
        for size in 0..data.len() {
            assert_eq!(frontier.root().to_vec(), mth(&data[..size]), "{size} leaves");
            assert_eq!(Frontier::parse(size as u64, &frontier.to_text()).as_ref(), Some(&frontier));
            frontier.push(leaf(&data[size]));
        }
        assert_eq!(Frontier::parse(3, &frontier.to_text()), None);
        assert_eq!(Frontier::parse(1, "abc"), None);
    }

    #[test]
    fn every_leaf_of_every_tree_is_proven_and_no_proof_serves_another_place() {
        for size in 1..=33_u64 {
            let data = data(size as usize);
            let root = mth(&data).try_into().unwrap();
            for index in 0..size {
                let path = hashes(&inclusion_ranges(index, size).unwrap(), &data);
                let own = leaf(&data[index as usize]);
                assert!(verify_inclusion(&own, index, size, &path, &root), "{index} of {size}");
                assert!(!verify_inclusion(&leaf(b"other"), index, size, &path, &root));
                assert!((0..size).all(|at| at == index || !verify_inclusion(&own, at, size, &path, &root)));
                let mut longer = path.clone();
                longer.push(own);
                assert!(!verify_inclusion(&own, index, size, &longer, &root));
            }
            assert_eq!(inclusion_ranges(size, size), None);
        }
    }

    #[test]
    fn every_beginning_of_every_tree_is_proven_and_a_rewritten_one_is_not() {
        for new in 1..=33_u64 {
            let data = data(new as usize);
            let mut rewritten = data.clone();
            rewritten[0] = b"rewritten".to_vec();
            let root_of = |data: &[Vec<u8>]| -> Hash { mth(data).try_into().unwrap() };
            for old in 1..=new {
                let proof = hashes(&consistency_ranges(old, new).unwrap(), &data);
                let (before, after) = (root_of(&data[..old as usize]), root_of(&data));
                assert!(verify_consistency(old, &before, new, &after, &proof), "{old} in {new}");
                let forged = hashes(&consistency_ranges(old, new).unwrap(), &rewritten);
                assert!(!verify_consistency(old, &before, new, &root_of(&rewritten), &forged));
            }
            assert_eq!(consistency_ranges(0, new), None);
            assert_eq!(consistency_ranges(new + 1, new), None);
        }
    }

    proptest! {
        #[test]
        fn no_proof_made_of_noise_is_believed(noise in proptest::collection::vec(any::<[u8; 32]>(), 0..8), old in 1_u64..40, new in 1_u64..40) {
            let data = data(40);
            let root = |size: u64| -> Hash { mth(&data[..size as usize]).try_into().unwrap() };
            if old < new {
                prop_assert!(!verify_consistency(old, &root(old), new, &root(new), &noise));
            }
            if old > 1 {
                prop_assert!(!verify_inclusion(&leaf(&data[0]), 0, old, &noise, &root(old)));
            }
        }
    }
}
