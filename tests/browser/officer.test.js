// The data protection officer's work, walked in Chromium in every chosen way: a record from a template, every gap of the data map
// mended in forms, a second person who approves it, and everything that then says the new version.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import test, { after, before } from 'node:test'
import { open, visitor } from './lib/browser.js'
import { examine } from './lib/checks.js'
import { chosen, words } from './lib/matrix.js'
import { signInByCode } from './lib/people.js'
import { atWork, inDemo, leave, until } from './lib/work.js'
import { unzip } from './lib/zip.js'

let browser
before(async () => (browser = await open()))
after(() => browser?.close())

/** What the officer says of each thing that the sources name and the template of a training centre does not know. */
const categories = {
  address: ['Where you live', 'Où vous habitez', 'identity'],
  birthday: ['Day of birth', 'Jour de naissance', 'identity'],
  loyalty: ['Guessed from purchases', 'Deviné de vos achats', 'inferred'],
  newsletter: ['Reading list', 'Liste de lecture', 'preferences'],
  orders: ['Books and boxes', 'Livres et coffrets', 'orders'],
}
const rules = {
  'customer-3y': ['3 years of silence', '3 ans de silence', 'last_contact', '3', 'years'],
  'order-3y': ['3 years from the box', '3 ans depuis le coffret', 'ordered', '3', 'years'],
  'order-proof-10y': ['10 years as proof', '10 ans en preuve', 'ordered', '10', 'years'],
  'sign-ins-6m': ['Half a year', 'Six mois', 'signed_in', '6', 'months'],
  'newsletter-3y': ['3 years of reading', '3 ans de lecture', 'last_contact', '3', 'years'],
  'mailings-13m': ['13 months of mailings', '13 mois d’envois', 'sent', '13', 'months'],
}
const sheet = 'main form[action*="/parts/"]:not([action$="/removal"])'
const save = `${sheet} button[value=save]`

/** A category, with a mistake first where `mistaken`. */
async function describe(officer, id, mistaken) {
  const { hand } = officer
  const [en, fr, card] = categories[id]
  if (mistaken) {
    await hand.type('input[name=label_en]', en)
    await hand.type('input[name=label_fr]', '')
    await hand.press(save)
    assert.equal(await officer.page.locator('main .field--error').count(), 3, 'the other language, the card and an activity')
    await examine(officer, 'a category with mistakes')
  }
  await hand.type('input[name=label_en]', en)
  await hand.type('input[name=label_fr]', fr)
  await hand.select('select[name=card]', card)
  await hand.choose('input[name=used_by][value=trainees]')
  await hand.press(save)
}

async function rule({ hand }, id) {
  const [en, fr, starts, number, unit] = rules[id]
  await hand.type('input[name=label_en]', en)
  await hand.type('input[name=label_fr]', fr)
  await hand.select('select[name=starts]', starts)
  await hand.type('input[name=duration]', number)
  await hand.select('select[name=duration_unit]', unit)
  await hand.press(save)
}

/** The consent that the shop asks for: an activity, looked at as customers will read it before it is saved. */
async function consent(officer) {
  const { hand, page } = officer
  const texts = {
    name: ['Texts with seats left', 'SMS des places libres'],
    purpose: ['To text you when seats are left', 'Vous écrire quand il reste des places'],
    consent_wording: ['Text me when seats are left.', 'Écrivez-moi quand il reste des places.'],
    persons: ['Trainees', 'Stagiaires'],
    origin: ['You, in your account', 'Vous, dans votre compte'],
  }
  assert.equal(await page.locator('select[name=basis]').inputValue(), 'consent', 'the basis is known already')
  for (const [name, [en, fr]] of Object.entries(texts)) {
    await hand.type(`${sheet} [name=${name}_en]`, en)
    await hand.type(`${sheet} [name=${name}_fr]`, fr)
  }
  await hand.choose('input[name=categories][value=preferences]')
  await hand.select('select[name=retention]', 'prospect-3y')
  await hand.press(`${sheet} button[value=preview]`)
  const seen = await page.locator('main').innerText()
  assert.ok(seen.includes(texts.purpose[0]) && seen.includes(texts.purpose[1]), 'what people will read, in both languages')
  await examine(officer, 'an activity as people will read it')
  await hand.press(save)
}

for (const way of chosen()) {
  test(`an officer starts from the template of a training centre, mends every gap in forms, a second person approves, and everything says it (${words(way)})`, () =>
    inDemo(async (demo) => {
      const { lang } = way
      const officer = await atWork(browser, demo, 'dpo', way)
      const { hand, page } = officer
      await hand.press('nav a[href="/admin"]')
      await hand.press('nav a[href="/admin/record"]')
      await hand.open('main details:has(input[name=template]) summary')
      await hand.choose('input[name=template][value=training]')
      await hand.press('main form:has(input[name=template]) button')
      await examine(officer, 'a data map with gaps')
      let mistaken = true
      let forms = 0
      const gap = page.locator('main a[href*="back=map"]')
      while ((await gap.count()) > 0) {
        const href = await gap.first().getAttribute('href')
        await hand.press(`main a[href="${href}"]`)
        const id = new URL(page.url()).searchParams.get('new')
        if (id in categories) await describe(officer, id, mistaken)
        else if (id in rules) await rule(officer, id)
        else await consent(officer)
        mistaken = false
        assert.ok(++forms <= 12, `more forms than gaps: ${href}`)
        assert.equal(await page.locator(`main a[href="${href}"]`).count(), 0, `${id} is mended`)
      }
      assert.equal(forms, 12)
      await examine(officer, 'a data map without gaps')
      const there = new URL(page.url()).pathname.replace(/\/map$/, '')
      await hand.press(`main .banner a[href="${there}"]`)
      await examine(officer, 'a draft that is whole')
      await page.goto(`${there}/parts`)
      await examine(officer, 'a draft in forms')
      await hand.press('main a[href*="/parts/retention?of=customer-3y"]')
      await examine(officer, 'a rule of retention')
      await page.goto(there)
      await hand.press('main form[action$="/submission"] button')

      const second = await atWork(browser, demo, 'admin', way)
      await second.page.goto(there)
      await examine(second, 'a version to approve')
      await second.hand.press('main form[action$="/approval"] button')
      const [category, until3, activity] = lang === 'fr'
        ? ['Livres et coffrets', '3 ans de silence', 'SMS des places libres']
        : ['Books and boxes', '3 years of silence', 'Texts with seats left']

      const customer = await visitor(browser, demo, way)
      const read = async (path) => {
        await customer.page.goto(path)
        return customer.page.locator('main').innerText()
      }
      await until(async () => (await read(`/${lang}/privacy`)).includes(activity), 'the notice says it')
      await signInByCode(demo, customer, 'camille.aubry@example.com')
      assert.ok((await read(`/${lang}/me/data/orders`)).includes(category), 'the customer reads it')
      assert.ok((await read(`/${lang}/me/data/contact`)).includes(until3), 'until when, too')
      await customer.page.goto(`/${lang}/me/download`)
      await customer.hand.press(`form[action="/${lang}/me/download"] button`)
      const fetch = `form[action^="/${lang}/me/download/"] button`
      await until(async () => {
        await customer.page.goto(`/${lang}/me/download`)
        return (await customer.page.locator(fetch).count()) > 0
      }, 'the package is ready')
      const [download] = await Promise.all([customer.page.waitForEvent('download'), customer.hand.open(fetch)])
      const pages = unzip(await readFile(await download.path())).get('index.html').toString()
      assert.ok(pages.includes(category) && pages.includes(activity), 'the package says it')
      for (const end of ['csv', 'json', 'jsonld']) {
        const file = await second.context.request.get(`/admin/record/export/record.${end}`)
        const text = (await file.body()).toString()
        assert.ok(text.includes('Livres et coffrets') || text.includes('Books and boxes'), `the export ${end} says it`)
      }
      await leave(officer, second, customer)
    }))
}
