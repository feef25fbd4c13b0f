// `scripts/bench checks`: how fast other systems learn whether somebody may be contacted.
'use strict'
const { execFileSync } = require('node:child_process')
const { createWriteStream, readFileSync, writeFileSync } = require('node:fs')
const { Agent, request } = require('node:http')
const path = require('node:path')
const { inTwo, option, serve, share, since } = require('./portal.cjs')

const person = (at) => `someone${at}@example.net`
const decisions = ['given', 'refused', 'withdrawn', 'given']

/** A file of decisions about the newsletter, one of each person. */
async function write(file, count) {
  const out = createWriteStream(file)
  out.write('address,purpose,decision,at\n')
  for (let at = 0; at < count; at++) {
    const day = new Date(Date.UTC(2025, 0, 1) + (at % 500) * 86_400_000).toISOString()
    const line = `${person(at)},newsletter,${decisions[at % decisions.length]},${day}\n`
    if (!out.write(line)) await new Promise((resolve) => out.once('drain', resolve))
  }
  await new Promise((resolve) => out.end(resolve))
}

function ask(agent, url, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method, headers }, (answer) => {
      let text = ''
      answer.on('data', (part) => { text += part }).on('end', () => resolve({ status: answer.statusCode, text }))
    })
    sent.on('error', reject).end(body)
  })
}

/** So many callers, each asking one after the other, for some seconds: times of the answers, and answers in a second. The caller is
 *  wrk, which needs next to nothing of the cores that it shares with the portal. */
function callers(count, seconds, { url, lines, to, token }, dir) {
  const file = path.join(dir, 'checks.txt')
  writeFileSync(file, lines.join('\n') + '\n')
  const env = { ...process.env, CHECKS: file, TOKEN: token, ...(to && { POST_TO: to }) }
  const said = execFileSync('wrk', ['-t1', `-c${count}`, `-d${seconds}s`, '-s', path.join(__dirname, 'checks.lua'), url], { env, encoding: 'utf8' })
  const found = said.match(/^RESULT (\S+) (\S+) (\S+) (\d+)$/m)
  if (!found || found[4] !== '0') throw new Error(`some answers failed: ${said}`)
  const [p50, p95, rate] = found.slice(1, 4).map(Number)
  return { p50, p95, rate }
}

async function checks(binary, dir, database, { people, count, seconds, runs }) {
  const kind = database ? 'PostgreSQL' : 'SQLite'
  const file = path.join(dir, 'decisions.csv')
  await write(file, people)
  const env = { ...process.env, ...(database && { HABEAS_DATABASE__URL: database }) }
  const config = ['--config', path.join(dir, 'habeas.toml')]
  const began = process.hrtime.bigint()
  const said = execFileSync(binary, ['consents', 'import', file, ...config], { env, encoding: 'utf8', maxBuffer: 1 << 30 })
  console.log(`${kind}: ${said.trim()}, in ${(since(began) / 1000).toFixed(0)} s`)
  const token = execFileSync(binary, ['tokens', 'add', 'bench', '--scope', 'consents:read', ...config], { env, encoding: 'utf8' }).trim()
  const portal = await serve(binary, dir, database)
  try {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const check = '/api/v1/consents/check'
    const bodies = Array.from({ length: Math.min(people, 50_000) }, () =>
      JSON.stringify({ purpose: 'newsletter', address: person(Math.floor(Math.random() * people)) }))
    const agent = new Agent({ keepAlive: true })
    const prints = []
    for (const body of bodies.slice(0, 5_000)) {
      prints.push(JSON.parse((await ask(agent, `${portal.url}${check}`, { method: 'POST', headers, body })).text).fingerprint)
    }
    agent.destroy()
    const { url } = portal
    const kinds = {
      limit: { url, token, lines: ['/health/live'] },
      'by fingerprint': { url, token, lines: prints.map((print) => `/api/v1/consents?purpose=newsletter&fingerprint=${print}`) },
      'by address': { url, token, to: check, lines: bodies },
    }
    const results = Object.fromEntries(Object.keys(kinds).map((name) => [name, []]))
    // The first run warms caches and is not counted.
    for (let run = 0; run <= runs; run++) {
      for (const [name, kind] of Object.entries(kinds)) {
        const measured = callers(count, seconds, kind, dir)
        if (run > 0) results[name].push(measured)
      }
    }
    for (const [name, measured] of Object.entries(results)) {
      const median = (what) => share(measured.map((one) => one[what]), 0.5)
      const wanted = name === 'limit' ? '(liveness address)' : '(5 ms and 2000 wanted)'
      console.log(`${kind}: ${name} ${wanted}, ${count} callers: p50 ${median('p50').toFixed(1)} ms, p95 ${median('p95').toFixed(1)} ms, ${median('rate').toFixed(0)} a second; medians of ${runs} runs`)
    }
    const resident = readFileSync(`/proc/${portal.pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB/m)
    if (resident) console.log(`${kind}: ${(Number(resident[1]) / 1024).toFixed(1)} MiB resident at the end`)
  } finally {
    await portal.stop()
  }
}

/** Measures on SQLite and, where an empty database is named, on PostgreSQL. */
module.exports = (binary) => {
  try {
    execFileSync('wrk', ['-v'], { stdio: 'ignore' })
  } catch (error) {
    // wrk -v ends with 1.
    if (error.code === 'ENOENT') throw new Error('install wrk (Debian: apt install wrk): it asks the questions')
  }
  const [people, count] = [Number(option('--decisions', '1000000')), Number(option('--callers', '16'))]
  const sizes = { people, count, seconds: Number(option('--seconds', '5')), runs: Number(option('--runs', '5')) }
  return inTwo(binary, '20', (dir, database) => checks(binary, dir, database, sizes))
}
