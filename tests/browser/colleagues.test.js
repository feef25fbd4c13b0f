// What colleagues come to do, walked in Chromium in every chosen way: support answers a correction that needs a person,
// marketing asks everybody whether their details are still correct. Each page on the way is examined.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { open, visitor } from './lib/browser.js'
import { examine } from './lib/checks.js'
import { linkIn, mailsTo, nextMail } from './lib/mail.js'
import { chosen, words } from './lib/matrix.js'
import { signInByCode } from './lib/people.js'
import { atWork, inDemo, leave, until, within } from './lib/work.js'

let browser
before(async () => (browser = await open()))
after(() => browser?.close())

/** Where it is about noon of a day that is no public holiday: campaigns write by day only, and this runs at any hour. */
function atNoon() {
  const behind = new Date().getUTCHours() - 12
  return { zone: `Etc/GMT${behind < 0 ? '' : '+'}${behind}`, settings: '\n[requests]\nholidays = "NONE"\n' }
}

for (const way of chosen()) {
  test(`support approves a correction: the row changes, the person is answered and sees who looked (${words(way)})`, () =>
    inDemo(async (demo) => {
      const [email, me] = ['camille.aubry@example.com', `/${way.lang}/me`]
      const name = () => demo.shop('SELECT last_name FROM customers WHERE email = ?', email)[0].last_name
      const old = name()

      const customer = await visitor(browser, demo, way)
      await signInByCode(demo, customer, email)
      await customer.hand.press('a[href*="/me/data/contact/edit"]')
      await customer.hand.type('input[name="new-last_name"]', 'Aubry-Montclar')
      await customer.hand.press('form[action*="/edit"] button')
      await customer.page.goto(`${me}/requests`)
      await examine(customer, 'my requests')
      const request = await customer.page.locator(`main a[href^="${me}/requests/"]:not([href$="/new"])`).first().getAttribute('href')
      const reference = request.split('/').pop()
      assert.equal(name(), old, 'a name waits for a person')

      const support = await atWork(browser, demo, 'support', way)
      await examine(support, 'home of support')
      await support.hand.press('nav a[href="/staff/queue"]')
      await examine(support, 'the queue')
      await support.hand.press(`main a[href="/staff/cases/${reference}"]`)
      await examine(support, 'a case nobody took')
      await support.hand.press('form[action$="/claim"] button')
      await support.hand.press('form[action$="/messages"] button')
      assert.equal(await support.page.locator('main [data-focus]').count(), 1, 'an empty message is refused')
      await examine(support, 'a case with a mistake')
      await support.hand.type('textarea[name=message]', 'Nous regardons. / We are looking.')
      await support.hand.choose('input[name=kind][value=message]')
      const written = await mailsTo(demo, email)
      await support.hand.press('form[action$="/messages"] button')
      await nextMail(demo, email, written.length)
      await support.hand.press('form[action$="/reading"] button')
      await examine(support, 'what is held about the person')
      await support.page.goto(`/staff/cases/${reference}`)
      await support.hand.press('form[action$="/approval"] button')
      await until(() => name() === 'Aubry-Montclar', 'the name is in the shop')
      // A job writes it into the shop, and a moment later notes that the correction is decided.
      await until(async () => {
        await support.page.goto(`/staff/cases/${reference}`)
        return (await support.page.locator('textarea[name=answer]').count()) > 0
      }, 'the answer can be written')
      await support.hand.type('textarea[name=answer]', 'C’est fait. / Done.')
      const asked = await mailsTo(demo, email)
      await support.hand.press('form[action$="/closure"] button')
      await nextMail(demo, email, asked.length)
      await support.page.goto(`/staff/cases/${reference}`)
      await examine(support, 'a closed case')
      assert.equal(await support.page.locator('form[action$="/closure"]').count(), 0, 'closed')

      await customer.page.goto(request)
      const told = await customer.page.locator('main').innerText()
      assert.ok(told.includes('C’est fait. / Done.') && told.includes('Nous regardons. / We are looking.'), told)
      const looked = customer.page.locator('main ul > li', { hasText: way.lang === 'fr' ? 'service clients' : 'Customer service' })
      assert.ok((await looked.count()) > 0, `the person sees who looked:\n${told}`)
      await examine(customer, 'an answered request')
      await leave(customer, support)
    }))

  test(`who has no mailbox asks for a child and follows the request by its code; a colleague opens it next and knows who asks (${words(way)})`, () =>
    inDemo(async (demo) => {
      const visit = await visitor(browser, demo, way)
      await visit.page.goto(`/${way.lang}/`)
      await visit.hand.press(`main a[href="/${way.lang}/ask"]`)
      await visit.hand.choose('input[name=whom][value=child]')
      await visit.hand.press(`main form[action="/${way.lang}/ask"] button`)
      assert.equal(await visit.page.locator('main .field--error').count(), 3, 'two names and a way to answer')
      await examine(visit, 'asking for a child, with mistakes')
      await visit.hand.type('input[name=name]', 'Ana Ruiz')
      await visit.hand.type('input[name=about]', 'Luz Ruiz')
      await visit.hand.type('textarea[name=reach]', '1 rue Haute, 69001 Lyon')
      await visit.hand.press(`main form[action="/${way.lang}/ask"] button`)
      await examine(visit, 'reference and code')
      const [reference, code] = await visit.page.locator('main dd strong').allInnerTexts()
      await visit.hand.press(`main a[href="/${way.lang}/ask/request"]`)
      await visit.hand.type('input[name=reference]', reference)
      await visit.hand.type('input[name=code]', '1234')
      await visit.hand.press(`main form[action="/${way.lang}/ask/request"] button`)
      await examine(visit, 'a wrong code')
      await visit.hand.type('input[name=code]', code)
      await visit.hand.press(`main form[action="/${way.lang}/ask/request"] button`)
      await visit.hand.type('textarea[name=message]', 'Elle a douze ans. / She is twelve.')
      await visit.hand.press(`main form[action="/${way.lang}/ask/request"] button`)
      const told = await visit.page.locator('main').innerText()
      assert.ok(told.includes('She is twelve.') && told.includes(reference), told)
      assert.ok(new URL(visit.page.url()).pathname.endsWith('/ask/request') && new URL(visit.page.url()).search === '', 'the code never stands in an address')
      await examine(visit, 'a request followed by its code')

      const support = await atWork(browser, demo, 'support', way)
      await support.hand.press('nav a[href="/staff/queue"]')
      await within(1, support, () => support.hand.press('main .actions a.button[href^="/staff/cases/R-"]'), 'opening what is due next')
      assert.ok(support.page.url().endsWith(`/staff/cases/${reference}`), support.page.url())
      await within(1, support, () => support.hand.press('form[action$="/claim"] button'), 'taking it')
      await examine(support, 'a case of somebody who is not known yet')
      await within(2, support, async () => {
        await support.hand.choose('form[action$="/identity"] input[name=rung]')
        await support.hand.type('form[action$="/identity"] textarea[name=because]', 'Livret de famille. / Family book.')
        await support.hand.press('form[action$="/identity"] button')
      }, 'who asks is known')
      assert.equal(await support.page.locator('main .field--error').count(), 0, 'nothing else is needed')
      assert.ok((await support.page.locator('main').innerText()).includes('Family book.'), 'how it was checked')
      await leave(support, visit)
    }))

  test(`marketing asks everybody once, after a second person agreed, and hears the answers (${words(way)})`, () =>
    inDemo(async (demo) => {
      const campaign = () => demo.portal('SELECT id, state FROM refresh_campaigns ORDER BY id')[0]
      const recipients = (state) => demo.portal('SELECT id FROM refresh_recipients WHERE state = ?', state).length
      const answers = () => demo.portal('SELECT answer FROM refresh_recipients WHERE answer IS NOT NULL ORDER BY answer').map((row) => row.answer)
      const author = await atWork(browser, demo, 'marketing', way)
      await author.hand.press('nav a[href="/marketing"]')
      await examine(author, 'no campaign yet')
      await author.hand.press('form[action="/marketing/import"] button')
      await until(() => demo.portal('SELECT source FROM refresh_imports WHERE finished_at IS NOT NULL').length === 1, 'the customer file is read')
      await author.page.goto('/marketing')
      await author.hand.press('form[action="/marketing"] button')
      assert.ok((await author.page.locator('.field--error').count()) > 0, 'a campaign needs a name')
      await examine(author, 'a campaign without a name')
      await author.hand.type('input[name=name]', 'Vérification 2026')
      await author.hand.press('form[action="/marketing"] button')
      await examine(author, 'a draft')
      const home = `/marketing/campaigns/${campaign().id}`

      await author.page.goto(`${home}/message`)
      await author.hand.type('textarea[name=intro_fr]', 'Profitez de nos soldes !')
      await author.hand.press(`form[action="${home}/message"] button`)
      assert.ok((await author.page.locator('.field--error').count()) > 0, 'advertising is refused')
      await examine(author, 'a message that advertises')
      await author.hand.type('textarea[name=intro_fr]', 'Nous avons changé de logiciel.')
      await author.hand.type('textarea[name=intro_en]', 'We changed our software.')
      await author.hand.press(`form[action="${home}/message"] button`)
      await author.page.goto(`${home}/message`)
      await examine(author, 'the message')
      const before = (await mailsTo(demo, author.email)).length
      await author.hand.press(`form[action="${home}/test"] button`)
      await nextMail(demo, author.email, before)
      await author.page.goto(`${home}/schedule`)
      await examine(author, 'the schedule')
      // Saturday and Sunday too.
      for (const day of [6, 7]) await author.hand.choose(`input[name=days][value="${day}"]`)
      await author.hand.type('input[name=remind]', '30')
      await author.hand.press(`form[action="${home}/schedule"] button`)
      assert.equal(await author.page.locator('.field--error').count(), 1, 'a reminder comes after 14 to 21 days')
      await examine(author, 'a schedule with a mistake')
      await author.hand.type('input[name=remind]', '')
      await author.hand.press(`form[action="${home}/schedule"] button`)
      await author.page.goto(`${home}/audience`)
      await examine(author, 'the audience')

      // Rules choose whom it is about; under a name they are there for the next campaign.
      const rules = (to) => author.hand.press(`form[action="${to}/rules"] button`)
      await author.hand.select('select[name=related]', 'within')
      await rules(home)
      assert.equal(await author.page.locator('.field--error').count(), 1, 'within how many months')
      await examine(author, 'rules with a mistake')
      await author.hand.select('select[name=related]', '')
      await author.hand.select('select[name=lang]', 'en')
      await rules(home)
      await author.hand.type('input[name=name]', 'Anglophones')
      await author.hand.press(`form[action="${home}/segments"] button`)
      await author.hand.press(`form[action="${home}/sample"] button`)
      await examine(author, 'an audience with rules, a segment and some of the people')
      assert.ok((await author.page.locator('main').innerText()).includes('…@'), 'addresses are hidden')
      await author.hand.select('select[name=lang]', '')
      await rules(home)

      // The next yearly check, from nothing to the colleague who approves it.
      await author.page.goto('/marketing')
      let next
      await within(8, author, async () => {
        await author.hand.type('input[name=name]', 'Anglophones 2026')
        await author.hand.press('form[action="/marketing"] button')
        next = new URL(author.page.url()).pathname
        await author.hand.press(`main a[href="${next}/audience"]`)
        await author.hand.press(`form[action="${next}/segment"] button`)
        await author.hand.press(`main a[href="${next}"]`)
        await author.hand.press(`main a[href="${next}/message"]`)
        await author.hand.type('input[name=per_hour]', '1')
        await author.hand.press(`form[action="${next}/message"] button`)
        await author.page.goto(next)
        await author.hand.press('form[action$="/submission"] button')
      }, 'a yearly check to a saved segment, handed over')
      await author.page.goto(home)
      await author.hand.press('form[action$="/submission"] button')
      await examine(author, 'a campaign that waits')
      assert.equal(await author.page.locator('form[action$="/approval"]').count(), 0, 'nobody approves their own')
      assert.equal(recipients('sent'), 0, 'nothing is sent without approval')

      const second = await atWork(browser, demo, 'dpo', way)
      await second.page.goto(next)
      await second.hand.press('form[action$="/approval"] button')
      const state = () => demo.portal('SELECT state FROM refresh_campaigns WHERE id = ?', next.split('/').pop())[0].state
      // One mail an hour, and on a Saturday none: it goes on sending.
      await until(() => state() === 'sending', 'it sends')
      await author.page.goto(next)
      await examine(author, 'a campaign while it sends')
      await within(2, author, () => author.hand.press('form[action$="/pause"] button'), 'a pause')
      await examine(author, 'a campaign in a pause')
      assert.equal(state(), 'paused')
      await author.hand.press('form[action$="/stop"] button')
      assert.equal(state(), 'stopped')
      const early = recipients('sent')

      await second.page.goto('/marketing')
      await second.hand.press(`main a[href="${home}"]`)
      await examine(second, 'a campaign to approve')
      await second.hand.press('form[action$="/approval"] button')
      await until(() => campaign().state === 'done', 'everybody was asked')
      const asked = recipients('sent') - early
      assert.ok(asked > 20, `${asked} were asked`)
      await second.page.goto(home)
      await examine(second, 'a campaign that is done, with its evidence')
      assert.equal(await second.page.locator(`main a[href="${home}/evidence.zip"]`).count(), 1, 'the officer may take it')
      await author.page.goto('/marketing/policy')
      await examine(author, 'the rules of every campaign')

      // A customer says that all is correct: by a button, never by opening the page.
      const reader = await visitor(browser, demo, way)
      const mail = await nextMail(demo, 'camille.aubry@example.com')
      const link = linkIn(demo, mail, '/c/')
      await reader.page.goto(link)
      await examine(reader, 'are your details still correct')
      assert.deepEqual(answers(), [], 'opening the page answers nothing')
      for (const method of ['GET', 'HEAD', 'OPTIONS']) await fetch(demo.url + link, { method })
      assert.deepEqual(answers(), [], 'nor does what reads mails for viruses')
      await within(1, reader, () => reader.hand.press('button[value=correct]'), 'the link in the mail was the first')
      await examine(reader, 'thank you')
      assert.deepEqual(answers(), ['correct'])
      assert.equal(demo.portal('SELECT id FROM persons WHERE confirmed_at IS NOT NULL').length, 1)
      // Another one wants no more of these mails, and changes their mind.
      const unwanted = linkIn(demo, await nextMail(demo, 'louise.beranger@example.org'), '/u/')
      const stopped = () => demo.portal('SELECT fingerprint FROM refresh_standings WHERE stopped_at IS NOT NULL').length
      await reader.page.goto(unwanted)
      await examine(reader, 'stop asking')
      assert.equal(stopped(), 0, 'opening the page stops nothing')
      await reader.hand.press(`form[action="${unwanted}"] button`)
      assert.equal(stopped(), 1)
      await examine(reader, 'stopped')
      await reader.hand.press(`form[action="${unwanted}/undo"] button`)
      assert.equal(stopped(), 0)
      await reader.hand.press(`form[action="${unwanted}"] button`)
      assert.equal(stopped(), 1)
      // A mail program does it by itself (RFC 8058): one request, no cookie, no page before it.
      const oneClick = linkIn(demo, await nextMail(demo, 'marius.beranger@example.org'), '/u/')
      for (const method of ['GET', 'HEAD']) await fetch(demo.url + oneClick, { method })
      assert.equal(stopped(), 1, 'what only reads stops nothing')
      const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
      const answer = await fetch(demo.url + oneClick, { method: 'POST', body, redirect: 'manual', credentials: 'omit' })
      assert.equal(answer.status, 200)
      assert.equal(stopped(), 2)

      await author.page.goto(`${home}/results`)
      assert.ok((await author.page.locator('main').innerText()).includes(String(asked)), 'the results count the mails')
      await examine(author, 'the results')
      await author.page.goto('/marketing/results')
      await examine(author, 'all results and the freshness of the file')
      await author.page.goto(home)
      await examine(author, 'a campaign that is done')
      await leave(author, second, reader)
    }, atNoon()))
}
