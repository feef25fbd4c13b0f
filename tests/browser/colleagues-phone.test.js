// A phone call of last week, from the note of it to the complaint, walked in Chromium in every chosen way: a source is down,
// another one is paper, a neighbour is hidden in a ticket and in a PDF, a second person agrees. Each page on the way is examined,
// and what the desk does most is held to the most actions that experience.md allows; typing is free.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import test, { after, before } from 'node:test'
import { open, visitor } from './lib/browser.js'
import { examine } from './lib/checks.js'
import { helpDesk, paperArchive } from './lib/desk-source.js'
import { mailsTo, nextMail } from './lib/mail.js'
import { chosen, words } from './lib/matrix.js'
import { paper } from './lib/paper.js'
import { comeBack, passDays, signInByCode } from './lib/people.js'
import { atWork, inDemo, leave, until, within } from './lib/work.js'
import { unzip } from './lib/zip.js'

let browser
before(async () => (browser = await open()))
after(() => browser?.close())

const email = 'camille.aubry@example.com'
const neighbour = 'Hubert Delorme'
const tickets = Array.from({ length: 5 }, (_, at) => ({
  id: at + 1, email, written_on: `2026-03-0${at + 1}`, body: `${neighbour} took parcel ${at}. ${neighbour} says he gave it back.`,
}))
const lines = Array.from({ length: 10 }, (_, at) => `Line ${at}: ${neighbour} took the parcel.`)

const text = ({ page }) => page.locator('main').innerText()

/** How many days are left until Monday: last week then ended three days ago, and a question comes in time to count. */
const untilMonday = (8 - new Date().getUTCDay()) % 7

/** Writes down a call of last Friday, seen from Monday; the path of its case. */
async function record(support) {
  const { hand, page } = support
  await hand.press('nav a[href="/staff/queue"]')
  await hand.press('main a[href="/staff/cases/new"]')
  await hand.press('main form[action="/staff/cases/new"] button')
  assert.equal(await page.locator('main .field--error').count(), 4, 'day, way, address and right are asked for')
  await examine(support, 'a request to record, with mistakes')
  const friday = new Date(Date.now() + (untilMonday - 3) * 86_400_000)
  await hand.type('input[name=received]', friday.toISOString().slice(0, 10).split('-').reverse().join('/'))
  await hand.type('input[name=time]', '14:30')
  await hand.choose('input[name=channel][value=phone]')
  await hand.type('input[name=email]', email)
  await hand.choose('input[name=rights][value=access]')
  await hand.choose('input[name=rights][value=restrict]')
  await hand.type('textarea[name=message]', 'Que savez-vous de moi ? / What do you know of me?')
  await hand.press('main form[action="/staff/cases/new"] button')
  return new URL(page.url()).pathname
}

/** One question, an extension, a colleague asked to look on paper, and a help desk that does not answer. */
async function gather(support, here) {
  const { hand, page } = support
  await hand.type('textarea[name=message]', 'Quelle rue ? / Which street?')
  await hand.choose('input[name=kind][value=question]')
  await hand.press('form[action$="/messages"] button')
  await within(3, support, async () => {
    await hand.open(`main details:has(form[action="${here}/extension"]) summary`)
    await hand.choose(`form[action="${here}/extension"] input[name=why]`)
    await hand.type(`form[action="${here}/extension"] textarea`, 'Un outil est en panne. / A tool is down.')
    await hand.press(`form[action="${here}/extension"] button`)
  }, 'an extension')
  await hand.press('form[action$="/gathering"] button')
  const silent = page.locator('#gather ~ ul.tasks').first().locator('li:has(.tag--danger)')
  assert.match(await silent.innerText(), /help ?desk|Centre d’appels/i, 'the help desk does not answer, and nothing else')
  await examine(support, 'a case that waits for a colleague, a source and an answer')
  await hand.press(`form[action="${here}/reading"] button`)
  const down = page.locator('main .banner', { hasText: /n’ont pas répondu|did not answer/ }).locator('li')
  assert.match(await down.innerText(), /help ?desk|Centre d’appels/i, 'the help desk is down, and nothing else')
  await examine(support, 'what is held, but for a source that is down')
  await page.goto(here)
}

/** The help desk is back: its tickets are looked at, and the neighbour is hidden in them and in a PDF. */
async function hide(support, here) {
  const { hand, page } = support
  await hand.press(`form[action="${here}/reading"] button`)
  const held = await text(support)
  assert.ok(held.includes(neighbour) && !/n’ont pas répondu|did not answer/.test(held), held)
  await page.goto(here)
  await page.setInputFiles('input[name=document]', { name: 'ticket.pdf', mimeType: 'application/pdf', buffer: paper(lines) })
  await hand.press('form[action$="/documents"] button')
  await within(8, support, async () => {
    await hand.type(`form[action="${here}/redaction"] input[name=words]`, neighbour)
    await hand.press(`form[action="${here}/redaction"] button`)
    assert.equal(await page.locator('input[name=places]:checked').count(), 5, 'each message of the ticket is ticked')
    await examine(support, 'what to hide in a ticket')
    await hand.choose('form:has(input[name=places]) input[value=third-party]')
    await hand.press('form:has(input[name=places]) button')
    assert.match(await text(support), /\b10\b/, 'ten times')
    await hand.press('form[action*="/documents/"][action$="/reading"] button')
    await hand.type('input[name=words]', neighbour)
    await hand.press('form[action$="/matches"] button')
    assert.equal(await page.locator('input[name=places]:checked').count(), 10, 'all ten are ticked')
    assert.ok(await page.isChecked('form:has(input[name=places]) input[value=third-party]'), 'for the reason given before')
    await examine(support, 'what to hide in a document')
    await hand.press('form:has(input[name=places]) button')
    await hand.press('main a[href$="/preview"]')
    await examine(support, 'how the copy will look')
    await hand.press('form[action$="/copy"] button')
  }, 'ten matches in a ticket and ten in a PDF')
  await examine(support, 'the proof of a copy')
}

/** The restriction is refused and the access given, the copy too; nothing counts before a second person agreed. */
async function decide(demo, support, second, here) {
  const { hand, page } = support
  const item = (right) => `${here}/items/${demo.portal('SELECT id FROM request_items WHERE right_asked = ?', right)[0].id}`
  const [access, restrict] = [item('access'), item('restrict')]
  await page.goto(here)
  await within(3, support, async () => {
    await hand.open(`main details:has(form[action="${restrict}/refusal"]) summary`)
    await hand.choose(`form[action="${restrict}/refusal"] input[value=not-held]`)
    await hand.type(`form[action="${restrict}/refusal"] textarea[name=facts]`, 'Rien à geler. / Nothing to freeze.')
    await hand.press(`form[action="${restrict}/refusal"] button`)
  }, 'a refusal')
  await hand.press(`form[action="${access}/approval"] button`)
  await second.page.goto(here)
  await examine(second, 'a refusal to agree to')
  await second.hand.press(`form[action="${restrict}/second"] button[value=yes]`)
  await second.page.goto(here)
  await second.hand.press('main a[href$="/proof"]')
  await second.hand.press('form[action$="/second"] button[value=yes]')
  await page.goto(here)
  await hand.press('main a[href$="/proof"]')
  await hand.press('form[action$="/giving"] button')
  await page.goto(here)
  await hand.open(`main details:has(form[action="${access}/checklist"]) summary`)
  for (const part of await page.locator(`form[action="${access}/checklist"] input[value=given]`).all()) {
    await hand.choose(`form[action="${access}/checklist"] input[name=${await part.getAttribute('name')}][value=given]`)
  }
  await hand.press(`form[action="${access}/checklist"] button`)
}

/** The colleague looks on paper and signs; before that nothing is called complete. */
async function sign(support, here) {
  const { hand, page } = support
  await hand.type('textarea[name=answer]', 'Bien à vous. / Kind regards.')
  await hand.press('form[action$="/closure"] button')
  assert.match(await text(support), /à la main|by hand/)
  assert.equal(await page.locator('.field--error:has(textarea[name=answer])').count(), 1, 'the paper is unknown')
  await examine(support, 'a case that cannot be closed')
  await hand.press('nav a[href="/staff/manual"]')
  await examine(support, 'the tasks by hand')
  await hand.press('form[action^="/staff/manual/"][action$="/reading"] button')
  await hand.press('form[action$="/answer"] button:not([name=more])')
  assert.equal(await page.locator('main .field--error').count(), 3, 'what was found, how, and a signature')
  await examine(support, 'a task by hand, with mistakes')
  await hand.type('input[name=value-0-0-0]', 'Lettre de 2019 / Letter of 2019')
  await hand.type('textarea[name=note]', 'Étagère 4. / Shelf 4.')
  await hand.choose('input[name=signed]')
  await hand.press('form[action$="/answer"] button:not([name=more])')
  await page.goto(here)
  assert.equal(await page.locator('#gather ~ ul.tasks').first().locator('.tag--success').count(), 4, 'every source is known, the help desk and the paper too')
}

/** What the person reads and fetches: the answer with its remedies, and everything but the neighbour. */
async function receive(customer, reference) {
  const { hand, page, lang } = customer
  await page.goto(`/${lang}/me/requests/${reference}`)
  const told = await text(customer)
  for (const part of ['Nothing to freeze.', 'Which street?', 'Kind regards.', 'CNIL']) assert.ok(told.includes(part), `${part} is missing:\n${told}`)
  await examine(customer, 'a refusal in part with its remedies')
  const copy = await page.locator('main a[href*="/files/"]').first().getAttribute('href')
  const given = await (await customer.context.request.get(copy)).body()
  assert.ok(given.subarray(0, 5).equals(Buffer.from('%PDF-')) && !given.includes('Delorme'), 'a paper without the neighbour')

  await page.goto(`/${lang}/me/download`)
  await hand.press(`form[action="/${lang}/me/download"] button`)
  const fetch = `form[action^="/${lang}/me/download/"] button`
  await until(async () => {
    await page.goto(`/${lang}/me/download`)
    return (await page.locator(fetch).count()) > 0
  }, 'the package is ready')
  const [download] = await Promise.all([page.waitForEvent('download'), hand.open(fetch)])
  const files = unzip(await readFile(await download.path()))
  const { facts, missing_sources } = JSON.parse(files.get('data.json').toString())
  const held = (source) => facts.filter((fact) => fact.source === source).map((fact) => fact.value).join('\n')
  assert.ok(held('paper').includes('Letter of 2019') && held('helpdesk').includes('took parcel 4'), 'what was on paper, what was down')
  assert.deepEqual(missing_sources, [], 'nothing is missing')
  for (const [name, bytes] of files) assert.ok(!bytes.includes('Delorme'), `the neighbour is in ${name}`)
}

/** The person answers the refusal; the desk sees it, and answers again. */
async function answer(customer, support, reference, here) {
  const { hand, page, lang } = customer
  await page.goto(`/${lang}/me/requests/${reference}`)
  await hand.type('textarea[name=message]', 'Relisez ma lettre. / Read my letter again.')
  await hand.press('main form[action$="/messages"] button')
  await examine(customer, 'a refusal that was answered')
  await support.page.goto('/staff')
  await support.hand.press(`main a[href="${here}#messages"]`)
  assert.ok((await text(support)).includes('Read my letter again.'), 'what the person wrote')
  await examine(support, 'a case on which the person wrote after the answer')
  await support.hand.type('textarea[name=message]', 'Nous l’avons relue. / We did.')
  await support.hand.press('form[action$="/messages"] button')
  await page.goto(`/${lang}/me/requests/${reference}`)
  assert.ok((await text(customer)).includes('We did.'), 'the answer to the answer')
}

/** The person complains to the officer, who opens the complaint and takes it. */
async function complain(customer, second, reference) {
  const { hand, page, lang } = customer
  await page.goto(`/${lang}/me/requests/${reference}`)
  await hand.press('main a[href*="right=complaint"]')
  await hand.type('textarea[name=message]', 'Ce n’est pas fini. / It is not over.')
  await hand.press('main form button[value=check]')
  await hand.press('main form button[value=send]')
  await examine(customer, 'a complaint')
  const complaint = new URL(page.url()).pathname.split('/').pop()
  await second.page.goto('/staff')
  await within(1, second, () => second.hand.press(`main a[href="/staff/cases/${complaint}"]`), 'opening what is due')
  await within(1, second, () => second.hand.press('form[action$="/claim"] button'), 'taking it')
  await examine(second, 'a complaint at the officer')
}

for (const way of chosen()) {
  test(`a phone call of last week is recorded, asked about, gathered with one source down and one on paper, given without the neighbour, refused in part with a second person, answered, and complained of (${words(way)})`, async () => {
    const desk = await helpDesk(tickets)
    const sources = { 'helpdesk.toml': desk.declaration, 'paper.toml': paperArchive }
    const settings = '\n[outgoing]\nallow = ["127.0.0.1"]\n'
    await inDemo(async (demo) => {
      const waits = (reference) => demo.portal('SELECT status FROM requests WHERE reference = ?', reference)[0].status
      const customer = await visitor(browser, demo, way)
      await passDays(customer, untilMonday)
      const support = await atWork(browser, demo, 'support', way, untilMonday)
      const before = (await mailsTo(demo, email)).length
      const here = await record(support)
      const reference = here.split('/').pop()
      await nextMail(demo, email, before)
      await gather(support, here)
      assert.equal(waits(reference), 'waiting')

      // The next day the help desk is back, and the question is answered.
      await desk.up()
      await passDays(customer, 1)
      await signInByCode(demo, customer, email)
      await customer.page.goto(`/${way.lang}/me/requests/${reference}`)
      await customer.hand.type('textarea[name=message]', 'Rue des Lilas.')
      await customer.hand.press('form[action$="/messages"] button')
      assert.equal(waits(reference), 'in-progress')
      await comeBack(support, support, untilMonday + 1)
      await support.page.goto(here)
      const seen = await text(support)
      assert.match(seen, /(counting these|en comptant ce délai) .*? (by|le) \S+ \S+ \d{4}\s?; .*? (by|le) \S+ \S+ \d{4}\./, 'both dates, with the wait and without')
      assert.ok(seen.includes('Rue des Lilas.'), 'the answer')
      await hide(support, here)

      const second = await atWork(browser, demo, 'dpo', way, untilMonday + 1)
      await decide(demo, support, second, here)
      await sign(support, here)
      const decided = (await mailsTo(demo, email)).length
      await within(6, support, async () => {
        await support.hand.type('textarea[name=answer]', 'Bien à vous. / Kind regards.')
        await support.hand.press('form[action$="/closure"] button[formaction]')
        await examine(support, 'the letter before it leaves')
        await support.hand.press('form[action$="/closure"] button')
      }, 'a decision sent')
      await nextMail(demo, email, decided)
      assert.equal(waits(reference), 'refused')
      await support.hand.press('nav a[href="/staff/reports"]')
      await examine(support, 'the reports')
      const figures = await text(support)
      assert.ok(/\b2\b.*\b2\b.*100/.test(figures), `two answers, both in time:\n${figures}`)
      await receive(customer, reference)
      await answer(customer, support, reference, here)
      await complain(customer, second, reference)
      await leave(support, second, customer)
    }, { sources, settings }).finally(desk.stop)
  })
}
