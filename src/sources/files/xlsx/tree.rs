//! A part of a workbook as a tree of elements, written back as it was but for what is changed.

use quick_xml::events::{BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};

/// The deepest nesting that is read; office programs need a dozen.
const DEEPEST: usize = 64;

/// A part: what stands before the root, the root, what stands behind.
pub(super) struct Tree(Vec<Content>);

pub(super) struct Element {
    tag: BytesStart<'static>,
    pub(super) content: Vec<Content>,
}

pub(super) enum Content {
    Element(Element),
    Other(Event<'static>),
}

impl Tree {
    /// Reads a part; `None` if it is no XML, or nests too deeply.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader::from_str(text);
        let mut open: Vec<Element> = Vec::new();
        let mut top = Vec::new();
        loop {
            let next = match reader.read_event().ok()? {
                Event::Start(tag) => {
                    if open.len() >= DEEPEST {
                        return None;
                    }
                    open.push(Element { tag: tag.into_owned(), content: Vec::new() });
                    continue;
                }
                Event::Empty(tag) => Content::Element(Element { tag: tag.into_owned(), content: Vec::new() }),
                Event::End(_) => Content::Element(open.pop()?),
                Event::Eof => return open.is_empty().then_some(Self(top)),
                // An entity of its own could grow without end.
                Event::DocType(_) => return None,
                other => Content::Other(other.into_owned()),
            };
            open.last_mut().map_or(&mut top, |element| &mut element.content).push(next);
        }
    }

    pub(super) fn root(&self) -> Option<&Element> {
        self.0.iter().find_map(Content::element)
    }

    pub(super) fn root_mut(&mut self) -> Option<&mut Element> {
        self.0.iter_mut().find_map(Content::element_mut)
    }

    /// The part as it is now.
    pub(super) fn bytes(&self) -> Option<Vec<u8>> {
        let mut writer = Writer::new(Vec::new());
        self.0.iter().try_for_each(|content| write(&mut writer, content))?;
        Some(writer.into_inner())
    }
}

fn write(writer: &mut Writer<Vec<u8>>, content: &Content) -> Option<()> {
    match content {
        Content::Other(event) => writer.write_event(event.borrow()).ok(),
        Content::Element(element) if element.content.is_empty() => {
            writer.write_event(Event::Empty(element.tag.borrow())).ok()
        }
        Content::Element(element) => {
            writer.write_event(Event::Start(element.tag.borrow())).ok()?;
            element.content.iter().try_for_each(|content| write(writer, content))?;
            writer.write_event(Event::End(element.tag.to_end())).ok()
        }
    }
}

impl Content {
    pub(super) fn element(&self) -> Option<&Element> {
        match self {
            Content::Element(element) => Some(element),
            Content::Other(_) => None,
        }
    }

    pub(super) fn element_mut(&mut self) -> Option<&mut Element> {
        match self {
            Content::Element(element) => Some(element),
            Content::Other(_) => None,
        }
    }
}

impl Element {
    /// An element of the same prefix as this one.
    pub(super) fn sibling(&self, name: &str) -> Self {
        let full = String::from(AsRef::<str>::as_ref(&self.tag.name()));
        let full = full.split_once(':').map_or(name.to_owned(), |(prefix, _)| format!("{prefix}:{name}"));
        Self { tag: BytesStart::new(full), content: Vec::new() }
    }

    /// Whether it has this name, whatever its prefix.
    pub(super) fn is(&self, name: &str) -> bool {
        AsRef::<str>::as_ref(&self.tag.local_name()) == name
    }

    /// The value of an attribute, whatever its prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let attributes = self.tag.attributes().flatten();
        let mut named = attributes.filter(|one| AsRef::<str>::as_ref(&one.key.local_name()) == name);
        Some(named.next()?.normalized_value(quick_xml::XmlVersion::Explicit1_0).ok()?.into_owned())
    }

    /// Sets an attribute without prefix, or takes it away.
    pub(super) fn set(&mut self, name: &str, value: Option<&str>) {
        let mut tag = BytesStart::new(AsRef::<str>::as_ref(&self.tag.name()).to_owned());
        let others = self.tag.attributes().flatten();
        for other in others.filter(|one| AsRef::<str>::as_ref(&one.key) != name) {
            tag.push_attribute(other);
        }
        if let Some(value) = value {
            tag.push_attribute((name, value));
        }
        self.tag = tag.into_owned();
    }

    pub(super) fn children(&self, name: &str) -> impl Iterator<Item = &Element> {
        self.content.iter().filter_map(Content::element).filter(move |element| element.is(name))
    }

    pub(super) fn children_mut(&mut self, name: &str) -> impl Iterator<Item = &mut Element> {
        self.content.iter_mut().filter_map(Content::element_mut).filter(move |element| element.is(name))
    }

    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children(name).next()
    }

    /// Takes away the children of which `keep` says no; what is no element stays.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&Element) -> bool) {
        self.content.retain(|content| content.element().is_none_or(&mut keep));
    }

    /// The letters directly in it.
    pub(super) fn text(&self) -> String {
        self.content.iter().filter_map(letters).collect()
    }

    /// Puts letters into it, instead of all that is there.
    pub(super) fn set_text(&mut self, text: &str) {
        let written = BytesText::new(text).into_owned();
        self.content = if text.is_empty() { Vec::new() } else { vec![Content::Other(Event::Text(written))] };
    }

    /// Does something with it and everything in it.
    pub(super) fn walk(&self, seen: &mut dyn FnMut(&Element)) {
        seen(self);
        self.content.iter().filter_map(Content::element).for_each(|element| element.walk(seen));
    }

    /// The same, to change it. What it takes out of an element is not gone through.
    pub(super) fn walk_mut(&mut self, change: &mut dyn FnMut(&mut Element)) {
        change(self);
        self.content.iter_mut().filter_map(Content::element_mut).for_each(|element| element.walk_mut(change));
    }

    /// Every attribute's value.
    pub(super) fn values(&self) -> Vec<String> {
        let attributes = self.tag.attributes().flatten();
        attributes
            .filter_map(|one| Some(one.normalized_value(quick_xml::XmlVersion::Explicit1_0).ok()?.into_owned()))
            .collect()
    }
}

fn letters(content: &Content) -> Option<String> {
    match content {
        Content::Other(Event::Text(text)) => Some(text.xml10_content().into_owned()),
        Content::Other(Event::CData(text)) => Some(text.xml10_content().into_owned()),
        Content::Other(Event::GeneralRef(name)) => match name.resolve_char_ref() {
            Ok(Some(letter)) => Some(letter.to_string()),
            _ => quick_xml::escape::resolve_predefined_entity(&name.xml10_content()).map(str::to_owned),
        },
        _ => None,
    }
}
