//! From places to bytes: text, structure, outline, page numbers.

use super::faces::{Faces, Weight};
use super::layout::{HEIGHT, Kind, Layout, Line, MARGIN, Node as LaidNode, Page, WIDTH, lay_out};
use super::{Paper, PdfError, Sheet, sheet};
use crate::words;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, Node, SpanTag, TableHeaderScope, Tag, TagGroup,
    TagTree,
};
use krilla::{Document, SerializeSettings};
use std::num::NonZeroU16;

/// From this size on a text is a title.
const TITLE: f32 = 12.0;
const INK: [u8; 3] = [0x1a, 0x1a, 0x1a];
const GREY: [u8; 3] = [0x59, 0x59, 0x59];
const HAIR: [u8; 3] = [0xbf, 0xbf, 0xbf];

/// Sheets first, then the paper; pages are counted through.
pub(super) fn write(paper: &Paper, sheets: &[Sheet], compress: bool) -> Result<Vec<u8>, PdfError> {
    let faces = Faces::load()?;
    let layout = lay_out(paper, &faces);
    let configuration = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish();
    let configuration = configuration.map_err(|_| PdfError("the form of the PDF is impossible".to_owned()))?;
    let settings = SerializeSettings {
        configuration,
        enable_tagging: true,
        compress_content_streams: compress,
        ..SerializeSettings::default()
    };
    let mut document = Document::new_with(settings);
    let mut placed: Vec<Vec<Identifier>> = layout.nodes.iter().map(|_| Vec::new()).collect();
    // What a sheet lacks a letter for says nothing about the paper.
    let of_sheets = Faces::load()?;
    let shown = sheets.iter().map(|sheet| sheet::draw(&mut document, sheet, &of_sheets));
    let shown: Vec<TagGroup> = shown.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    let count = sheets.len() + layout.pages.len();
    for (index, page) in layout.pages.iter().enumerate() {
        let size = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| PdfError("no page of this size".to_owned()))?;
        let mut sheet = document.start_page_with(size);
        let mut surface = sheet.surface();
        draw_page(&mut surface, page, &faces, &mut placed);
        let number = [("page", &*(sheets.len() + index + 1).to_string()), ("pages", &*count.to_string())];
        draw_footer(&mut surface, &words::say(paper.lang, "pdf-page", &number), &faces);
        surface.finish();
        sheet.finish();
    }
    document.set_tag_tree(tree(&layout, placed, shown, paper.lang.as_str()));
    document.set_outline(outline(&layout, sheets.len()));
    document.set_metadata(metadata(paper));
    document.finish().map_err(|error| PdfError(format!("{error:?}")))
}

fn fill([red, green, blue]: [u8; 3]) -> Option<Fill> {
    Some(Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::default(),
    })
}

fn draw_page(surface: &mut Surface<'_>, page: &Page, faces: &Faces, placed: &mut [Vec<Identifier>]) {
    surface.set_fill(fill(INK));
    for lines in page.lines.chunk_by(|one, next| one.node == next.node) {
        let node = lines.first().and_then(|line| line.node);
        let tag = match node {
            Some(_) => ContentTag::Span(SpanTag::empty()),
            None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther)),
        };
        let identifier = surface.start_tagged(tag);
        lines.iter().for_each(|line| draw_line(surface, line, faces));
        surface.end_tagged();
        if let Some(list) = node.and_then(|node| placed.get_mut(node)) {
            list.push(identifier);
        }
    }
    let mut rules = PathBuilder::new();
    for y in &page.rules {
        if let Some(rect) = Rect::from_xywh(MARGIN, *y, WIDTH - 2.0 * MARGIN, 0.5) {
            rules.push_rect(rect);
        }
    }
    if let Some(rules) = rules.finish() {
        surface.set_fill(fill(HAIR));
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
        surface.draw_path(&rules);
        surface.end_tagged();
    }
}

fn draw_line(surface: &mut Surface<'_>, line: &Line, faces: &Faces) {
    for run in &line.runs {
        if let Some(font) = faces.font(run.face) {
            let start = Point::from_xy(line.x + run.x, line.baseline);
            let glyphs = faces.glyphs(run.face, &run.text, line.size >= TITLE);
            surface.draw_glyphs(start, &glyphs, font, &run.text, line.size, false);
        }
    }
}

fn draw_footer(surface: &mut Surface<'_>, text: &str, faces: &Faces) {
    const SIZE: f32 = 9.0;
    let x = WIDTH - MARGIN - faces.measure(text, Weight::Regular, SIZE);
    let runs = faces.runs(text, Weight::Regular, SIZE);
    surface.set_fill(fill(GREY));
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)));
    draw_line(surface, &Line { x, baseline: HEIGHT - 36.0, size: SIZE, runs, node: None }, faces);
    surface.end_tagged();
}

fn tree(layout: &Layout, mut placed: Vec<Vec<Identifier>>, sheets: Vec<TagGroup>, lang: &str) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(lang.to_owned()));
    sheets.into_iter().for_each(|group| tree.push(group));
    let roots = layout.nodes.first().map(|root| root.children.as_slice()).unwrap_or_default();
    for id in roots {
        if let Some(group) = group(&layout.nodes, *id, &mut placed) {
            tree.push(group);
        }
    }
    tree
}

fn group(nodes: &[LaidNode], id: usize, placed: &mut [Vec<Identifier>]) -> Option<TagGroup> {
    let node = nodes.get(id)?;
    let mut group = match &node.kind {
        Kind::Heading(level, text) => {
            TagGroup::new(Tag::Hn(NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN), Some(text.clone())))
        }
        Kind::Root | Kind::Paragraph => TagGroup::new(Tag::P),
        Kind::List => TagGroup::new(Tag::L(ListNumbering::Disc)),
        Kind::Item => TagGroup::new(Tag::LI),
        Kind::Label => TagGroup::new(Tag::Lbl),
        Kind::Body => TagGroup::new(Tag::LBody),
        Kind::Table => TagGroup::new(Tag::Table),
        Kind::Caption => TagGroup::new(Tag::Caption),
        Kind::Head => TagGroup::new(Tag::THead),
        Kind::Rows => TagGroup::new(Tag::TBody),
        Kind::Row => TagGroup::new(Tag::TR),
        Kind::HeadCell => TagGroup::new(Tag::TH(TableHeaderScope::Column)),
        Kind::RowHead => TagGroup::new(Tag::TH(TableHeaderScope::Row)),
        Kind::Cell => TagGroup::new(Tag::TD),
    };
    for identifier in placed.get_mut(id).map(std::mem::take).unwrap_or_default() {
        group.push(Node::from(identifier));
    }
    for child in &node.children {
        if let Some(child) = self::group(nodes, *child, placed) {
            group.push(child);
        }
    }
    Some(group)
}

fn outline(layout: &Layout, before: usize) -> Outline {
    let mut outline = Outline::new();
    let mut open: Option<OutlineNode> = None;
    for (level, text, page, top) in &layout.headings {
        let node = OutlineNode::new(text.clone(), XyzDestination::new(before + *page, Point::from_xy(MARGIN, *top)));
        match (&mut open, *level <= 2) {
            (Some(parent), false) => parent.push_child(node),
            (before, _) => {
                if let Some(done) = before.replace(node) {
                    outline.push_child(done);
                }
            }
        }
    }
    if let Some(last) = open {
        outline.push_child(last);
    }
    outline
}

fn metadata(paper: &Paper) -> Metadata {
    Metadata::new()
        .title(paper.title.clone())
        .language(paper.lang.as_str().to_owned())
        .authors(vec![paper.author.clone()])
        .creator("Habeas".to_owned())
        .creation_date(moment(paper.at))
}

fn moment(at: Timestamp) -> DateTime {
    let at = at.to_zoned_datetime(TimeZone::UTC);
    let small = |number: i8| u8::try_from(number).unwrap_or(0);
    DateTime::new(u16::try_from(at.year()).unwrap_or(0))
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::pdf::Table;

    fn paper() -> Paper {
        let at = "2026-11-24T12:00:00Z".parse().unwrap();
        let mut paper = Paper::new(Lang::Fr, "Mes données", "Maison Lavande", at);
        paper.heading(2, "Coordonnées").paragraph("Élise, Ελένη, Борис, 漢").list(["un", "deux"]);
        paper.pairs([("Nom", "Élise"), ("Depuis", "le 3 mars 2026")]);
        let rows = (0..200).map(|row| vec![format!("ligne {row}"), "mot ".repeat(row % 40)]).collect();
        let columns = vec![("Donnée".to_owned(), 1), ("Valeur".to_owned(), 3)];
        paper.table(Table { caption: "Beaucoup".to_owned(), columns, rows });
        paper
    }

    #[test]
    fn a_paper_of_every_block_passes_the_rules_of_pdf_ua_and_is_the_same_each_time() {
        let bytes = paper().write().unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(bytes.starts_with(b"%PDF-1.7"));
        for part in
            ["/StructTreeRoot", "/MarkInfo", "/Lang(fr)", "/Outlines", "/DisplayDocTitle true", "<pdfuaid:part>1"]
        {
            assert!(text.contains(part), "no {part}");
        }
        assert_eq!(bytes, paper().write().unwrap());
    }

    #[test]
    fn a_row_taller_than_a_page_goes_on_and_headings_are_not_skipped() {
        let at = "2026-11-24T12:00:00Z".parse().unwrap();
        let mut paper = Paper::new(Lang::En, "T", "A", at);
        paper.heading(5, "Deep").pairs([("long", "word ".repeat(4000))]);
        let faces = Faces::load().unwrap();
        let layout = lay_out(&paper, &faces);
        assert_eq!(layout.headings.iter().map(|heading| heading.0).collect::<Vec<_>>(), [1, 2]);
        assert!(layout.pages.len() > 4);
        for page in &layout.pages {
            assert!(page.lines.iter().all(|line| line.baseline < HEIGHT - 60.0 && line.x >= MARGIN));
        }
        assert!(paper.write().is_ok());
        assert!(Paper::new(Lang::En, "Empty", "A", at).write().is_ok());
    }
}
