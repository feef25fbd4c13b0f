// Signing in, as a customer or as a colleague, the way a person does it.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { codeIn, linkIn, mailsTo, nextMail } from './mail.js'
import { code } from './totp.js'

/** Asks for a sign-in; the mail that came. */
export async function ask(demo, { page, lang, hand }, address) {
  const seen = (await mailsTo(demo, address)).length
  await page.goto(`/${lang}/sign-in`)
  await hand.type('main input[name=email]', address)
  await hand.press('main form[action$="/sign-in"] button')
  await page.waitForSelector('input[name=code]')
  return nextMail(demo, address, seen)
}

export async function signInByCode(demo, visit, address) {
  const mail = await ask(demo, visit, address)
  await visit.hand.type('input[name=code]', codeIn(mail))
  await visit.hand.press('form[action$="/sign-in/code"] button')
  // Until the page is whole, not only begun.
  await visit.page.waitForURL(`**/${visit.lang}/me`)
}

export async function signInByLink(demo, visit, address) {
  const mail = await ask(demo, visit, address)
  const link = linkIn(demo, mail, '/l/')
  await visit.page.goto(link)
  await visit.hand.press(`form[action="${link}"] button`)
  // Until the page is whole, not only begun.
  await visit.page.waitForURL(`**/${visit.lang}/me`)
}

/** The colleagues of the demo: { email, password, code() }, read off its page. */
export async function colleagues(demo) {
  const read = async () => {
    const html = await (await fetch(`${demo.url}/en/demo`)).text()
    return html.split('class="card').slice(1)
      .map((card) => [...card.matchAll(/<dd>(?:<strong[^>]*>)?([^<]+)/g)].map((match) => match[1].trim()))
      .filter((values) => values.length === 3 && values[0].includes('@'))
  }
  return (await read()).map(([email, password], at) => ({ email, password, code: async () => (await read())[at][2] }))
}

/** The code each colleague showed last: a code works once, so the next sign-in waits for the next one. */
const shown = new Map()

async function freshCode(demo, colleague) {
  const key = `${demo.url} ${colleague.email}`
  let code = await colleague.code()
  while (shown.get(key) === code) {
    await new Promise((resolve) => setTimeout(resolve, 500))
    code = await colleague.code()
  }
  shown.set(key, code)
  return code
}

export async function signInColleague(demo, { page, hand }, colleague) {
  await page.goto('/staff/sign-in')
  await hand.type('main input[name=email]', colleague.email)
  await hand.type('main input[name=password]', colleague.password)
  await hand.press('main form[action="/staff/sign-in"] button')
  await hand.type('main input[name=code]', await freshCode(demo, colleague))
  await hand.press('main form:has(input[name=code]) button')
  await page.waitForURL((url) => /^\/(staff|marketing|admin)/.test(url.pathname) && !/sign-in|second-factor/.test(url.pathname))
}

const password = 'seven lavender fields in june'
let hired = 0

/** Opens an account for a colleague who reads this language, as an administrator does on the command line. */
export function hire(demo, role, lang, email = `${role}.${++hired}@maison-lavande.example`) {
  const words = ['staff', 'add', email, '--name', `Claude ${role} ${hired}`, '--role', role, '--lang', lang, '--password-stdin']
  execFileSync(process.env.HABEAS_BINARY, [...words, '--config', join(demo.dir, 'habeas.toml')], { input: password })
  return { email, password }
}

async function enter({ page, hand }, email) {
  await page.goto('/staff/sign-in')
  await hand.type('main input[name=email]', email)
  await hand.type('main input[name=password]', password)
  await hand.press('main form[action="/staff/sign-in"] button')
}

async function prove({ page, hand }, given) {
  await hand.type('main input[name=code]', given)
  await hand.press('main form:has(input[name=code]) button')
  await page.waitForURL('**/staff')
}

/** How many codes a day has. */
const codesADay = 2_880

/**
 * A colleague's first sign-in: the password, the second factor set up, the codes for a lost phone; then out and in again. The
 * secret of their second factor. `days` by which the clock of the demo is ahead.
 */
export async function enrol(visit, { email }, days = 0) {
  const { page, hand } = visit
  await enter(visit, email)
  await hand.open('main details summary')
  const secret = await page.locator('main details code').innerText()
  await hand.type('main input[name=code]', code(secret, days * codesADay))
  await hand.press('main form[action="/staff/enrol"] button')
  await hand.press('main a.button[href="/staff"]')
  await hand.press('form[action="/staff/sign-out"] button')
  await enter(visit, email)
  // A code works once: this is the one of the next half minute, which the clock of a phone may be ahead by.
  await prove(visit, code(secret, days * codesADay + 1))
  return secret
}

/** The same colleague signs in again, on another day of the demo. */
export async function comeBack(visit, { email, secret }, days) {
  await enter(visit, email)
  await prove(visit, code(secret, days * codesADay))
}

/** Lets days pass for the demo, as its page offers it. */
export async function passDays({ page, lang }, days) {
  await page.goto(`/${lang}/demo`)
  for (let day = 0; day < days; day++) {
    await Promise.all([page.waitForEvent('load'), page.click('form[action$="/demo/days"] button')])
  }
}
