// How colleagues sign in, in Chromium with an authenticator of the developer tools: password and code, a passkey made and used, after
// the password too, a recovery code, and the company's own service. Each page on the way is examined.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { assertQuiet, open, visitor } from './lib/browser.js'
import { examine } from './lib/checks.js'
import { startDemo } from './lib/demo.js'
import { chosen, words } from './lib/matrix.js'
import { enrol, hire } from './lib/people.js'
import { startProvider } from './lib/provider.js'

const owner = 'claude.owner@maison-lavande.example'
let demo, browser, provider
before(async () => {
  provider = await startProvider(owner)
  const oidc = `\n[oidc]\nissuer = "${provider.url}"\nclient_id = "habeas"\ndomains = ["maison-lavande.example"]\n[outgoing]\nallow = ["127.0.0.1"]\n`
  demo = await startDemo({ people: 60, named: true, settings: oidc })
  browser = await open()
})
after(async () => {
  await browser?.close()
  provider?.stop()
  if (demo) assert.equal(await demo.stop(), 0, 'the portal stops cleanly')
})

/** Gives the page a device that keeps passkeys and always sees its owner's finger. */
async function device({ context, page }) {
  const tools = await context.newCDPSession(page)
  await tools.send('WebAuthn.enable')
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true }
  const { authenticatorId } = await tools.send('WebAuthn.addVirtualAuthenticator', { options })
  return async () => (await tools.send('WebAuthn.getCredentials', { authenticatorId })).credentials
}

const signOut = ({ hand }) => hand.press('form[action="/staff/sign-out"] button')

async function enter({ page, hand }, { email, password }) {
  await page.goto('/staff/sign-in')
  await hand.type('main input[name=email]', email)
  await hand.type('main input[name=password]', password)
  await hand.press('main form[action="/staff/sign-in"] button')
}

const inside = ({ page }) => page.waitForURL((url) => url.pathname === '/staff')

for (const way of chosen()) {
  test(`password and code, new recovery codes, and one of them (${words(way)})`, async () => {
    const visit = await visitor(browser, demo, way)
    const account = hire(demo, 'support', way.lang)
    await enrol(visit, account)
    await visit.page.goto('/staff/me/sign-in')
    await examine(visit, 'ways to sign in without a passkey')
    await visit.hand.press('form[action="/staff/me/sign-in/codes"] button')
    const codes = await visit.page.locator('main li code').allInnerTexts()
    assert.equal(codes.length, 10)
    await examine(visit, 'new recovery codes')
    await visit.hand.press('main a.button[href="/staff"]')
    await signOut(visit)
    await examine(visit, 'the sign-in')
    await enter(visit, account)
    await examine(visit, 'the second factor')
    await visit.hand.type('main input[name=code]', codes[3])
    await visit.hand.press('main form[action="/staff/second-factor"] button')
    await inside(visit)
    await signOut(visit)
    await enter(visit, account)
    await visit.hand.type('main input[name=code]', codes[3])
    await visit.hand.press('main form[action="/staff/second-factor"] button')
    assert.equal(await visit.page.locator('main .field--error').count(), 1, 'a code works once')
    await examine(visit, 'a used code')
    assertQuiet(visit)
    await visit.context.close()
  })

  test(`a passkey is made, signs in alone and after the password, and is removed (${words(way)})`, async () => {
    const visit = await visitor(browser, demo, way)
    const account = hire(demo, 'support', way.lang)
    await enrol(visit, account)
    await visit.page.goto('/staff/me/sign-in/passkeys/new')
    await examine(visit, 'a passkey to add')
    if (!way.js) {
      assert.ok(!(await visit.page.locator('main .only-js').isVisible()), 'no button that does nothing')
      assert.ok((await visit.page.locator('main').innerText()).includes('JavaScript'))
      return visit.context.close()
    }
    const keys = await device(visit)
    await visit.hand.press('form[data-passkey=make] button')
    assert.equal(await visit.page.locator('main .field--error').count(), 1, 'a name is asked for')
    await visit.hand.type('main input[name=name]', 'Chromium')
    await visit.hand.press('form[data-passkey=make] button')
    await visit.page.waitForURL('**/staff/me/sign-in')
    assert.equal((await keys()).length, 1)
    await examine(visit, 'ways to sign in with a passkey')

    await signOut(visit)
    await visit.hand.press('form[data-passkey=use] button')
    await inside(visit)
    await signOut(visit)
    await enter(visit, account)
    await examine(visit, 'the second factor with a passkey')
    await visit.hand.press('form[data-passkey=use] button')
    await inside(visit)
    assert.equal((await keys())[0].signCount, 3, 'made, and used twice')

    await visit.page.goto('/staff/me/sign-in')
    await visit.hand.press('form[action$="/removal"] button')
    await signOut(visit)
    await visit.hand.press('form[data-passkey=use] button')
    await examine(visit, 'a passkey that opens nothing')
    assert.equal(new URL(visit.page.url()).pathname, '/staff/sign-in/passkey')
    assertQuiet(visit)
    await visit.context.close()
  })
}

const [way] = chosen()
test(`the company's own service signs in who was invited (${words(way)})`, async () => {
  const visit = await visitor(browser, demo, way)
  const press = async () => {
    await visit.page.goto('/staff/sign-in')
    await visit.hand.press('form[action="/staff/sign-in/provider"] button')
    if (!way.js) await visit.hand.press('main a.button')
    await visit.page.waitForURL(`${provider.url}/**`)
    await visit.page.click('#agree')
  }
  await press()
  await visit.page.waitForURL('**/provider/back?**')
  await examine(visit, 'nobody was invited')
  hire(demo, 'support', way.lang, owner)
  await press()
  await inside(visit)
  assert.deepEqual(visit.seen.foreign.filter((url) => !url.startsWith(provider.url)), [])
  assert.deepEqual(visit.seen.errors, [])
  await visit.context.close()
})
