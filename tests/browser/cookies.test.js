// The cookie banner on a static site of another origin, under a strict content policy: nothing before a choice, refusing as easy
// as accepting, and the page never waits for the portal.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { open } from './lib/browser.js'
import { axe, reflows, targets } from './lib/checks.js'
import { startDemo } from './lib/demo.js'
import { startSite } from './lib/site.js'

const words = {
  fr: { accept: 'Tout accepter', refuse: 'Tout refuser', choose: 'Choisir', save: 'Enregistrer mon choix', icon: /Cookies\s: voir/, audience: 'Mesure d’audience', show: 'Accepter et afficher' },
  en: { accept: 'Accept all', refuse: 'Refuse all', choose: 'Choose', save: 'Save my choice', icon: /Cookies: see/, audience: 'Audience measurement', show: 'Agree and show' },
}
let site, demo, browser

before(async () => {
  site = await startSite()
  demo = await startDemo({ people: 20, settings: `\n[cookies]\nsites = ["${site.url}"]\n` })
  site.of(demo.url)
  browser = await open()
})
after(async () => {
  await browser?.close()
  site?.stop()
  if (demo) assert.equal(await demo.stop(), 0, 'the demo stops cleanly')
})

/** A fresh browser on the site, which notes what is asked for and what breaks. */
async function guest({ lang = 'fr', scheme = 'light', width = 1280, init } = {}) {
  const context = await browser.newContext({ baseURL: site.url, viewport: { width, height: 900 }, colorScheme: scheme, reducedMotion: 'reduce' })
  if (init) await context.addInitScript(init)
  const requests = [], errors = []
  context.on('request', (request) => requests.push(`${request.method()} ${request.url()}`))
  const page = await context.newPage()
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  page.setDefaultTimeout(10_000)
  const t = words[lang]
  return {
    context, page, requests, errors, t, lang,
    dialog: page.getByRole('dialog', { name: 'Cookies' }),
    button: (name) => page.getByRole('button', { name, exact: typeof name === 'string' }),
    icon: page.getByRole('button', { name: t.icon }),
    go: (path = lang === 'fr' ? '/' : '/en') => page.goto(path),
    vendor: () => requests.filter((one) => one.includes(site.vendor)),
    kept: () => page.evaluate(() => { try { return JSON.parse(localStorage.getItem('habeas-cookies')) } catch { return null } }),
    done: async () => {
      assert.deepEqual(errors, [], 'errors on the page')
      await context.close()
    },
  }
}

/** What was stored on the device by anybody. */
async function stored({ context, page }) {
  const inPage = await page.evaluate(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length])
  return [...inPage, (await context.cookies()).length]
}

/** Waits for something to hold, for at most five seconds. */
async function within5s(holds, what) {
  const end = Date.now() + 5_000
  while (!(await holds())) {
    assert.ok(Date.now() < end, `not within 5 s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Looks how many such answers the ledger holds; the function it gives says whether there is one more by then. */
function ledger(event, mechanism) {
  const query = 'SELECT id FROM consent_events WHERE activity = ? AND event = ? AND mechanism = ?'
  const count = () => demo.portal(query, 'audience', event, mechanism).length
  const known = count()
  return () => count() > known
}

test('before a choice nothing is stored, set or requested, and Escape and silence are none', async () => {
  const visit = await guest()
  await visit.go()
  await visit.dialog.waitFor()
  await visit.page.waitForLoadState('networkidle')
  const others = visit.requests.filter((one) => !one.startsWith(`GET ${site.url}/`) && !one.startsWith('GET data:'))
  assert.deepEqual(others, [`GET ${demo.url}/cookies.js`])
  assert.deepEqual(await stored(visit), [0, 0, 0, 0, 0])
  assert.equal(await visit.page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.getAttribute('role')), 'dialog', 'the focus is in the dialog')
  await visit.page.keyboard.press('Escape')
  await visit.dialog.waitFor({ state: 'detached' })
  assert.deepEqual([await visit.icon.isVisible(), visit.vendor().length, ...(await stored(visit))], [true, 0, 0, 0, 0, 0, 0])
  assert.equal(await visit.page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.tagName), 'BUTTON', 'the focus is not lost')
  await visit.page.reload()
  await visit.dialog.waitFor()
  await visit.done()
})

for (const [lang, scheme, width] of [['fr', 'light', 1280], ['en', 'dark', 360]]) {
  test(`refusing, accepting and choosing are equal, and everything is accessible (${lang}, ${scheme}, ${width} px)`, async () => {
    const visit = await guest({ lang, scheme, width })
    await visit.go()
    await visit.dialog.waitFor()
    const looks = () => visit.dialog.locator('.b button').evaluateAll((buttons) =>
      buttons.map((e) => {
        const style = getComputedStyle(e), { width, height } = e.getBoundingClientRect()
        const look = ['color', 'backgroundColor', 'borderTopColor', 'borderTopWidth', 'borderTopLeftRadius', 'fontSize', 'fontWeight', 'fontFamily', 'padding', 'opacity', 'textDecorationLine', 'cursor', 'boxShadow']
        return { width: Math.round(width), height: Math.round(height), ...Object.fromEntries(look.map((name) => [name, style[name]])) }
      }))
    const contrast = ({ color, backgroundColor }) => {
      const light = (text) => {
        const parts = text.match(/[\d.]+/g).slice(0, 3).map((n) => n / 255).map((n) => (n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4))
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
      }
      const [a, b] = [light(color), light(backgroundColor)].sort((a, b) => b - a)
      return (a + 0.05) / (b + 0.05)
    }
    for (const [level, third] of [[1, visit.t.choose], [2, visit.t.save]]) {
      assert.deepEqual(await visit.dialog.locator('.b button').allInnerTexts(), [visit.t.accept, visit.t.refuse, third])
      const [accept, refuse, choose] = await looks()
      assert.deepEqual(refuse, accept, `refusing looks like accepting on level ${level}`)
      assert.deepEqual(choose, accept, `so does choosing on level ${level}`)
      assert.ok(contrast(accept) >= 4.5 && accept.height >= 44, JSON.stringify(accept))
      // None is out of sight where another is seen, on the screen of a small telephone too.
      await visit.page.setViewportSize({ width, height: 640 })
      const places = await visit.dialog.locator('.b button').evaluateAll((all) => all.map((e) => e.getBoundingClientRect()).map(({ top, bottom }) => top >= 0 && bottom <= innerHeight))
      assert.deepEqual(places, [true, true, true], `all three are on the screen on level ${level}`)
      await visit.page.setViewportSize({ width, height: 900 })
      await axe(visit.page, `level ${level}`)
      await targets(visit.page, `level ${level}`)
      if (level === 1) await visit.button(visit.t.choose).click()
    }
    const links = await visit.dialog.locator('a').evaluateAll((all) => all.map((a) => a.href))
    assert.deepEqual(links, ['privacy#cookies', 'privacy', 'legal'].map((path) => `${demo.url}/${lang}/${path}`))
    assert.deepEqual(await visit.dialog.locator('input').evaluateAll((all) => all.map((box) => box.checked)), [false, false], 'nothing is ticked before')
    await reflows(visit.page, 'the banner')
    await visit.page.setViewportSize({ width, height: 900 })
    // One click refuses, as one click accepts.
    await visit.page.reload()
    await visit.button(visit.t.refuse).click()
    await visit.dialog.waitFor({ state: 'detached' })
    assert.deepEqual((await visit.kept()).p, [])
    assert.equal(visit.vendor().length, 0)
    await axe(visit.page, 'after the choice')
    await visit.done()
  })
}

test('accepting starts what waited in order, is proven within 5 s, survives a reload, and a withdrawal stops it with the next page', async () => {
  const visit = await guest()
  await visit.go()
  const yes = ledger('given', 'button'), no = ledger('withdrawn', 'button')
  await visit.button(visit.t.accept).click()
  await within5s(yes, 'the yes in the ledger')
  await visit.page.waitForFunction(() => window.after === true)
  await within5s(() => visit.vendor().length === 2, 'what waited is asked for')
  assert.deepEqual(visit.vendor().sort(), [`GET ${site.vendor}/count.js`, `GET ${site.vendor}/player.html`])
  await within5s(async () => (await visit.kept()).q.length === 0, 'the browser hears that the proof is kept')

  visit.requests.length = 0
  await visit.page.reload({ waitUntil: 'networkidle' })
  assert.equal(await visit.dialog.count(), 0, 'nobody is asked twice')
  assert.equal(visit.vendor().length, 2)
  assert.ok(!visit.requests.some((one) => one.startsWith('POST')), 'told once')

  await visit.icon.click()
  assert.deepEqual(await visit.dialog.locator('input').evaluateAll((all) => all.map((box) => box.checked)), [true, true])
  const number = await visit.dialog.locator('code').innerText()
  assert.equal(number, (await visit.kept()).id)
  await visit.button(visit.t.refuse).click()
  await within5s(no, 'the withdrawal in the ledger')
  const gone = await visit.page.evaluate(() => [document.cookie, localStorage.getItem('_ruche-visits')])
  assert.deepEqual(gone, ['', null], 'what the record names is taken away')
  visit.requests.length = 0
  await visit.page.reload({ waitUntil: 'networkidle' })
  assert.deepEqual(visit.vendor(), [], 'nothing starts any more')
  assert.equal(await visit.page.evaluate(() => window.counted), undefined)
  await visit.done()
})

test('purposes are chosen one by one by keyboard alone, and a frame asks for itself', async () => {
  const visit = await guest({ lang: 'en' })
  await visit.go()
  await visit.dialog.waitFor()
  const focused = () => visit.page.evaluate(() => {
    const e = document.activeElement.shadowRoot?.activeElement ?? document.activeElement
    return { name: e.labels?.[0]?.textContent || e.textContent, ring: getComputedStyle(e).outlineStyle !== 'none' }
  })
  const reach = async (name) => {
    for (let step = 0; step < 20; step++) {
      await visit.page.keyboard.press('Tab')
      const at = await focused()
      if (at.name.startsWith(name)) return assert.ok(at.ring, `the focus on ${name} is seen`)
    }
    assert.fail(`${name} is not reached by Tab`)
  }
  const proof = ledger('given', 'tick')
  await reach(visit.t.choose)
  await visit.page.keyboard.press('Enter')
  await reach(visit.t.audience)
  await visit.page.keyboard.press('Space')
  await reach(visit.t.save)
  await visit.page.keyboard.press('Space')
  await visit.page.waitForFunction(() => window.counted === true)
  assert.deepEqual((await visit.kept()).p, ['audience'])
  assert.ok(!visit.vendor().some((one) => one.includes('player')), 'the video was not agreed to')
  await within5s(proof, 'the proof')
  assert.equal(await visit.page.locator('iframe').isVisible(), false)
  await visit.button(visit.t.show).click()
  await visit.page.locator('iframe').waitFor()
  assert.deepEqual((await visit.kept()).p, ['audience', 'videos'])
  await visit.page.getByText('Manage cookies').click()
  await visit.dialog.waitFor()
  await visit.page.keyboard.press('Escape')
  assert.equal(await visit.page.evaluate(() => document.activeElement.textContent), 'Manage cookies', 'the focus comes back')
  await visit.done()
})

test('where storage throws, as in private windows, a choice holds for the page and nothing breaks', async () => {
  const visit = await guest({
    init: () => Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError') } }),
  })
  await visit.context.route(`${site.vendor}/count.js`, (route) => route.fulfill({ contentType: 'text/javascript', body: 'window.counted = true' }))
  await visit.go()
  await visit.button(visit.t.accept).click()
  await visit.page.waitForFunction(() => window.after === true)
  await within5s(() => visit.requests.includes(`POST ${demo.url}/api/v1/cookies`), 'the proof leaves all the same')
  await visit.page.reload()
  await visit.dialog.waitFor()
  await visit.done()
})

test('where the script is blocked, or the site is not one of ours, the page works and nothing that waits starts', async () => {
  const visit = await guest()
  const works = async () => {
    await visit.page.locator('#basket').click()
    assert.equal(await visit.page.locator('output').innerText(), '1')
    assert.equal(await visit.dialog.count(), 0)
    assert.deepEqual([visit.vendor(), await stored(visit)], [[], [0, 0, 0, 0, 0]])
  }
  await visit.page.goto(`${site.foreign}/`, { waitUntil: 'networkidle' })
  await works()
  assert.ok(visit.errors.some((one) => one.includes('CORS')), 'the browser refuses it')
  await visit.context.route('**/cookies.js', (route) => route.abort())
  await visit.page.goto('/', { waitUntil: 'networkidle' })
  await works()
  await visit.context.close()
})

test('a portal that does not answer keeps no page, no choice and no script waiting, and the proof comes later', async () => {
  const visit = await guest()
  await visit.page.goto('/slow', { waitUntil: 'domcontentloaded' })
  await visit.page.locator('#basket').click()
  assert.equal(await visit.page.locator('output').innerText(), '1')
  assert.ok(visit.requests.some((one) => one.endsWith('/cookies.js')), 'it was asked for, and hangs')
  await visit.page.goto('/slow-module', { waitUntil: 'load' })
  assert.equal(await visit.page.evaluate(() => window.whole), true, 'with the module not even load waits')

  await visit.page.goto('/module')
  const proof = `${demo.url}/api/v1/cookies`
  await visit.context.route(proof, () => {})
  await visit.button(visit.t.accept).click()
  await visit.page.waitForFunction(() => window.after === true)
  assert.equal((await visit.kept()).q.length, 1, 'kept until it is told')
  const { id } = await visit.kept()
  await visit.context.unroute(proof)
  await visit.go()
  await within5s(async () => (await visit.kept()).q.length === 0, 'told with the next page')
  assert.equal((await visit.kept()).id, id)
  await visit.context.close()
})

test('the signal of the browser is a refusal, and ends an earlier yes', async () => {
  const signal = () => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })
  const visit = await guest({ init: signal })
  await visit.go()
  await visit.icon.waitFor()
  assert.equal(await visit.dialog.count(), 0, 'who said no is not asked')
  assert.deepEqual([visit.vendor(), await stored(visit)], [[], [0, 0, 0, 0, 0]])
  await visit.icon.click()
  await visit.dialog.getByText('Global Privacy Control').waitFor()
  await visit.button(visit.t.accept).click()
  await visit.page.waitForFunction(() => window.after === true)
  await visit.page.reload()
  await visit.page.waitForFunction(() => window.after === true)
  await visit.done()

  const later = await guest()
  await later.go()
  await later.button(later.t.accept).click()
  await later.page.waitForFunction(() => window.after === true)
  await within5s(async () => (await later.kept()).q.length === 0, 'the yes is told')
  await later.context.addInitScript(signal)
  const ended = ledger('withdrawn', 'gpc')
  later.requests.length = 0
  await later.page.reload()
  await within5s(ended, 'the signal in the ledger')
  await within5s(async () => (await later.kept()).q.length === 0, 'the browser hears it')
  assert.deepEqual(later.vendor(), [])
  assert.equal(await later.dialog.count(), 0)
  assert.equal(later.requests.filter((one) => one.startsWith('POST')).length, 1, 'told once')
  await later.done()
})
