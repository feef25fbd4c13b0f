//! What the files for whoever builds and runs the portal promise.

use crate::source_tree::root;
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

/// Whether a licence expression (SPDX; `/` is an old "or") can be met with the licences allowed.
fn is_met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let met = any(&words, &mut at, allowed);
    assert_eq!(at, words.len(), "{expression} cannot be read");
    met
}

fn any(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut met = all(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= all(words, at, allowed);
    }
    met
}

fn all(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut met = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= one(words, at, allowed);
    }
    met
}

fn one(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let first = words[*at];
    *at += 1;
    if first == "(" {
        let met = any(words, at, allowed);
        assert_eq!(words[*at], ")");
        *at += 1;
        return met;
    }
    let mut licence = first.to_owned();
    if words.get(*at) == Some(&"WITH") {
        licence = format!("{first} WITH {}", words[*at + 1]);
        *at += 2;
    }
    allowed.contains(&licence)
}

fn allowed() -> BTreeSet<String> {
    let deny: toml::Table = fs::read_to_string(root().join("deny.toml")).unwrap().parse().unwrap();
    let list = deny["licenses"]["allow"].as_array().unwrap();
    list.iter().map(|licence| licence.as_str().unwrap().to_owned()).collect()
}

/// What `cargo deny check licenses sources` asks, here for whoever does not have it.
#[test]
fn every_crate_has_a_licence_that_we_allow_and_comes_from_the_registry() {
    let metadata = |words: &[&str]| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["metadata", "--locked", "--format-version", "1"]).args(words).current_dir(root()).output().unwrap()
    };
    // A build brings the crates of this system alone; those of other systems are asked for where a network is.
    let mut told = metadata(&[]);
    let is_whole = told.status.success();
    if !is_whole {
        println!("NOT CHECKED: crates that only other systems need, as there is no network");
        let version = Command::new("rustc").arg("-vV").output().unwrap();
        let version = String::from_utf8(version.stdout).unwrap();
        let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
        told = metadata(&["--offline", "--filter-platform", host]);
    }
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    let (allowed, mut used) = (allowed(), BTreeSet::new());
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 200);
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let licence = package["license"].as_str().unwrap_or_default();
        assert!(is_met(licence, &allowed), "deny.toml allows no licence of `{name}`: {licence:?}");
        let source = package["source"].as_str();
        assert!(source.is_none_or(|source| source.starts_with("registry+")), "`{name}` comes from {source:?}");
        used.extend(allowed.iter().filter(|one| licence.contains(one.as_str())).cloned());
    }
    assert!(!is_whole || used == allowed, "deny.toml allows what nothing uses: {used:?}");
}

#[test]
fn a_licence_expression_is_read_as_it_is_meant() {
    let allowed = BTreeSet::from(["MIT".to_owned(), "Apache-2.0 WITH LLVM-exception".to_owned()]);
    for met in ["MIT", "GPL-3.0/MIT", "(GPL-3.0 OR MIT) AND MIT", "Apache-2.0 WITH LLVM-exception"] {
        assert!(is_met(met, &allowed), "{met}");
    }
    for unmet in ["GPL-3.0", "MIT AND GPL-3.0", "MIT AND (GPL-3.0 OR ISC)", "Apache-2.0"] {
        assert!(!is_met(unmet, &allowed), "{unmet}");
    }
}

/// systemd itself reads the unit, where it is installed.
#[test]
fn the_systemd_unit_holds_no_mistake() {
    let folder = tempfile::tempdir().unwrap();
    let unit = folder.path().join("habeas.service");
    let text = fs::read_to_string(root().join("deploy/habeas.service")).unwrap();
    // The program it starts is not installed here; another one is.
    let program = "/usr/local/bin/habeas";
    assert!(text.contains(&format!("ExecStart={program} serve")));
    fs::write(&unit, text.replace(program, "/bin/true")).unwrap();
    match Command::new("systemd-analyze").arg("verify").arg(&unit).output() {
        Ok(told) => {
            let said = String::from_utf8_lossy(&told.stderr).into_owned();
            assert!(told.status.success() && !said.contains("habeas.service:"), "{said}");
        }
        Err(_) => println!("SKIPPED: there is no systemd-analyze here"),
    }
}

/// Keys and passwords of an installation beside the sources never reach an image or the repository.
#[test]
fn what_compose_keeps_beside_the_sources_stays_out_of_the_image_and_the_repository() {
    let lines = |name: &str| -> BTreeSet<String> {
        let text = fs::read_to_string(root().join(name)).unwrap();
        text.lines().map(|line| line.trim_matches('/').to_owned()).collect()
    };
    let compose = fs::read_to_string(root().join("compose.yaml")).unwrap();
    assert!(compose.contains("- ./habeas:/etc/habeas"));
    for kept in ["habeas", ".env", "habeas-demo", "portal"] {
        assert!(lines(".dockerignore").contains(kept), ".dockerignore lets {kept} in");
        assert!(lines(".gitignore").contains(kept), ".gitignore lets {kept} in");
    }
}
