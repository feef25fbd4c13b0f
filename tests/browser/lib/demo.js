// Starts `habeas demo` in a folder of its own on a free port, and stops it by its process id.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A port of this machine that nobody listens on. */
export async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Resolves when the readiness address answers 200; rejects when the process ends first or a minute has passed. */
async function ready(url, child, output) {
  const end = Date.now() + 60_000
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`habeas demo ended with ${child.exitCode}:\n${output()}`)
    const answer = await fetch(`${url}/health/ready`).catch(() => null)
    if (answer?.status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`habeas demo was not ready within a minute:\n${output()}`)
}

/** The rows that a query gives on one of the demo's files, read as the shop would, not through the portal. */
function rowsOf(file, query, values) {
  const text = execFileSync(process.env.HABEAS_ROWS, [file, query, ...values.map(String)], { encoding: 'utf8' })
  return JSON.parse(text)
}

/**
 * A running demo: its address, its folder, its files' rows, what it printed, and how to stop it. `settings` are written after its
 * own and `sources`, files by name, beside its own; then it starts a second time. `named`: it is then served as a real portal is,
 * under the name localhost, as passkeys need. `zone`: the time zone where its clock on the wall is.
 */
export async function startDemo({ people = 200, binary = process.env.HABEAS_BINARY, settings = '', sources = {}, named = false, zone = '' } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'habeas-demo-'))
  const port = await freePort()
  const url = `http://${named ? 'localhost' : '127.0.0.1'}:${port}`
  const dir = join(folder, 'demo')
  const words = ['demo', '--people', String(people), '--no-browser', '--listen', `127.0.0.1:${port}`, '--dir', dir]
  const served = ['serve', '--config', join(dir, 'habeas.toml')]
  const env = { ...process.env, HABEAS_PORTAL__BASE_URL: url, HABEAS_PORTAL__LISTEN: `127.0.0.1:${port}` }
  let child, ended, text = ''
  const start = (words, env = process.env) => {
    child = spawn(binary, words, { stdio: ['ignore', 'pipe', 'pipe'], env })
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (text += piece))
    ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal)))
    return ready(`http://127.0.0.1:${port}`, child, () => text)
  }
  const end = () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(child.pid, 'SIGTERM')
    return ended
  }
  // However this process ends, the demo ends with it.
  process.on('exit', () => child.kill('SIGTERM'))
  const stop = async () => {
    const code = await end()
    await rm(folder, { recursive: true, force: true })
    return code
  }
  try {
    await start(words)
    if (settings || named || zone || Object.keys(sources).length) {
      await end()
      const file = join(dir, 'habeas.toml')
      const own = await readFile(file, 'utf8')
      await writeFile(file, own.replace(/^time_zone = .*$/m, (line) => (zone ? `time_zone = "${zone}"` : line)) + settings)
      await Promise.all(Object.entries(sources).map(([name, text]) => writeFile(join(dir, 'sources', name), text)))
      await (named ? start(served, env) : start(words))
    }
  } catch (error) {
    await stop()
    throw error
  }
  const rows = (source) => (query, ...values) => rowsOf(join(dir, `${source}.sqlite`), query, values)
  return {
    url, dir, stop, pid: child.pid, printed: () => text,
    shop: rows('shop'), newsletter: rows('newsletter'), portal: rows('habeas'),
  }
}
