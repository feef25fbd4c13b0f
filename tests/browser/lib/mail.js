// The demo's mailbox, read over plain HTTP.
const words = (html) =>
  html.replace(/<[^>]*>/g, '')
    .replace(/&#x([0-9a-f]+);/gi, (_, hex) => String.fromCodePoint(parseInt(hex, 16)))
    .replace(/&#(\d+);/g, (_, number) => String.fromCodePoint(Number(number)))
    .replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&')

const get = async (demo, path) => (await fetch(demo.url + path)).text()

/** The mails to an address, newest first: { id, subject }. */
export async function mailsTo(demo, address) {
  const html = await get(demo, '/en/demo/mail')
  return html.split('class="list__row"').slice(1)
    .filter((row) => words(row).toLowerCase().includes(address.toLowerCase()))
    .map((row) => ({ id: row.match(/demo\/mail\/([^"]+)"/)[1], subject: words(row.match(/<a [^>]*>([\s\S]*?)<\/a>/)[1]) }))
}

/** Waits for a mail to this address beyond the `seen` ones, and reads its text. */
export async function nextMail(demo, address, seen = 0) {
  const end = Date.now() + 20_000
  for (;;) {
    const mails = await mailsTo(demo, address)
    if (mails.length > seen) {
      const html = await get(demo, `/en/demo/mail/${mails[0].id}`)
      return { ...mails[0], text: words(html.match(/<pre class="letter">([\s\S]*?)<\/pre>/)[1]) }
    }
    if (Date.now() > end) throw new Error(`no mail to ${address} came`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** The six digits of a code. */
export const codeIn = ({ text }) => text.match(/(?<![\d/-])(\d{3})[\s\u00a0\u202f]?(\d{3})(?![\d-])/).slice(1).join('')

/** The mailed address under this beginning, as a path. */
export function linkIn(demo, { text }, beginning) {
  const found = text.split(/\s+/).find((word) => word.startsWith(demo.url + beginning))
  if (!found) throw new Error(`no ${beginning} in:\n${text}`)
  return found.slice(demo.url.length)
}
