// Every page that links lead to, as nobody, as a customer and as each colleague: accessible in light and dark, with and
// without the site's scripts, whole at 320 px, usable by keyboard, well formed, quiet, and light.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { assertQuiet, open, visitor } from './lib/browser.js'
import { axe, reachableByKeyboard, reflows, targets, wellFormed } from './lib/checks.js'
import { crawl } from './lib/crawl.js'
import { startDemo } from './lib/demo.js'
import { chosen } from './lib/matrix.js'
import { colleagues, signInByCode, signInColleague } from './lib/people.js'

const customer = 'camille.aubry@example.com'
const everything = process.env.HABEAS_MATRIX === 'all'
let demo, browser

before(async () => {
  demo = await startDemo()
  browser = await open()
})
after(async () => {
  await browser?.close()
  if (demo) assert.equal(await demo.stop(), 0, 'the demo stops cleanly')
})

/** The looks of one run: every language in one scheme and one profile, turned round from day to day; all of them if asked. */
const looks = (everything ? ['light', 'dark'] : [null]).flatMap((scheme) =>
  chosen().filter(({ hand }) => !everything || hand === 'pointer').map(({ lang, js, width }) => ({ lang, scripts: js, width, scheme: scheme ?? (js ? 'dark' : 'light') })),
)

/** Looks at one page in every respect. axe needs scripts of its own, so the page's are blocked rather than all switched off. */
async function examine(visit, path) {
  const { page, lang } = visit
  const of = `${path} (${lang})`
  const wanted = /^\/(fr|en)(\/|$)/.test(path) ? path.slice(1, 3) : await page.evaluate(() => document.documentElement.lang)
  await wellFormed(page, of, wanted)
  await axe(page, of)
  await targets(page, of)
  const size = page.viewportSize()
  await reflows(page, of)
  await page.setViewportSize(size)
  await reachableByKeyboard(page, of)
}

/** Crawls and examines; the faults of all pages are told together. */
async function everyPage(visit, starts, follow) {
  const faults = []
  const each = (path) => examine(visit, path).catch((error) => faults.push(error.message))
  const visited = await crawl(visit.page, starts, each, { follow, broken: (sentence) => faults.push(sentence) })
  assert.deepEqual(faults, [], faults.join('\n\n'))
  assertQuiet(visit)
  return visited
}

for (const { lang, scripts, width, scheme } of looks) {
  const look = `${lang}, ${scheme}, ${scripts ? 'with' : 'without'} the site's scripts, ${width} px`
  const way = { lang, js: true, width }
  const ofOurs = (path) => path.startsWith(`/${lang}/`) && !path.includes('/demo')

  test(`pages anybody may open: ${look}`, async () => {
    const visit = await visitor(browser, demo, way, { scheme, scripts })
    const visited = await everyPage(visit, [`/${lang}/`, `/${lang}/sign-in`, `/${lang}/demo`], (path) => path.startsWith(`/${lang}/`))
    assert.ok(visited.length >= 6, `only ${visited}`)
    for (const part of ['/ask', '/ask/request', '/authorities']) assert.ok(visited.includes(`/${lang}${part}`), `no link leads to ${part}`)
    await visit.context.close()
  })

  test(`pages of a customer: ${look}`, async () => {
    const visit = await visitor(browser, demo, way, { scheme, scripts })
    await signInByCode(demo, visit, customer)
    // Pages that a form leads to and no link.
    const checks = ['everything', 'part', 'part&categories=support', 'part&categories=invoices'].map((scope) => `/${lang}/me/delete/check?scope=${scope}`)
    const visited = await everyPage(visit, [`/${lang}/me`, ...checks], ofOurs)
    for (const part of ['/me', '/me/recipients', '/me/choices', '/me/download', '/me/requests', '/me/delete']) {
      assert.ok(visited.some((path) => path.startsWith(`/${lang}${part}`)), `no link leads to ${part}`)
    }
    await visit.context.close()
  })

  test(`pages of each colleague: ${look}`, async () => {
    const all = await colleagues(demo)
    let atDesk = 0, sawMail = 0
    assert.ok(all.length >= 4, 'the demo has colleagues')
    for (const colleague of everything ? all : all.slice(0, 4)) {
      const visit = await visitor(browser, demo, way, { scheme, scripts })
      await signInColleague(demo, visit, colleague)
      const visited = await everyPage(visit, [new URL(visit.page.url()).pathname], (path) => /^\/(staff|marketing|admin)/.test(path))
      const desk = ['/staff/queue', '/staff/cases/new', '/staff/reports'].map((path) => visited.includes(path))
      assert.ok(desk.every((reached) => reached === desk[0]), `the whole desk or nothing of it: ${visited}`)
      if (desk[0]) atDesk += 1
      if (visited.includes('/admin/mail')) sawMail += 1
      await visit.context.close()
    }
    assert.ok(atDesk > 0, 'somebody is at the desk')
    assert.ok(sawMail > 0, 'somebody looks after the mails')
  })
}

test("the first visit of a customer's page costs at most 110 KB and 10 requests", async () => {
  const visit = await visitor(browser, demo, { lang: 'fr', js: true, width: 360 })
  await signInByCode(demo, visit, 'marius.beranger@example.org')
  const cookies = await visit.context.cookies()
  const fresh = await visitor(browser, demo, { lang: 'fr', js: true, width: 360 })
  await fresh.context.addCookies(cookies)
  await fresh.page.goto('/fr/me', { waitUntil: 'networkidle' })
  assert.ok(fresh.seen.bytes <= 110 * 1024, `${fresh.seen.bytes} bytes`)
  assert.ok(fresh.seen.requests <= 10, `${fresh.seen.requests} requests`)
  assertQuiet(fresh)
})

test('the pages that refuse are pages too', async () => {
  for (const lang of ['fr', 'en']) {
    const visit = await visitor(browser, demo, { lang, js: true, width: 360 })
    const answer = await visit.page.goto(`/${lang}/there-is-no-such-page`)
    assert.equal(answer.status(), 404)
    await examine(visit, `/${lang}/there-is-no-such-page`)
    await visit.context.close()
  }
})
