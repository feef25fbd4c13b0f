// A portal that a program of this folder starts, and visitors of it without a screen.
'use strict'
const { spawn, execFileSync } = require('node:child_process')
const { Agent, get, request } = require('node:http')
const { createServer } = require('node:net')
const { mkdtempSync, rmSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { gunzipSync } = require('node:zlib')
const path = require('node:path')

const root = path.join(__dirname, '../..')
const option = (name, otherwise) => {
  const at = process.argv.indexOf(name)
  return at < 0 ? otherwise : process.argv[at + 1]
}
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

function status(url) {
  return new Promise((resolve) => {
    const request = get(url, { agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    request.on('error', () => resolve(0))
  })
}

const since = (began) => Number(process.hrtime.bigint() - began) / 1e6
const share = (times, part) => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.ceil(times.length * part) - 1)]

// Where the client shares its cores with the portal, what it needs for itself would be measured with it: no `fetch`, and a page
// is unpacked when somebody reads it.
const agent = new Agent({ keepAlive: true })

/** One request; the answer's text is unpacked on demand. */
function ask(url, method, headers, body) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method, headers: { 'accept-encoding': 'gzip', ...headers } }, (answer) => {
      const pieces = []
      answer.on('data', (piece) => pieces.push(piece))
      answer.on('error', reject)
      answer.on('end', () => {
        const [bytes, zipped] = [Buffer.concat(pieces), answer.headers['content-encoding'] === 'gzip']
        resolve({
          status: answer.statusCode,
          location: answer.headers.location ?? null,
          cookies: answer.headers['set-cookie'] ?? [],
          get text() { return (zipped ? gunzipSync(bytes) : bytes).toString() },
        })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** A browser without a screen: keeps cookies, sends forms with their token. `place` gives headers of its own to each request. */
function browser(base, place = () => ({})) {
  const jar = new Map()
  const go = async (address, { method = 'GET', headers = {}, body } = {}) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await ask(base + address, method, { ...place(), ...headers, cookie }, body)
    for (const line of answer.cookies) {
      const [name, value] = line.split(';')[0].split('=')
      if (value) jar.set(name, value)
      else jar.delete(name)
    }
    return answer
  }
  const post = async (page, action, fields, expected = 303) => {
    const csrf = page.text.match(/name="csrf" value="([^"]+)"/)[1]
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: base }
    const answer = await go(action, { method: 'POST', headers, body: new URLSearchParams({ csrf, ...fields }).toString() })
    if (expected && answer.status !== expected) throw new Error(`${action} answers ${answer.status}`)
    return answer
  }
  return { get: (address) => go(address), post }
}

/** Opens accounts of colleagues as an administrator does on the command line. */
function hiring(binary, dir, env) {
  const config = ['--config', path.join(dir, 'habeas.toml')]
  return (email, password) => execFileSync(
    binary, ['staff', 'add', email, '--name', 'Claude', '--role', 'support', '--lang', 'en', '--password-stdin', ...config],
    { env, input: password, stdio: ['pipe', 'ignore', 'inherit'] })
}

/** A program that serves; `ms` from its start to the first 200 of the readiness address. */
async function served(binary, dir, port, words, env) {
  const began = process.hrtime.bigint()
  const child = spawn(binary, words, { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = new Promise((resolve) => child.on('exit', resolve))
  const url = `http://127.0.0.1:${port}`
  while ((await status(`${url}/health/ready`)) !== 200) {
    if (child.exitCode !== null) throw new Error(`habeas ${words[0]} ended with ${child.exitCode}`)
    await sleep(1)
  }
  const stop = () => (process.kill(child.pid, 'SIGTERM'), ended)
  return { ms: since(began), url, pid: child.pid, hire: hiring(binary, dir, env), stop }
}

/** `habeas demo` on a folder; makes it with so many people if it is not there. */
async function start(binary, dir, people) {
  const port = await freePort()
  const words = ['demo', '--people', people, '--no-browser', '--listen', `127.0.0.1:${port}`, '--dir', dir]
  return served(binary, dir, port, words, process.env)
}

/** Serves the demo's folder as `habeas serve` would serve a company's, on a database of one's choice. */
async function serve(binary, dir, database) {
  const port = await freePort()
  const own = { HABEAS_PORTAL__LISTEN: `127.0.0.1:${port}`, HABEAS_PORTAL__BASE_URL: `http://127.0.0.1:${port}` }
  const env = { ...process.env, ...own, ...(database && { HABEAS_DATABASE__URL: database }) }
  return served(binary, dir, port, ['serve', '--config', path.join(dir, 'habeas.toml')], env)
}

/** A browser in which a new colleague has signed in and set the second factor up. */
async function colleague(portal) {
  const { code } = await import(path.join(root, 'tests/browser/lib/totp.js'))
  const [email, password] = [`bench.${process.hrtime.bigint()}@maison-lavande.example`, 'seven lavender fields in june']
  portal.hire(email, password)
  const visitor = browser(portal.url)
  await visitor.post(await visitor.get('/staff/sign-in'), '/staff/sign-in', { email, password })
  const enrolling = await visitor.get('/staff/enrol')
  const secret = enrolling.text.match(/<code>([^<]+)<\/code>/)[1]
  await visitor.post(enrolling, '/staff/enrol', { code: code(secret) }, 200)
  return visitor
}

/** Does something with a fresh demo of so many people on SQLite and, where --postgres names an empty database, on that. */
async function inTwo(binary, people, measure) {
  for (const database of [null, option('--postgres', null)].filter((database, at) => at === 0 || database)) {
    const folder = mkdtempSync(path.join(tmpdir(), 'habeas-bench-'))
    const dir = path.join(folder, 'demo')
    try {
      await (await start(binary, dir, people)).stop()
      await measure(dir, database)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

module.exports = { browser, colleague, freePort, inTwo, option, root, serve, share, since, sleep, start }
