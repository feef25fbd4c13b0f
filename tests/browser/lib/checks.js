// What every page must be: accessible, whole at 320 px, well formed, usable by keyboard.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Runs axe over the page as it stands: every WCAG 2.2 A and AA rule and its best practices, no violation. */
export async function axe(page, name) {
  // The content policy refuses added script elements, as it should; evaluate is the debugger's way in.
  await page.evaluate(axeSource)
  const found = await page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const { violations } = await globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags } })
    return violations.map((v) => `${v.id} (${v.impact}): ${v.help}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)
  })
  assert.deepEqual(found, [], `axe on ${name}`)
}

/** No horizontal scroll at 320 px, but inside regions that are marked to scroll (wide tables). */
export async function reflows(page, name) {
  await page.setViewportSize({ width: 320, height: 640 })
  const wide = await page.evaluate(() => {
    const root = document.documentElement
    if (root.scrollWidth <= root.clientWidth) return []
    return [...document.querySelectorAll('body *')]
      .filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1 && !e.closest('[tabindex="0"]'))
      .slice(0, 5)
      .map((e) => `${e.tagName.toLowerCase()}.${e.className} ends at ${Math.round(e.getBoundingClientRect().right)}`)
      .concat(`the page is ${root.scrollWidth} px wide`)
  })
  assert.deepEqual(wide, [], `320 px on ${name}`)
}

/** One h1, a language, a title with words, a main landmark, a label for every field, no id twice. */
export async function wellFormed(page, name, lang) {
  const wrong = await page.evaluate((lang) => {
    const wrong = []
    const count = (selector) => document.querySelectorAll(selector).length
    if (count('h1') !== 1) wrong.push(`${count('h1')} h1`)
    if (count('main') !== 1) wrong.push(`${count('main')} main`)
    if (document.documentElement.lang !== lang) wrong.push(`lang is ${document.documentElement.lang}`)
    if (document.title.trim().length < 5) wrong.push(`title is "${document.title}"`)
    const ids = [...document.querySelectorAll('[id]')].map((e) => e.id)
    const twice = ids.filter((id, at) => ids.indexOf(id) !== at)
    if (twice.length) wrong.push(`ids said twice: ${twice.join(', ')}`)
    for (const field of document.querySelectorAll('input:not([type=hidden]), select, textarea')) {
      if (!field.labels?.length && !field.getAttribute('aria-label')) wrong.push(`no label: ${field.name}`)
    }
    return wrong
  }, lang)
  assert.deepEqual(wrong, [], `form of ${name}`)
}

/** Every target of a pointer is 24 px in both directions, stands in a line of text, or has a circle of 24 px to itself. */
export async function targets(page, name) {
  const small = await page.evaluate(() => {
    const all = [...document.querySelectorAll('button, input:not([type=hidden]), select, textarea, a[href], summary')]
      .filter((e) => e.checkVisibility({ visibilityProperty: true }))
      .map((e) => ({ e, r: e.getBoundingClientRect() }))
      .filter(({ r }) => r.width > 1 && r.height > 1)
    const inText = (e) => e.closest('p, dd, td, li p') !== null && getComputedStyle(e).display.startsWith('inline')
    const labelled = (e) => [...(e.labels ?? [])].some((label) => label.getBoundingClientRect().height >= 24)
    const alone = ({ e, r }) => {
      const [x, y] = [r.left + r.width / 2, r.top + r.height / 2]
      return all.every(({ e: other, r: o }) => {
        const [dx, dy] = [Math.max(o.left - x, 0, x - o.right), Math.max(o.top - y, 0, y - o.bottom)]
        return other === e || Math.hypot(dx, dy) >= 12
      })
    }
    return all
      .filter(({ e, r }) => (r.width < 24 || r.height < 24) && !inText(e) && !labelled(e) && !alone({ e, r }))
      .map(({ e, r }) => `${e.tagName.toLowerCase()} "${(e.textContent || e.name).trim().slice(0, 30)}" ${Math.round(r.width)}×${Math.round(r.height)}`)
  })
  assert.deepEqual(small, [], `targets of ${name}`)
}

/** What has the focus on a page: its stop, whether it shows, its name; null for nothing. */
function focused() {
  const e = document.activeElement
  if (!e || e === document.body) return null
  const style = getComputedStyle(e)
  const host = e.matches('input[type=radio], input[type=checkbox]') ? e.closest('label, div') : e
  const ring = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || getComputedStyle(host).outlineStyle !== 'none'
  const stop = e.getAttribute('data-stop') ?? (e.type === 'radio' ? document.querySelector(`input[name="${e.name}"][data-stop]`)?.dataset.stop : null)
  return { stop: stop === null ? null : Number(stop), ring, name: `${e.tagName} ${e.textContent.trim().slice(0, 30)}` }
}

/** Begins a walk before everything on the page, as a field may have taken the focus by itself, and numbers the stops. */
function begin() {
  document.querySelector('[data-start]')?.remove()
  const start = document.createElement('span')
  start.tabIndex = -1
  start.dataset.start = ''
  document.body.prepend(start)
  start.focus()
  const focusable = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]'
  let all = [...document.querySelectorAll(focusable)].filter((e) => !e.disabled && e.checkVisibility({ visibilityProperty: true }))
  const radios = new Set()
  all = all.filter((e) => e.type !== 'radio' || !(radios.has(e.name) || !radios.add(e.name)))
  all.forEach((e, at) => e.setAttribute('data-stop', at))
  return all.map((e) => `${e.tagName.toLowerCase()} "${(e.textContent || e.name || '').trim().slice(0, 30)}"`)
}

/** One walk by Tab: the stops reached, those without a visible focus, and whether a frame lost the focus. */
async function walk(page) {
  const stops = await page.evaluate(begin)
  const hasFrames = page.frames().length > 1
  const reached = []
  const bare = []
  // Stops inside a frame are the frame's own: they are walked through, up to a limit that a trap would reach.
  let inFrames = 0
  let isLost = false
  for (let step = 0; step < stops.length + 2 + inFrames && inFrames < 100; step++) {
    await page.keyboard.press('Tab')
    let at = await page.evaluate(focused)
    const isDone = new Set(reached).size >= stops.length
    // A frame lives in a process of its own, takes the focus and hands it back in its own time: nothing has it meanwhile. Looked
    // at once for both, as it may be handed back between two looks.
    for (let look = 0; look < 100 && !at && hasFrames && !isDone; look++) {
      await page.waitForTimeout(50)
      at = await page.evaluate(focused)
    }
    isLost = !at && hasFrames && !isDone
    if (!at) break
    if (at.name.startsWith('IFRAME')) inFrames++
    if (at.stop !== null) reached.push(at.stop)
    if (!at.ring && !at.name.startsWith('IFRAME')) bare.push(at.name)
  }
  return { stops, reached, bare, isLost }
}

/** Walks the page by Tab alone: every control is reached, in the order of the document, each with a visible focus. */
export async function reachableByKeyboard(page, name) {
  let seen = await walk(page)
  // Now and then the process of a frame hands the focus to nobody at all: who sees no focus begins again from the top. A trap
  // and a control out of reach stop each walk at the same place.
  for (let again = 0; again < 3 && seen.isLost; again++) seen = await walk(page)
  const { stops, reached, bare } = seen
  const missed = stops.filter((_, at) => !reached.includes(at))
  assert.deepEqual(missed, [], `not reached by Tab on ${name}`)
  assert.deepEqual(bare, [], `focus is not visible on ${name}`)
  const once = reached.filter((at, n) => reached.indexOf(at) === n)
  assert.deepEqual(once, [...once].sort((a, b) => a - b), `Tab does not follow the document on ${name}`)
}

/** Looks at a page as it stands, in every respect, in light and in dark where scripts run (axe is one). */
export async function examine({ page, way }, name) {
  await wellFormed(page, name, await page.evaluate(() => document.documentElement.lang))
  for (const colorScheme of way.js ? ['dark', 'light'] : []) {
    await page.emulateMedia({ colorScheme })
    await axe(page, `${name} (${colorScheme})`)
  }
  await targets(page, name)
  const size = page.viewportSize()
  await reflows(page, name)
  await page.setViewportSize(size)
}
