use super::*;
use crate::lang::Lang;
use crate::pdf::Paper;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::Object;
use image::{Rgb, RgbImage};
use proptest::prelude::*;

fn legend() -> Legend {
    Legend {
        lang: Lang::Fr,
        company: "Maison Lavande".to_owned(),
        authority: "la CNIL".to_owned(),
        contact: Some("dpo@lavande.example".to_owned()),
        at: "2026-11-27T09:00:00Z".parse().unwrap(),
    }
}

/// Hides each of these words wherever a document has them.
fn hide(pages: &[Page], words: &[&str]) -> Vec<Mark> {
    let mark = |words: &&str| {
        let places = find(pages, words).iter().map(|found| found.place(pages)).collect();
        Mark::new(words, Reason::ThirdParty, places, 0)
    };
    words.iter().map(mark).collect()
}

fn redacted(kind: Kind, bytes: &[u8], words: &[&str]) -> (Vec<Mark>, Made) {
    let marks = hide(&read(kind, bytes).unwrap().pages, words);
    let made = apply(kind, bytes, &marks, &legend()).unwrap();
    (marks, made)
}

fn text_of(bytes: &[u8]) -> String {
    let pages = read(Kind::Pdf, bytes).unwrap().pages;
    pages.iter().flat_map(|page| &page.words).map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Everything that a file says: its bytes, and for a PDF every stream unpacked and the text of its pages. Written apart
/// from the proof, and plainer.
fn said(kind: Kind, bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![bytes.to_vec()];
    if kind == Kind::Pdf {
        let pdf = Pdf::new(bytes.to_vec()).unwrap();
        for object in pdf.objects() {
            match object {
                Object::Stream(stream) => all.push(stream.decoded().unwrap_or_default().into_owned()),
                Object::String(string) => all.push(string.as_bytes().to_vec()),
                _ => {}
            }
        }
        all.push(text_of(bytes).into_bytes());
    }
    all
}

fn hits(kind: Kind, bytes: &[u8], secrets: &[String]) -> Vec<String> {
    let ways = secrets.iter().flat_map(|secret| {
        let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let upper = secret.to_uppercase();
        let hexed = [secret.as_bytes(), upper.as_bytes(), &wide].map(|bytes| crate::secrets::hex(bytes).into_bytes());
        [vec![secret.as_bytes().to_vec(), wide], hexed.to_vec()].concat()
    });
    let search = aho_corasick::AhoCorasick::builder().ascii_case_insensitive(true).build(ways).unwrap();
    let all = said(kind, bytes);
    let found = all.iter().flat_map(|bytes| search.find_overlapping_iter(bytes));
    let found: std::collections::BTreeSet<usize> = found.map(|found| found.pattern().as_usize() / 5).collect();
    found.into_iter().map(|at| secrets[at].clone()).collect()
}

/// A PDF written by hand, with an old version of it before the update, and secrets wherever a file can have them.
fn by_hand(secrets: &[String]) -> Vec<u8> {
    let mut left = secrets.iter();
    let mut next = || left.next().unwrap().clone();
    let hexed = |text: &str| crate::secrets::hex(text.as_bytes());
    let wide = |text: &str| crate::secrets::hex(&text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>());
    let stream = |dict: &str, body: &str| format!("<<{dict} /Length {}>>\nstream\n{body}\nendstream", body.len());
    let (spread, quoted) = (next(), next());
    let letters: String = spread.chars().map(|letter| format!("({letter}) -12 ")).collect();
    let content = [
        format!(
            "BT /F1 12 Tf 60 700 Td <{}> Tj 0 -20 Td [{letters}] TJ ET",
            hexed(&format!("Bonjour {} voisin", next()))
        ),
        format!(
            "BT /F1 12 Tf 60 640 Td ({}) Tj 0 -14 Td ({}-) Tj 0 -14 Td ({}) Tj ET",
            next(),
            &quoted[..4],
            &quoted[4..]
        ),
        format!("BT 3 Tr /F1 12 Tf 60 600 Td ({}) Tj 0 Tr ET", next()),
        format!("BT /F1 12 Tf 60 560 Td ({}) Tj ET q 50 550 300 30 re 0 g f Q", next()),
        format!("BT /F1 12 Tf 60 520 Td ({}) Tj ET q 300 0 0 30 50 510 cm /Im Do Q", next()),
        format!("BT 1 g /F1 12 Tf 60 480 Td ({}) Tj 0 g ET", next()),
        format!("/Span <</ActualText <feff{}>>> BDC BT /F1 12 Tf 60 440 Td (xyz) Tj ET EMC", wide(&next())),
        format!("BT /F1 12 Tf 60 400 Td (Le reste demeure. {}) Tj ET % {}", next(), next()),
    ];
    let old = format!("BT /F1 12 Tf 60 700 Td ({}) Tj ET", next());
    let objects = [
        "<</Type /Catalog /Pages 2 0 R /Metadata 8 0 R /Names <</EmbeddedFiles <</Names [(a) 9 0 R]>>>>>>".to_owned(),
        "<</Type /Pages /Kids [3 0 R] /Count 1>>".to_owned(),
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Annots [7 0 R] /Thumb 11 0 R /Resources <</Font <</F1 4 0 R>> /XObject <</Im 10 0 R>>>>>>".to_owned(),
        "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>".to_owned(),
        stream("", &old),
        format!("<</Title ({}) /Author <feff{}>>>", next(), wide(&next())),
        format!("<</Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents ({})>>", next()),
        stream("/Type /Metadata /Subtype /XML", &format!("<dc:creator>{}</dc:creator>", next())),
        format!("<</Type /Filespec /F (a) /EF <</F 12 0 R>> /Desc ({})>>", next()),
        stream("/Type /XObject /Subtype /Image /Width 2 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray", "\u{20}\u{7e}"),
        stream("/Width 2 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray", &next()),
        stream("/Type /EmbeddedFile", &next()),
    ];
    let mut out = format!("%PDF-1.7\n% {}\n", next());
    let mut at = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        at.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let first = out.len();
    out.push_str("xref\n0 13\n0000000000 65535 f \n");
    at.iter().for_each(|at| out.push_str(&format!("{at:010} 00000 n \n")));
    out.push_str(&format!("trailer\n<</Size 13 /Root 1 0 R /Info 6 0 R>>\nstartxref\n{first}\n%%EOF\n"));
    let (again, update) = (out.len(), stream("", &content.join("\n")));
    out.push_str(&format!("5 0 obj\n{update}\nendobj\n"));
    let second = out.len();
    out.push_str(&format!(
        "xref\n5 1\n{again:010} 00000 n \ntrailer\n<</Size 13 /Root 1 0 R /Info 6 0 R /Prev {first}>>\n"
    ));
    out.push_str(&format!("startxref\n{second}\n%%EOF\n"));
    out.into_bytes()
}

/// How many secrets [`by_hand`] takes.
const BY_HAND: usize = 20;

/// A PDF as programs write them, with the secrets in running text.
fn by_program(secrets: &[String]) -> Vec<u8> {
    let (title, author) = (format!("Ticket de {}", secrets[0]), secrets[1].clone());
    let mut paper = Paper::new(Lang::Fr, &title, &author, "2026-11-27T09:00:00Z".parse().unwrap());
    for secret in &secrets[2..] {
        paper.paragraph(&format!(
            "Bonjour, la voisine {secret} a gardé le colis ({}), puis l’a rendu.",
            secret.to_uppercase()
        ));
    }
    paper.write().unwrap()
}

fn gradient() -> RgbImage {
    RgbImage::from_fn(64, 48, |x, y| Rgb([(x * 4) as u8, (y * 5) as u8, ((x * y) % 256) as u8]))
}

fn png_with(secrets: &[String]) -> Vec<u8> {
    let plain = raster::png(&gradient()).unwrap();
    let chunk = |name: &[u8; 4], body: String| {
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        let mut sum = !0_u32;
        for byte in name.iter().chain(body.as_bytes()) {
            sum ^= u32::from(*byte);
            (0..8).for_each(|_| sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 });
        }
        [&length[..], name, body.as_bytes(), &(!sum).to_be_bytes()].concat()
    };
    let (head, rest) = plain.split_at(33);
    let notes = secrets.iter().enumerate().flat_map(|(at, secret)| match at % 3 {
        0 => chunk(b"tEXt", format!("Author\0{secret}")),
        1 => chunk(b"iTXt", format!("Title\0\0\0fr\0Titre\0{secret}")),
        _ => chunk(b"prVt", secret.clone()),
    });
    let notes: Vec<u8> = notes.collect();
    [head, &notes, rest, secrets[0].as_bytes()].concat()
}

fn jpeg_with(secrets: &[String]) -> Vec<u8> {
    let plain = raster::jpeg(&gradient()).unwrap();
    let segment = |marker: u8, body: &[u8]| {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], &length[..], body].concat()
    };
    let notes = secrets.iter().enumerate().flat_map(|(at, secret)| match at % 3 {
        0 => segment(0xe1, format!("Exif\0\0II*\0\u{8}\0\0\0\0\0{secret}").as_bytes()),
        1 => segment(0xe2, [b"MPF\0 thumbnail ", plain.get(..200).unwrap(), secret.as_bytes()].concat().as_slice()),
        _ => segment(0xfe, secret.as_bytes()),
    });
    let notes: Vec<u8> = notes.collect();
    [&plain[..2], &notes, &plain[2..], secrets[0].as_bytes()].concat()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1, max_shrink_iters: 0, ..ProptestConfig::default() })]

    /// of 200 planted secrets none is left, over text, PDF, PNG and JPEG.
    #[test]
    fn of_two_hundred_planted_secrets_none_is_left(stems in proptest::collection::btree_set("Z[a-z]{8,11}q", 200)) {
        let secrets: Vec<String> = stems.into_iter().collect();
        let (texts, files) = secrets.split_at(60);
        let (program, files) = files.split_at(60);
        let (hand, files) = files.split_at(BY_HAND);
        let (png, jpeg) = files.split_at(30);
        prop_assert_eq!(jpeg.len(), 30);

        let mut text: String = texts.iter().map(|secret| format!("Avec {secret}, et {}.\n", secret.to_uppercase())).collect();
        for secret in texts {
            let hidden = crate::redaction::Hidden { words: secret.clone(), kept: Default::default() };
            text = hidden.conceal("here", &text, "[…]").unwrap().0;
        }
        prop_assert_eq!(hits(Kind::Text, text.as_bytes(), texts), Vec::<String>::new());

        let files = [
            (Kind::Pdf, by_program(program), program),
            (Kind::Pdf, by_hand(hand), hand),
            (Kind::Png, png_with(png), png),
            (Kind::Jpeg, jpeg_with(jpeg), jpeg),
        ];
        for (kind, original, planted) in files {
            let before = hits(kind, &original, planted);
            // What is drawn letter by letter, over a line, or with an accent in its code stands in no bytes.
            prop_assert!(before.len() + 3 >= planted.len(), "{kind:?}: planted {} of {}", before.len(), planted.len());
            let words: Vec<&str> = planted.iter().map(String::as_str).collect();
            let mut marks = hide(&read(kind, &original).unwrap().pages, &words);
            if kind != Kind::Pdf {
                let area = Area { left: 0.25, top: 0.25, width: 0.5, height: 0.25 };
                marks.push(Mark::new("", Reason::Security, vec![Place { page: 0, areas: vec![area] }], 0));
            }
            let made = apply(kind, &original, &marks, &legend()).unwrap();
            prop_assert_eq!(hits(kind, &made.bytes, planted), Vec::<String>::new(), "{:?}", kind);
            let proof = prove(kind, &made, &marks, &legend()).unwrap();
            prop_assert!(matches!(proof, Proof::Clean { words, .. } if words == planted.len()), "{kind:?} {proof:?}");
            // What is proven of the result is not true of the original.
            let same = Made { bytes: original, pages: 1 };
            prop_assert!(!matches!(prove(kind, &same, &marks, &legend()), Ok(Proof::Clean { .. })), "{kind:?}");
        }
    }

}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_a_reader_fall_over(bytes in proptest::collection::vec(any::<u8>(), 0..400), cut in 0usize..4000) {
        let secrets: Vec<String> = (0..BY_HAND).map(|n| format!("Zsecret{n}q")).collect();
        let (pdf, png) = (by_hand(&secrets), png_with(&secrets));
        let cut = |file: &[u8]| [&file[..cut.min(file.len())], &bytes[..]].concat();
        for (kind, bytes) in [(Kind::Pdf, cut(&pdf)), (Kind::Png, cut(&png)), (Kind::Jpeg, cut(&jpeg_with(&secrets))), (Kind::Pdf, bytes.clone())] {
            if let Ok(document) = read(kind, &bytes) {
                prop_assert!(!document.pages.is_empty());
            }
        }
    }
}

#[test]
fn the_rest_stays_to_be_read_searched_and_listened_to_and_the_legend_says_why() {
    let secrets: Vec<String> = (10..10 + BY_HAND).map(|n| format!("Zsecretaire{n}q")).collect();
    let original = by_hand(&secrets);
    let words: Vec<&str> = secrets.iter().map(String::as_str).collect();
    let (marks, made) = redacted(Kind::Pdf, &original, &words);
    let seen: usize = marks.iter().map(|mark| mark.places.len()).sum();
    assert_eq!(seen, 10, "in hexadecimal, letter by letter, over a line, unseen, covered, in white, by its other text");
    let text = text_of(&made.bytes);
    for part in
        ["Bonjour", "voisin", "Le reste demeure.", "Passages masqués", "une autre personne", "(10 ×)", "la CNIL"]
    {
        assert!(text.contains(part), "no {part} in {text}");
    }
    let raw = String::from_utf8_lossy(&made.bytes);
    assert!(raw.contains("/StructTreeRoot") && raw.contains("/Lang(fr)") && raw.contains("<pdfuaid:part>1"));
    assert_eq!(made.bytes, apply(Kind::Pdf, &original, &marks, &legend()).unwrap().bytes, "the same each time");
    // What cannot be seen is not handed out, marked or not.
    let none = apply(Kind::Pdf, &original, &[], &legend()).unwrap();
    let text = text_of(&none.bytes);
    let shown: Vec<usize> = (0..11).filter(|n| text.contains(secrets[*n].as_str())).collect();
    assert_eq!(shown.len(), 5, "{text}");
}

#[test]
fn a_proof_fails_for_what_it_finds() {
    let secrets: Vec<String> = (10..10 + BY_HAND).map(|n| format!("Zsecretaire{n}q")).collect();
    let original = by_program(&secrets);
    let (marks, made) = redacted(Kind::Pdf, &original, &[&secrets[4]]);
    assert!(matches!(prove(Kind::Pdf, &made, &marks, &legend()).unwrap(), Proof::Clean { words: 1, boxes: 2, .. }));
    // Words that stand in the text of a page.
    let other = [marks.clone(), vec![Mark::new(&secrets[5], Reason::Security, Vec::new(), 0)]].concat();
    assert_eq!(prove(Kind::Pdf, &made, &other, &legend()).unwrap(), Proof::Left);
    // Places that were left out are counted.
    let kept = [marks.clone(), vec![Mark::new(&secrets[5], Reason::Security, Vec::new(), 2)]].concat();
    assert!(matches!(prove(Kind::Pdf, &made, &kept, &legend()).unwrap(), Proof::Clean { .. }));
    // Words behind the end of the file, and a box that was not painted.
    let behind = Made { bytes: [&made.bytes[..], secrets[4].as_bytes()].concat(), pages: made.pages };
    assert_eq!(prove(Kind::Pdf, &behind, &marks, &legend()).unwrap(), Proof::Left);
    let area = Area { left: 0.1, top: 0.05, width: 0.5, height: 0.3 };
    let box_of = |page| vec![Mark::new("", Reason::Security, vec![Place { page, areas: vec![area] }], 0)];
    assert_eq!(prove(Kind::Pdf, &made, &box_of(0), &legend()).unwrap(), Proof::Shows);
    assert_eq!(prove(Kind::Pdf, &made, &box_of(9), &legend()).unwrap(), Proof::Shows, "a page that is not there");
    // Words of the legend, and names of things in every PDF, can be hidden all the same.
    let mut paper = Paper::new(Lang::Fr, "Structure", "x", "2026-11-27T09:00:00Z".parse().unwrap());
    paper.paragraph("FontDescriptor, personne et StructTreeRoot");
    let (marks, made) = redacted(Kind::Pdf, &paper.write().unwrap(), &["FontDescriptor", "personne", "StructTreeRoot"]);
    assert!(matches!(prove(Kind::Pdf, &made, &marks, &legend()).unwrap(), Proof::Clean { words: 3, .. }));
    // A picture with a note is no picture alone.
    let noted = Made { bytes: png_with(&secrets), pages: 1 };
    assert_eq!(prove(Kind::Png, &noted, &[], &legend()).unwrap(), Proof::Left);
}

#[test]
fn words_are_found_in_any_spacing_and_what_looks_like_somebodys_is_suggested() {
    let mut paper = Paper::new(Lang::Fr, "Ticket", "x", "2026-11-27T09:00:00Z".parse().unwrap());
    paper.paragraph("Éloïse MARTIN-DUPONT, eloise.martin@exemple.fr, tél. 06 12 34 56 78 ou +33 1 99 00 12 34.");
    paper.paragraph(
        "Compte FR76 3000 6000 0112 3456 7890 189, commande 123456789, né le 01/02/1990. E l o i s e martin dupont",
    );
    let pages = read(Kind::Pdf, &paper.write().unwrap()).unwrap().pages;
    let texts = |words: &str| find(&pages, words).into_iter().map(|found| found.text).collect::<Vec<_>>();
    assert_eq!(texts("eloise martin dupont"), ["Éloïse MARTIN-DUPONT,", "E l o i s e martin dupont"]);
    assert_eq!(texts("0612345678"), ["06 12 34 56 78"]);
    assert_eq!(texts("dupon"), Vec::<String>::new());
    assert_eq!(texts("..."), Vec::<String>::new());
    let found = find(&pages, "ou").remove(0);
    assert!(found.before.ends_with("34 56 78") && found.after.starts_with("+33 1 99"));
    let suggested = suggest(&pages, &["martin", "Nobody"]);
    let shown: Vec<(&str, &str)> = suggested.iter().map(|(kind, text, _)| (kind.as_str(), text.as_str())).collect();
    assert_eq!(
        shown,
        [
            ("known", "martin"),
            ("email", "eloise.martin@exemple.fr"),
            ("telephone", "06 12 34 56 78"),
            ("telephone", "+33 1 99 00 12 34."),
            ("account", "FR76 3000 6000 0112 3456 7890 189,"),
        ]
    );
}

#[test]
fn what_cannot_be_read_is_refused_with_its_reason() {
    assert_eq!(read(Kind::Text, b"words").unwrap_err(), Unreadable::Kind);
    for kind in [Kind::Pdf, Kind::Png, Kind::Jpeg] {
        assert_eq!(read(kind, b"%PDF-1.7 nothing").unwrap_err(), Unreadable::Damaged, "{kind:?}");
    }
    let mut many = String::from("%PDF-1.7\n1 0 obj\n<</Type /Catalog /Pages 2 0 R>>\nendobj\n");
    let kids: String = (3..204).map(|number| format!("{number} 0 R ")).collect();
    many.push_str(&format!("2 0 obj\n<</Type /Pages /Kids [{kids}] /Count 201>>\nendobj\n"));
    let page = |number| format!("{number} 0 obj\n<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>>\nendobj\n");
    many.extend((3..204).map(page));
    many.push_str("trailer\n<</Root 1 0 R>>\n");
    assert_eq!(read(Kind::Pdf, many.as_bytes()).unwrap_err(), Unreadable::Long);
    let secrets: Vec<String> = (0..BY_HAND).map(|n| format!("Zsecret{n}q")).collect();
    let locks = "/ID [<00> <00>] /Encrypt <</Filter /Standard /V 1 /R 2 /O <00> /U <00> /P 4>> /Prev";
    let locked = String::from_utf8(by_hand(&secrets)).unwrap().replace("/Info 6 0 R /Prev", locks);
    assert_eq!(read(Kind::Pdf, locked.as_bytes()).unwrap_err(), Unreadable::Encrypted);
    assert_eq!(apart(|| -> Result<(), _> { std::panic::resume_unwind(Box::new("fell")) }), Err(Unreadable::Damaged));
    assert_eq!(
        apart(|| -> Result<(), _> { std::panic::resume_unwind(Box::new(Unreadable::Large)) }),
        Err(Unreadable::Large)
    );
}
