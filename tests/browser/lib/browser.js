// One Chromium for a test file; each visit gets a fresh profile that watches what the page does.
import { chromium } from 'playwright-core'
import assert from 'node:assert/strict'
import { hand } from './hand.js'

const flags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
]

export async function open() {
  return chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: flags })
}

/**
 * A fresh visitor. `way` has lang, js, width, hand; `scheme` is light or dark; `scripts: false` keeps JavaScript for the test
 * (axe needs it) but gives the page none of its own.
 */
export async function visitor(browser, demo, way, { scheme = 'light', scripts = way.js, height = 900 } = {}) {
  const context = await browser.newContext({
    baseURL: demo.url,
    locale: way.lang === 'fr' ? 'fr-FR' : 'en-GB',
    javaScriptEnabled: way.js || scripts !== way.js,
    viewport: { width: way.width, height },
    colorScheme: scheme,
    reducedMotion: 'reduce',
    acceptDownloads: true,
  })
  const seen = { foreign: [], errors: [], bytes: 0, requests: 0 }
  if (!scripts) await context.route('**/*.js', (route) => route.abort())
  context.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(`${demo.url}/`) && !url.startsWith('data:') && !url.startsWith('blob:')) seen.foreign.push(url)
  })
  context.on('requestfinished', async (request) => {
    const sizes = await request.sizes().catch(() => null)
    seen.requests += 1
    if (sizes) seen.bytes += sizes.responseBodySize + sizes.responseHeadersSize
  })
  const page = await context.newPage()
  page.on('console', (message) => {
    const expected = !scripts && message.text().includes('ERR_FAILED')
    const status = message.text().includes('the server responded with a status of')
    if (message.type() === 'error' && !expected && !status) seen.errors.push(message.text())
  })
  page.on('pageerror', (error) => seen.errors.push(String(error)))
  page.setDefaultTimeout(15_000)
  return { context, page, seen, way, lang: way.lang, hand: hand(page, way) }
}

/** Nothing left the site and nothing broke: no third-party request, no script error, no breach of the content policy. */
export function assertQuiet({ seen }) {
  assert.deepEqual(seen.foreign, [], 'requests to other sites')
  assert.deepEqual(seen.errors, [], 'errors in the console')
}
