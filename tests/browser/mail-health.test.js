// Mail health, in Chromium: nobody has looked, a look that found everything to mend, a test mail on its way and arrived. Each page
// is examined in every chosen way, without the site's scripts too; what is copied from it is on it as text.
import assert from 'node:assert/strict'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { assertQuiet, open, visitor } from './lib/browser.js'
import { examine } from './lib/checks.js'
import { startDemo } from './lib/demo.js'
import { chosen, words } from './lib/matrix.js'
import { startNames } from './lib/names.js'
import { enrol, hire } from './lib/people.js'
import { until } from './lib/work.js'

let demo, browser, names
before(async () => {
  names = await startNames()
  process.env.HABEAS_MAIL__RESOLVER = names.address
  demo = await startDemo({ people: 60, named: true })
  browser = await open()
})
after(async () => {
  await browser?.close()
  names?.stop()
  if (demo) assert.equal(await demo.stop(), 0, 'the portal stops cleanly')
})

/** Whether a mail to this address lies in the folder to which the portal's mails go. */
async function arrived(address) {
  const folder = join(demo.dir, 'mail')
  const mails = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))
  return mails.some((mail) => mail.toLowerCase().includes(`to: ${address}`))
}

for (const way of chosen()) {
  test(`what is to mend, and a test mail (${words(way)})`, async () => {
    const visit = await visitor(browser, demo, way)
    const { hand, page } = visit
    const account = hire(demo, 'admin', way.lang)
    await enrol(visit, account)
    await page.goto('/admin/mail')
    await examine(visit, 'mail health before a look, or after the last')
    await hand.press('main form[action="/admin/mail/look"] button')
    await page.waitForSelector('main pre.snippet')
    const lines = await page.locator('main pre.snippet').allInnerTexts()
    for (const beginning of ['maison-lavande.example. TXT "v=spf1 ', '_dmarc.maison-lavande.example. TXT "v=DMARC1; ', 'maison-lavande.example. MX 10 ']) {
      assert.ok(lines.some((line) => line.startsWith(beginning)), `${beginning} is not among ${lines}`)
    }
    await examine(visit, 'mail health with much to mend')
    await hand.press('main form[action="/admin/mail/test"] button')
    await page.waitForURL('**/admin/mail?test=*')
    await examine(visit, 'a test mail on its way')
    await until(() => arrived(account.email), 'the test mail arrives')
    await until(async () => {
      await page.reload()
      return (await page.locator('main .banner--success').count()) === 1
    }, 'the page says that it left')
    await examine(visit, 'a test mail that left')
    assertQuiet(visit)
    await visit.context.close()
  })
}
