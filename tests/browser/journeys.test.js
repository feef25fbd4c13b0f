// What people come to do, walked in Chromium in every chosen way: language × JavaScript × width × hand. Every activation after
// the sign-in is counted and held to the most that experience.md allows; typing is free.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import test, { after, before } from 'node:test'
import { assertQuiet, open, visitor } from './lib/browser.js'
import { startDemo } from './lib/demo.js'
import { linkIn } from './lib/mail.js'
import { chosen, words } from './lib/matrix.js'
import { ask, signInByCode, signInByLink } from './lib/people.js'
import { unzip } from './lib/zip.js'

let demo, browser
const taken = new Set()

before(async () => {
  demo = await startDemo()
  browser = await open()
})
after(async () => {
  await browser?.close()
  if (demo) assert.equal(await demo.stop(), 0, 'the demo stops cleanly')
})

/** The address of a customer nobody else of this file has been, for whom the condition (and the test) holds. */
function somebody(condition, also = () => true) {
  const rows = demo.shop(
    `SELECT email FROM customers c WHERE id > 20 AND email LIKE '_%@_%' AND ${condition} AND NOT EXISTS
     (SELECT 1 FROM customers o WHERE lower(trim(o.email)) = lower(trim(c.email)) AND o.id <> c.id) ORDER BY id`,
  )
  const email = rows.map((row) => row.email.trim()).find((email) => !taken.has(email) && also(email))
  assert.ok(email, `no customer left with ${condition}`)
  taken.add(email)
  return email
}

const ofCustomer = (columns, table = 'customers') => `SELECT ${columns} FROM ${table} WHERE lower(trim(email)) = lower(?)`

/** Waits until something holds, looking again rather than sleeping long. */
async function until(holds, what) {
  const end = Date.now() + 30_000
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

for (const way of chosen()) {
  /** Walks a journey: a fresh browser, a fresh customer, and how often may be activated until somewhere on the way. */
  const journey = (name, condition, walk, { enter = signInByCode, also } = {}) =>
    test(`${name} (${words(way)})`, async () => {
      const email = somebody(condition, also)
      const visit = await visitor(browser, demo, way)
      await enter(demo, visit, email)
      const before = visit.hand.pressed()
      const within = (most) => {
        const pressed = visit.hand.pressed() - before
        assert.ok(pressed <= most, `${pressed} activations, at most ${most}`)
      }
      await walk({ ...visit, visit, email, within })
      assertQuiet(visit)
      await visit.context.close()
    })

  const me = `/${way.lang}/me`

  journey('everything is seen after signing in with a link, each with why, basis, source, recipients and end', '1', async ({ page }) => {
    // What is true of a whole group is told once, above it; the rest stands beside each value.
    const { count, untold } = await page.evaluate(() => {
      const facts = [...document.querySelectorAll('.fact')]
      const untold = facts.flatMap((fact) => {
        const list = fact.closest('.facts')
        const told = list?.previousElementSibling?.matches('.told') ? list.previousElementSibling : null
        const says = (selector) => fact.querySelector(selector) !== null || (told?.querySelector(selector) ?? null) !== null
        const icon = (name) => says(`.fact__meta use[href$="#${name}"]`)
        const why = [...(fact.querySelector('.fact__why')?.childNodes ?? [])].some((node) => node.nodeType === 3 && node.textContent.trim().length > 10)
        const whyOfAll = (told?.querySelectorAll(':scope > p').length ?? 0) > 1
        const missing = [
          !why && !whyOfAll && 'why', !icon('scale') && 'basis', !icon('database') && 'source',
          !icon('building-2') && 'recipients', !icon('calendar') && 'end',
        ].filter(Boolean)
        return missing.map((part) => `${fact.querySelector('dt').textContent.trim()}: ${part}`)
      })
      return { count: facts.length, untold }
    })
    assert.ok(count >= 5, 'facts are shown')
    assert.deepEqual(untold, [], 'what is not said about a value')
  }, { enter: signInByLink })

  const phone = `phone IS NOT NULL AND phone <> ''`
  journey('a phone number is changed in the shop and changed back', phone, async ({ page, email, hand }) => {
    const read = () => demo.shop(ofCustomer('phone'), email)[0].phone
    const old = read()
    await hand.press(`a[href*="/me/data/contact/edit"]`)
    await hand.type('input[name="new-phone"]', '+33 6 12 34 56 78')
    await hand.press('form[action*="/edit"] button')
    assert.equal(read(), '+33 6 12 34 56 78')
    await hand.press('form[action$="/undo"] button')
    assert.equal(read(), old)
  })

  const subscribed = (email) => demo.newsletter(ofCustomer('subscribed', 'newsletter_signups'), email)[0]?.subscribed
  journey('the newsletter is stopped in two clicks and started again', '1', async ({ page, email, hand, within }) => {
    const stop = `form[action="${me}/choices/newsletter/stop"] button`
    await hand.press(`nav a[href="${me}/choices"]`)
    await hand.press(stop)
    within(2)
    await until(() => subscribed(email) === 0, 'the newsletter tool says no')
    await page.goto(`${me}/choices`)
    assert.equal(await page.locator(stop).count(), 0, 'nothing is left to stop')
    await hand.press(`form[action="${me}/choices/newsletter/start"] button`)
    await until(() => subscribed(email) === 1, 'the newsletter tool says yes')
  }, { also: (email) => subscribed(email) === 1 })

  journey('everything is downloaded, and the JSON says what the pages say', '1', async ({ page, hand }) => {
    const held = Number((await page.locator('main .lead').first().innerText()).match(/\d+/)[0])
    await hand.press(`main a[href="${me}/download"]`)
    await hand.press(`form[action="${me}/download"] button`)
    const fetchIt = page.locator(`form[action^="${me}/download/"] button`)
    await until(async () => {
      await page.goto(`${me}/download`)
      return (await fetchIt.count()) > 0
    }, 'the package is ready')
    const [file] = await Promise.all([page.waitForEvent('download'), hand.open(`form[action^="${me}/download/"] button`)])
    const files = unzip(await readFile(await file.path()))
    for (const name of ['index.html', 'data.json', 'schema.json', 'README.txt', 'SHA256SUMS']) {
      assert.ok(files.has(name), `${name} is in the package`)
    }
    const { facts } = JSON.parse(files.get('data.json').toString('utf8'))
    const shown = facts.filter((fact) => fact.text)
    assert.equal(shown.length, held, 'as many facts as the page counted')
    const plain = (text) => text.replace(/[\s\u00a0\u202f]+/g, ' ').trim()
    const categories = new Map()
    for (const fact of shown) {
      if (!categories.has(fact.category)) {
        let text = ''
        for (let next = `${me}/data/${fact.category}`; next; ) {
          await page.goto(next)
          text += ` ${await page.locator('main').innerText()}`
          const more = page.locator('a[rel=next]')
          next = (await more.count()) ? await more.first().getAttribute('href') : null
        }
        categories.set(fact.category, plain(text))
      }
      assert.ok(categories.get(fact.category).includes(plain(fact.text)), `${fact.label} of ${fact.category} is on its page`)
    }
  })

  journey('everything is deleted in four clicks, and after three days it is gone but for what the plan said', 'last_order_at IS NOT NULL', async ({ page, email, hand, lang, within }) => {
    const { id } = demo.shop(ofCustomer('id'), email)[0]
    const invoices = () => demo.shop('SELECT i.* FROM invoices i WHERE lower(trim(billing_email)) = lower(?) ORDER BY id', email)
    const before = invoices()
    await hand.press(`main a[href="${me}/delete"]`)
    await hand.press('form[action$="/delete/check"] button')
    await hand.press(`form[action="${me}/delete"] button`)
    within(4)
    assert.equal(demo.shop(ofCustomer('id'), email).length, 1, 'nothing goes before the days to think')
    for (let day = 0; day < 4; day++) {
      await page.goto(`/${lang}/demo`)
      await hand.press('form[action$="/demo/days"] button')
    }
    await until(() => demo.shop(ofCustomer('id'), email).length === 0, 'the customer is gone')
    await until(() => demo.newsletter(`SELECT name FROM sqlite_schema WHERE type = 'table'`).length > 0, 'the newsletter answers')
    assert.deepEqual(invoices(), before, 'invoices stay as the law asks')
    assert.equal(demo.shop('SELECT id FROM tickets WHERE customer_id = ?', id).length, 0, 'tickets are gone')
  })

  test(`a scanner that opens every mailed link and runs its scripts signs nobody in (${words(way)})`, async () => {
    const email = somebody('1')
    const visit = await visitor(browser, demo, way)
    const mail = await ask(demo, visit, email)
    const link = linkIn(demo, mail, '/l/')
    // This sign-in, and the sessions there are; older ones may be swept meanwhile, since days passed in this demo.
    const asked = () => demo.portal('SELECT id, state, tries, code, link FROM sign_ins ORDER BY id DESC LIMIT 1')
    const sessions = () => demo.portal('SELECT id FROM customer_sessions').map((row) => row.id)
    const [askedBefore, sessionsBefore] = [asked(), sessions()]
    const scanner = await visitor(browser, demo, { ...way, js: true })
    for (let round = 0; round < 5; round++) {
      await scanner.page.goto(link, { waitUntil: 'networkidle' })
      const text = await scanner.page.locator('main').innerText()
      assert.ok(!text.toLowerCase().includes(email.toLowerCase()), 'nothing personal')
    }
    assert.deepEqual(asked(), askedBefore)
    assert.deepEqual(sessions().filter((id) => !sessionsBefore.includes(id)), [], 'a scanner made a session')
    await scanner.context.close()
    await visit.page.goto(link)
    await visit.hand.press(`form[action="${link}"] button`)
    await visit.page.waitForURL(`**${me}`)
    await visit.context.close()
  })
}
