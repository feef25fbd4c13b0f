//! Where each line goes: blocks to lines on pages, and the tree that says what they are.

use super::faces::{Faces, Run, Weight};
use super::{Block, Envelope, Paper, Table};
use crate::lang::Lang;
use crate::words;
use std::rc::Rc;

/// A4 and its margins, in points.
pub(super) const WIDTH: f32 = 595.28;
pub(super) const HEIGHT: f32 = 841.89;
pub(super) const MARGIN: f32 = 56.7;
const BOTTOM: f32 = HEIGHT - 68.0;
const BODY: f32 = 10.5;
const CELL: f32 = 9.5;
const LEADING: f32 = 1.4;
const GUTTER: f32 = 10.0;
const MILLIMETRE: f32 = 2.834_65;

/// What a node of the structure is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Root,
    Heading(u16, String),
    Paragraph,
    List,
    Item,
    Label,
    Body,
    Table,
    Caption,
    Head,
    Rows,
    Row,
    HeadCell,
    RowHead,
    Cell,
}

pub(super) struct Node {
    pub kind: Kind,
    pub children: Vec<usize>,
}

/// One line of text on a page.
pub(super) struct Line {
    pub x: f32,
    pub baseline: f32,
    pub size: f32,
    pub runs: Vec<Run>,
    /// The node it belongs to; `None` for what is only there for the eye.
    pub node: Option<usize>,
}

/// A page: its lines, and the thin rules between rows.
#[derive(Default)]
pub(super) struct Page {
    pub lines: Vec<Line>,
    pub rules: Vec<f32>,
}

/// Everything placed.
pub(super) struct Layout {
    pub pages: Vec<Page>,
    pub nodes: Vec<Node>,
    /// Headings for the outline: level, text, page, top.
    pub headings: Vec<(u16, String, usize, f32)>,
}

/// Lays a paper out.
pub(super) fn lay_out(paper: &Paper, faces: &Faces) -> Layout {
    let root = Node { kind: Kind::Root, children: Vec::new() };
    let layout = Layout { pages: vec![Page::default()], nodes: vec![root], headings: Vec::new() };
    let mut pen = Pen { faces, layout, y: MARGIN };
    if let Some(envelope) = &paper.envelope {
        pen.envelope(envelope, paper.lang);
    }
    pen.heading(1, &paper.title);
    for block in &paper.blocks {
        match block {
            Block::Heading(level, text) => pen.heading(*level, text),
            Block::Paragraph(text) => pen.paragraph(text),
            Block::List(items) => pen.list(items),
            Block::Pairs(pairs) => pen.pairs(pairs),
            Block::Table(table) => pen.table(table),
        }
    }
    if faces.is_lacking() {
        pen.paragraph(&words::say(paper.lang, "pdf-lacking-letters", &[]));
    }
    pen.layout
}

struct Pen<'f> {
    faces: &'f Faces,
    layout: Layout,
    y: f32,
}

/// A cell to set: its text, the node it belongs to, its place and weight.
struct Cell<'t> {
    text: &'t str,
    node: Option<usize>,
    x: f32,
    width: f32,
    weight: Weight,
}

impl Pen<'_> {
    fn node(&mut self, parent: usize, kind: Kind) -> usize {
        let id = self.layout.nodes.len();
        self.layout.nodes.push(Node { kind, children: Vec::new() });
        if let Some(parent) = self.layout.nodes.get_mut(parent) {
            parent.children.push(id);
        }
        id
    }

    fn turn(&mut self) {
        self.layout.pages.push(Page::default());
        self.y = MARGIN;
    }

    /// Turns the page unless so much fits on this one.
    fn keep(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.y > MARGIN {
            self.turn();
        }
    }

    fn set(&mut self, text: &str, weight: Weight, size: f32, x: f32, node: Option<usize>) {
        let runs = self.faces.runs(text, weight, size);
        let line = Line { x, baseline: self.y + size, size, runs, node };
        if let Some(page) = self.layout.pages.last_mut().filter(|_| !text.is_empty()) {
            page.lines.push(line);
        }
    }

    fn lines(&mut self, text: &str, weight: Weight, size: f32, x: f32, node: usize) {
        for line in self.faces.wrap(text, weight, size, WIDTH - MARGIN - x).iter() {
            self.keep(size * LEADING);
            self.set(line, weight, size, x, Some(node));
            self.y += size * LEADING;
        }
    }

    fn heading(&mut self, level: u16, text: &str) {
        let size = match level {
            1 => 22.0,
            2 => 15.0,
            3 => 12.5,
            _ => 11.0,
        };
        if self.y > MARGIN {
            self.y += size * 0.9;
        }
        // Never the last line of a page.
        self.keep(size * LEADING + 3.0 * BODY * LEADING);
        self.layout.headings.push((level, text.to_owned(), self.layout.pages.len() - 1, self.y));
        let node = self.node(0, Kind::Heading(level, text.to_owned()));
        self.lines(text, Weight::Bold, size, MARGIN, node);
        self.y += size * 0.3;
    }

    /// The lines of an address where the window of an envelope is; what follows begins below the first fold.
    fn envelope(&mut self, envelope: &Envelope, lang: Lang) {
        let (left, top) = match lang {
            Lang::Fr => (110.0 * MILLIMETRE, 50.0 * MILLIMETRE),
            Lang::En => (25.0 * MILLIMETRE, 50.0 * MILLIMETRE),
        };
        let from = self.node(0, Kind::Paragraph);
        self.lines(&envelope.from, Weight::Regular, CELL, MARGIN, from);
        self.y = self.y.max(top);
        let to = self.node(0, Kind::Paragraph);
        self.lines(&envelope.to, Weight::Regular, BODY, left, to);
        self.y = self.y.max(100.0 * MILLIMETRE);
    }

    fn paragraph(&mut self, text: &str) {
        let node = self.node(0, Kind::Paragraph);
        self.lines(text, Weight::Regular, BODY, MARGIN, node);
        self.y += BODY * 0.6;
    }

    fn list(&mut self, items: &[String]) {
        let list = self.node(0, Kind::List);
        for item in items {
            let entry = self.node(list, Kind::Item);
            let (label, body) = (self.node(entry, Kind::Label), self.node(entry, Kind::Body));
            self.keep(BODY * LEADING);
            self.set("•", Weight::Regular, BODY, MARGIN, Some(label));
            self.lines(item, Weight::Regular, BODY, MARGIN + 14.0, body);
        }
        self.y += BODY * 0.6;
    }

    fn pairs(&mut self, pairs: &[(String, String)]) {
        let table = self.node(0, Kind::Table);
        let half = (WIDTH - 2.0 * MARGIN - GUTTER) / 3.0;
        for (name, value) in pairs {
            let row = self.node(table, Kind::Row);
            let (head, cell) = (self.node(row, Kind::RowHead), self.node(row, Kind::Cell));
            let left = Cell { text: name, node: Some(head), x: MARGIN, width: half, weight: Weight::Bold };
            let x = MARGIN + half + GUTTER;
            let right = Cell { text: value, node: Some(cell), x, width: 2.0 * half, weight: Weight::Regular };
            self.row(&[left, right], None);
        }
        self.y += BODY * 0.6;
    }

    fn table(&mut self, table: &Table) {
        let whole = self.node(0, Kind::Table);
        if !table.caption.is_empty() {
            let caption = self.node(whole, Kind::Caption);
            self.keep(BODY * LEADING * 4.0);
            self.lines(&table.caption, Weight::Bold, BODY, MARGIN, caption);
        }
        let places = places(&table.columns);
        // Titles never stand alone at the end of a page.
        self.keep(8.0 * CELL * LEADING);
        let head = self.node(whole, Kind::Head);
        let head_row = self.node(head, Kind::Row);
        let mut titles = Vec::new();
        for ((title, _), (x, width)) in table.columns.iter().zip(&places) {
            let node = Some(self.node(head_row, Kind::HeadCell));
            titles.push(Cell { text: title, node, x: *x, width: *width, weight: Weight::Bold });
        }
        self.row(&titles, None);
        let rows = self.node(whole, Kind::Rows);
        for texts in &table.rows {
            let row = self.node(rows, Kind::Row);
            let mut cells = Vec::new();
            for (index, (x, width)) in places.iter().enumerate() {
                let node = Some(self.node(row, if index == 0 { Kind::RowHead } else { Kind::Cell }));
                let text = texts.get(index).map_or("", String::as_str);
                cells.push(Cell { text, node, x: *x, width: *width, weight: Weight::Regular });
            }
            self.row(&cells, Some(&titles));
        }
        self.y += BODY * 0.6;
    }

    /// Sets a row; on a new page the titles come again, for the eye only.
    fn row(&mut self, cells: &[Cell<'_>], titles: Option<&[Cell<'_>]>) {
        let step = CELL * LEADING;
        let wrapped: Vec<Rc<[String]>> =
            cells.iter().map(|cell| self.faces.wrap(cell.text, cell.weight, CELL, cell.width)).collect();
        let count = wrapped.iter().map(|lines| lines.len()).max().unwrap_or(0);
        let height = step * count as f32 + 6.0;
        let fits_a_page = height < BOTTOM - MARGIN - 4.0 * step;
        if fits_a_page && self.y + height > BOTTOM {
            self.new_page(titles);
        }
        for index in 0..count {
            if self.y + step > BOTTOM {
                self.new_page(titles);
            }
            for (cell, lines) in cells.iter().zip(&wrapped) {
                if let Some(line) = lines.get(index) {
                    self.set(line, cell.weight, CELL, cell.x, cell.node);
                }
            }
            self.y += step;
        }
        self.y += 3.0;
        let y = self.y;
        if let Some(page) = self.layout.pages.last_mut() {
            page.rules.push(y);
        }
        self.y += 3.0;
    }

    fn new_page(&mut self, titles: Option<&[Cell<'_>]>) {
        self.turn();
        let Some(titles) = titles else { return };
        let again: Vec<Cell<'_>> = titles.iter().map(|cell| Cell { node: None, ..*cell }).collect();
        self.row(&again, None);
    }
}

/// Start and width of each column.
fn places(columns: &[(String, u16)]) -> Vec<(f32, f32)> {
    let gaps = GUTTER * columns.len().saturating_sub(1) as f32;
    let total: f32 = columns.iter().map(|(_, share)| f32::from((*share).max(1))).sum();
    let mut x = MARGIN;
    let mut places = Vec::new();
    for (_, share) in columns {
        let width = (WIDTH - 2.0 * MARGIN - gaps) * f32::from((*share).max(1)) / total.max(1.0);
        places.push((x, width));
        x += width + GUTTER;
    }
    places
}
