//! The design layer keeps its promises: small, without inline code, mirrored for any reading direction, fonts as recorded.

use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push((path.clone(), fs::read_to_string(&path).unwrap()));
        }
    }
    assert!(!found.is_empty(), "no .{ending} under {}", folder.display());
    found
}

/// Size after deflate inside a zip, within a few bytes of gzip.
fn compressed(text: &str) -> u64 {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut zip = zip::ZipWriter::new(&mut bytes);
    zip.start_file("x", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(text.as_bytes()).unwrap();
    zip.finish().unwrap();
    bytes.into_inner().len() as u64
}

#[test]
fn the_stylesheet_and_the_script_stay_small() {
    let css = compressed(&fs::read_to_string(root().join("assets/css/habeas.css")).unwrap());
    let js = compressed(&fs::read_to_string(root().join("assets/js/habeas.js")).unwrap());
    assert!(css <= 12 * 1024, "{css} bytes of CSS");
    assert!(js <= 6 * 1024, "{js} bytes of JavaScript");
}

#[test]
fn no_template_carries_inline_style_or_script() {
    for (path, text) in files(&root().join("templates"), "html") {
        if path.components().any(|c| c.as_os_str() == "mail") {
            continue;
        }
        for bad in
            [" style=", "<style", " onclick=", " onsubmit=", " onchange=", " onload=", "javascript:", "http-equiv"]
        {
            assert!(!text.contains(bad), "{} has {bad}", path.display());
        }
        for script in text.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(tag.contains(" src="), "{} has an inline script", path.display());
        }
    }
}

#[test]
fn the_stylesheet_knows_no_left_and_no_right() {
    let css = fs::read_to_string(root().join("assets/css/habeas.css")).unwrap();
    let code: String = css.split("/*").map(|part| part.split_once("*/").map_or(part, |(_, code)| code)).collect();
    for bad in ["-left", "-right", " left:", " right:", "text-align: left", "float:"] {
        assert!(!code.contains(bad), "habeas.css has {bad}");
    }
}

#[test]
fn every_vendored_font_is_the_one_recorded() {
    let folder = root().join("assets/fonts");
    let manifest = fs::read_to_string(folder.join("MANIFEST")).unwrap();
    let mut recorded = BTreeSet::new();
    for line in manifest.lines().filter(|l| !l.starts_with('#')) {
        let (sum, name) = line.split_once("  ").unwrap();
        let digest = Sha256::digest(fs::read(folder.join(name)).unwrap());
        let actual: String = digest.iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(sum, actual, "{name}");
        recorded.insert(name.to_string());
    }
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name == "MANIFEST" || recorded.contains(&name), "{name} is not in MANIFEST");
    }
}

#[test]
fn every_icon_a_template_names_is_in_the_sprite() {
    let sprite = fs::read_to_string(root().join("assets/icons.svg")).unwrap();
    let mut seen = 0;
    for (path, text) in files(&root().join("templates"), "html") {
        for part in text.split("ui.icon name=\"").chain(text.split(" icon=\"").skip(1)).skip(1) {
            let name = part.split('"').next().unwrap();
            if name.is_empty() {
                continue;
            }
            seen += 1;
            assert!(sprite.contains(&format!("id=\"{name}\"")), "{}: no icon {name}", path.display());
        }
    }
    assert!(seen > 20, "only {seen} icons found: the search no longer fits the templates");
}

#[test]
fn the_gallery_renders_every_component_in_each_language() {
    crate::harness::each_house(|house| {
        for lang in ["en", "fr"] {
            let page = house.visitor().open(&format!("/{lang}/patterns")).expect(200);
            assert!(!page.body().contains("{{") && page.body().matches("<h2").count() > 5);
        }
    });
}
