//! Tables as CSV and as OpenDocument spreadsheet.

use super::Sheet;
use crate::lang::Lang;
use crate::spreadsheet::harmless;
use std::io::{self, Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const MIME: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// One table as CSV that opens with a double click in Europe: UTF-8 with its mark, semicolons, CRLF (RFC 4180).
pub fn csv(sheet: &Sheet) -> io::Result<Vec<u8>> {
    let mut out = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(&mut out);
    for row in &sheet.rows {
        writer.write_record(row.iter().map(|cell| harmless(cell))).map_err(io::Error::other)?;
    }
    writer.flush()?;
    drop(writer);
    Ok(out)
}

/// Tables as one OpenDocument spreadsheet (ISO/IEC 26300): texts only, so that nothing is computed on opening.
pub fn ods(sheets: &[Sheet], lang: Lang) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    zip.start_file("mimetype", stored).map_err(io::Error::other)?;
    zip.write_all(MIME.as_bytes())?;
    for (name, text) in [
        ("content.xml", content(sheets, lang)),
        ("styles.xml", STYLES.to_owned()),
        ("META-INF/manifest.xml", manifest()),
    ] {
        zip.start_file(name, packed).map_err(io::Error::other)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish().map_err(io::Error::other)?.into_inner())
}

fn content(sheets: &[Sheet], lang: Lang) -> String {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content {SPACES} office:version=\"1.3\">\
         <office:automatic-styles>\
         <style:style style:name=\"wide\" style:family=\"table-column\"><style:table-column-properties style:column-width=\"6cm\"/></style:style>\
         <style:style style:name=\"head\" style:family=\"table-cell\"><style:table-cell-properties fo:wrap-option=\"wrap\"/><style:text-properties fo:font-weight=\"bold\" fo:language=\"{lang}\"/></style:style>\
         <style:style style:name=\"text\" style:family=\"table-cell\"><style:table-cell-properties fo:wrap-option=\"wrap\" style:vertical-align=\"top\"/><style:text-properties fo:language=\"{lang}\"/></style:style>\
         </office:automatic-styles><office:body><office:spreadsheet>"
    );
    for sheet in sheets {
        let width = sheet.rows.iter().map(Vec::len).max().unwrap_or(1).max(1);
        xml.push_str(&format!("<table:table table:name=\"{}\">", escaped(&sheet.name)));
        xml.push_str(&format!(
            "<table:table-column table:style-name=\"wide\" table:number-columns-repeated=\"{width}\"/>"
        ));
        for (index, row) in sheet.rows.iter().enumerate() {
            let style = if index == 0 { "head" } else { "text" };
            xml.push_str(if index == 0 { "<table:table-header-rows><table:table-row>" } else { "<table:table-row>" });
            for cell in row {
                xml.push_str(&format!("<table:table-cell table:style-name=\"{style}\" office:value-type=\"string\">"));
                for line in cell.lines() {
                    xml.push_str(&format!("<text:p>{}</text:p>", escaped(line)));
                }
                xml.push_str("</table:table-cell>");
            }
            xml.push_str(if index == 0 {
                "</table:table-row></table:table-header-rows>"
            } else {
                "</table:table-row>"
            });
        }
        xml.push_str("</table:table>");
    }
    xml.push_str("</office:spreadsheet></office:body></office:document-content>");
    xml
}

const SPACES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
    xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
    xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
    xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
    xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\"";

const STYLES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-styles \
    xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" office:version=\"1.3\"/>";

fn manifest() -> String {
    let entry = |path: &str, kind: &str| {
        format!("<manifest:file-entry manifest:full-path=\"{path}\" manifest:media-type=\"{kind}\"/>")
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest:manifest \
         xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\">{}{}{}</manifest:manifest>",
        entry("/", MIME),
        entry("content.xml", "text/xml"),
        entry("styles.xml", "text/xml")
    )
}

/// A text in XML; characters that XML 1.0 cannot hold are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() && c != '\t' => {}
            c => out.push(c),
        }
    }
    out
}
