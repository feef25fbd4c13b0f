use super::*;
use proptest::prelude::*;

fn cleaned(kind: Kind, file: &[u8], piece: usize) -> Result<Vec<u8>, Damaged> {
    let (mut cleaner, mut out) = (Cleaner::new(kind), Vec::new());
    for bytes in file.chunks(piece.max(1)) {
        cleaner.push(bytes, &mut out)?;
    }
    cleaner.end()?;
    Ok(out)
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], &length[..], content].concat()
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&length[..], kind, content, b"crc!"].concat()
}

/// A picture as a telephone makes it, and what is left of it.
fn jpeg() -> (Vec<u8>, Vec<u8>) {
    let start = [0xff, 0xd8].to_vec();
    let jfif = segment(0xe0, b"JFIF\0\x01\x02");
    let colours = segment(0xe2, b"ICC_PROFILE\0\x01\x01abc");
    let tables = segment(0xdb, &[7; 65]);
    let scan = [segment(0xda, &[1, 2, 3]), vec![9, 0xff, 0, 8, 0xff, 0xd3, 7]].concat();
    let second = [segment(0xc4, &[4; 9]), segment(0xda, &[5]), vec![1, 1]].concat();
    let end = [0xff, 0xd9].to_vec();
    let exif = segment(0xe1, b"Exif\0\0 GPS 48.85 N 2.35 E");
    let xmp = segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:creator>Camille</x:creator>");
    let iptc = segment(0xed, b"Photoshop 3.0\0 by-line Camille");
    let comment = segment(0xfe, b"made by Camille");
    let others = segment(0xe2, b"MPF\0 more pictures");
    let behind = [vec![0xff, 0xd8], segment(0xe1, b"Exif of the hidden picture")].concat();
    let told = [&start, &jfif, &exif, &xmp, &iptc, &comment, &colours, &others, &tables, &scan, &second, &end, &behind];
    let kept = [&start, &jfif, &colours, &tables, &scan, &second, &end];
    (told.map(Vec::as_slice).concat(), kept.map(Vec::as_slice).concat())
}

fn png() -> (Vec<u8>, Vec<u8>) {
    let head = [PNG, &chunk(b"IHDR", &[0; 13])].concat();
    let body = [chunk(b"pHYs", &[0; 9]), chunk(b"IDAT", b"picture"), chunk(b"IDAT", b"")].concat();
    let end = chunk(b"IEND", b"");
    let told = [
        &head[..],
        &chunk(b"tEXt", b"Author\0Camille"),
        &chunk(b"eXIf", b"GPS"),
        &chunk(b"tIME", &[0; 7]),
        &body,
        &end,
        b"PK and more",
    ];
    (told.concat(), [head, body, end].concat())
}

#[test]
fn a_picture_keeps_what_is_shown_and_loses_what_it_tells() {
    for (kind, (told, kept)) in [(Kind::Jpeg, jpeg()), (Kind::Png, png())] {
        for piece in [1, 2, 3, 7, told.len()] {
            assert_eq!(cleaned(kind, &told, piece).unwrap(), kept, "{kind:?} by {piece}");
        }
        assert_eq!(cleaned(kind, &kept, 5).unwrap(), kept, "what is clean stays as it is");
        let text = String::from_utf8_lossy(&kept).into_owned();
        assert!(!text.contains("Camille") && !text.contains("GPS"));
    }
}

#[test]
fn what_ends_too_early_or_is_something_else_is_damaged() {
    let (told, _) = jpeg();
    let end = told.windows(2).position(|two| two == [0xff, 0xd9]).unwrap();
    assert!((0..=end).all(|length| cleaned(Kind::Jpeg, &told[..length], 64).is_err()));
    let (told, kept) = png();
    let trailer = b"PK and more".len();
    assert!((0..told.len() - trailer).all(|length| cleaned(Kind::Png, &told[..length], 64).is_err()));
    assert!(cleaned(Kind::Png, &[&kept[..33], &chunk(b"EVIL", b"x")].concat(), 64).is_err());
    assert!(cleaned(Kind::Jpeg, b"\xff\xd8\xffhello", 64).is_err());
    assert!(cleaned(Kind::Text, b"a\0b", 64).is_err());
    assert!(cleaned(Kind::Text, &"voilà".as_bytes()[..5], 64).is_err());
    assert!(cleaned(Kind::Text, b"latin \xe9 one", 64).is_err());
}

proptest! {
    #[test]
    fn text_stays_as_it_is_however_it_is_cut(text in "[a-zàéœ€🙂 \n]{0,60}", piece in 1usize..9) {
        prop_assert_eq!(cleaned(Kind::Text, text.as_bytes(), piece).unwrap(), text.into_bytes());
    }

    #[test]
    fn no_bytes_make_a_cleaner_fall_over(bytes in proptest::collection::vec(any::<u8>(), 0..300), piece in 1usize..9) {
        for kind in [Kind::Jpeg, Kind::Png, Kind::Text, Kind::Pdf] {
            let beginning: &[u8] = match kind {
                Kind::Jpeg => &[0xff, 0xd8, 0xff],
                Kind::Png => PNG,
                _ => &[],
            };
            let file = [beginning, &bytes].concat();
            if let Ok(out) = cleaned(kind, &file, piece) {
                prop_assert!(out.len() <= file.len());
            }
        }
    }
}
