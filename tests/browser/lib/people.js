// Signing in, as a customer or as a colleague, the way a person does it.
import { codeIn, linkIn, mailsTo, nextMail } from './mail.js'

/** Asks for a sign-in; the mail that came. */
export async function ask(demo, { page, lang }, address) {
  const seen = (await mailsTo(demo, address)).length
  await page.goto(`/${lang}/sign-in`)
  await page.fill('main input[name=email]', address)
  await page.click('main form[action$="/sign-in"] button')
  await page.waitForSelector('input[name=code]')
  return nextMail(demo, address, seen)
}

export async function signInByCode(demo, visit, address) {
  const mail = await ask(demo, visit, address)
  await visit.page.fill('input[name=code]', codeIn(mail))
  await visit.page.click('form[action$="/sign-in/code"] button')
  // Until the page is whole, not only begun.
  await visit.page.waitForURL(`**/${visit.lang}/me`)
}

export async function signInByLink(demo, visit, address) {
  const mail = await ask(demo, visit, address)
  const link = linkIn(demo, mail, '/l/')
  await visit.page.goto(link)
  await visit.page.click(`form[action="${link}"] button`)
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

export async function signInColleague(demo, { page }, colleague) {
  await page.goto('/staff/sign-in')
  await page.fill('main input[name=email]', colleague.email)
  await page.fill('main input[name=password]', colleague.password)
  await page.click('main form[action^="/staff/sign-in"] button')
  await page.fill('main input[name=code]', await freshCode(demo, colleague))
  await page.click('main form:has(input[name=code]) button')
  await page.waitForURL((url) => /^\/(staff|marketing|admin)/.test(url.pathname) && !/sign-in|second-factor/.test(url.pathname))
}
