// `scripts/bench desk`: how fast the queue is read with thousands of open cases.
'use strict'
const { readdirSync } = require('node:fs')
const path = require('node:path')
const { colleague, inTwo, option, serve, share, since, sleep } = require('./portal.cjs')

const rights = ['access', 'erase', 'rectify', 'restrict', 'portability', 'object']

/** Records so many requests, of as many people, received on the days of the last five weeks. */
async function fill(visitor, cases) {
  const form = await visitor.get('/staff/cases/new')
  let next = 0
  const write = async () => {
    while (next < cases) {
      const at = next++
      const received = new Date(Date.now() - (1 + (at % 35)) * 86_400_000).toISOString().slice(0, 10)
      await visitor.post(form, '/staff/cases/new', {
        received, channel: 'post', email: `someone${at}@example.net`, rights: rights[at % rights.length], lang: 'en', message: 'Hello',
      })
    }
  }
  await Promise.all(Array.from({ length: 4 }, write))
}

/** Reads addresses with so many readers at once, each one after the other; how long each answer took. */
async function readAtOnce(visitor, readers, addresses) {
  const times = []
  const reader = async (own) => {
    for (const address of own) {
      const asked = process.hrtime.bigint()
      const page = await visitor.get(address)
      times.push(since(asked))
      if (page.status !== 200) throw new Error(`${address} answers ${page.status}`)
    }
  }
  await Promise.all(Array.from({ length: readers }, (_, at) => reader(addresses.filter((_, n) => n % readers === at))))
  return times
}

async function desk(binary, dir, database, { cases, readers, runs }) {
  const kind = database ? 'PostgreSQL' : 'SQLite'
  const portal = await serve(binary, dir, database)
  try {
    const visitor = await colleague(portal)
    const began = process.hrtime.bigint()
    await fill(visitor, cases)
    console.log(`${kind}: ${cases} cases recorded in ${(since(began) / 1000).toFixed(0)} s`)
    // Their confirmations leave meanwhile; a portal at rest is measured.
    const mails = () => readdirSync(path.join(dir, 'mail')).length
    for (let before = -1; before !== mails(); await sleep(3000)) before = mails()
    // PostgreSQL looks once a minute whether to count anew what its tables hold: a minute later it plans as it does every day.
    if (database) await sleep(75_000)
    const whole = await visitor.get('/staff/queue')
    const pages = Number(whole.text.match(/Page 1 of (\d+)/)[1])
    const number = () => String(1 + Math.floor(Math.random() * cases))
    const page = () => `/staff/queue?page=${1 + Math.floor(Math.random() * pages)}`
    const narrow = [
      () => `/staff/queue?reference=${number()}`, () => '/staff/queue?right=erase', () => '/staff/queue?band=near&owner=me',
      () => '/staff/queue?band=later&right=object&page=2', () => '/staff/queue?band=overdue', () => '/staff/queue?owner=nobody',
    ]
    const parts = [
      ['queue page, 100 ms wanted', (at) => (at % 2 ? page() : '/staff/queue')],
      ['filter or search, 300 ms wanted', (at) => narrow[at % narrow.length]()],
    ]
    for (const [name, address] of parts) {
      const measured = []
      // The first run warms caches and is not counted.
      for (let run = 0; run <= runs; run++) {
        const times = await readAtOnce(visitor, readers, Array.from({ length: readers * 25 }, (_, at) => address(at)))
        if (run > 0) measured.push([share(times, 0.5), share(times, 0.95)])
      }
      const [medians, p95s] = [0, 1].map((which) => measured.map((one) => one[which]))
      const list = p95s.map((ms) => ms.toFixed(0)).join(', ')
      console.log(`${kind}: ${name}, ${readers} readers: median ${share(medians, 0.5).toFixed(0)} ms; p95 of each run ${list} ms`)
    }
  } finally {
    await portal.stop()
  }
}

/** Measures on SQLite and, where an empty database is named, on PostgreSQL. */
module.exports = (binary) => {
  const sizes = { cases: Number(option('--cases', '6000')), readers: Number(option('--readers', '16')), runs: Number(option('--runs', '5')) }
  return inTwo(binary, '20', (dir, database) => desk(binary, dir, database, sizes))
}
