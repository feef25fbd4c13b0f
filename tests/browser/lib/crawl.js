// Finds every page a visitor can reach by links alone, one of each kind.

/** The kind of an address: what differs between two of the same kind is a reference, an id or a token. */
export const kind = (path) =>
  path.split(/[?#]/)[0].split('/')
    .map((part) => (/\d/.test(part) && part.length > 3) || part.length > 24 ? '*' : part)
    .join('/')

/**
 * Opens `start` and every page its links lead to, at most `most` of one kind, and calls `each(path)` on each while it is
 * open. `follow(path)` says which links count; `broken(sentence)` hears of links that lead to no page. Answers that are
 * files to keep are not opened.
 */
export async function crawl(page, starts, each, { follow = () => true, most = 1, broken } = {}) {
  const seen = new Map()
  const waiting = starts.map((path) => [path, 'the start'])
  const visited = []
  while (waiting.length) {
    const [path, from] = waiting.shift()
    const times = seen.get(kind(path)) ?? 0
    if (times >= most) continue
    seen.set(kind(path), times + 1)
    const answer = await page.goto(path, { waitUntil: 'load' }).catch((error) => {
      if (String(error).includes('Download is starting') || String(error).includes('ERR_ABORTED')) return null
      throw error
    })
    if (!answer) continue
    if (answer.status() >= 400) {
      broken(`${path} answers ${answer.status()}, linked from ${from}`)
      continue
    }
    visited.push(path)
    const links = await page.locator('a[href]').evaluateAll((all) => all.map((a) => a.href))
    await each(path)
    for (const href of links) {
      const url = new URL(href, page.url())
      const next = url.pathname + url.search
      if (url.origin === new URL(page.url()).origin && follow(url.pathname) && !waiting.some(([known]) => known === next)) waiting.push([next, path])
    }
  }
  return visited
}
