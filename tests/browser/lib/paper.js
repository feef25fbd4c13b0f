// A PDF as small programs write it: one page, a line of text after the other.

/** The bytes of a page with these lines of plain letters. */
export function paper(lines) {
  const escaped = lines.map((line) => line.replace(/[\\()]/g, '\\$&'))
  const text = `BT /F1 11 Tf 50 800 Td ${escaped.map((line) => `(${line}) Tj 0 -16 Td`).join(' ')} ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let bytes = '%PDF-1.4\n'
  const offsets = objects.map((object, at) => {
    const offset = bytes.length
    bytes += `${at + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const start = bytes.length
  bytes += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}`
  return Buffer.from(`${bytes}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`, 'latin1')
}
