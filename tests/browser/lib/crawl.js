// Finds every page a visitor can reach by links alone, one of each kind.

/** The kind of an address: what differs between two of the same kind is a reference, an id or a token. */
export const kind = (path) =>
  path.split(/[?#]/)[0].split('/')
    .map((part) => (/\d/.test(part) && part.length > 3) || part.length > 24 ? '*' : part)
    .join('/')

/**
 * Opens `start` and every page its links lead to, at most `most` of one kind, and calls `each(path)` on each while it is
 * open. `follow(path)` says which links count. Answers that are files to keep are not opened.
 */
export async function crawl(page, starts, each, { follow = () => true, most = 1 } = {}) {
  const seen = new Map()
  const waiting = [...starts]
  const visited = []
  while (waiting.length) {
    const path = waiting.shift()
    const times = seen.get(kind(path)) ?? 0
    if (times >= most) continue
    seen.set(kind(path), times + 1)
    const answer = await page.goto(path, { waitUntil: 'load' }).catch((error) => {
      if (String(error).includes('Download is starting') || String(error).includes('ERR_ABORTED')) return null
      throw error
    })
    if (!answer) continue
    if (answer.status() >= 400) throw new Error(`${path} answers ${answer.status()}`)
    visited.push(path)
    const links = await page.locator('a[href]').evaluateAll((all) => all.map((a) => a.href))
    await each(path)
    for (const href of links) {
      const url = new URL(href, page.url())
      const next = url.pathname + url.search
      if (url.origin === new URL(page.url()).origin && follow(url.pathname) && !waiting.includes(next)) waiting.push(next)
    }
  }
  return visited
}
