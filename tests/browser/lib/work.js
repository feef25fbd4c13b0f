// What the walks of colleagues share: a demo of their own, a colleague at work, waiting, leaving.
import assert from 'node:assert/strict'
import { assertQuiet, visitor } from './browser.js'
import { startDemo } from './demo.js'
import { enrol, hire } from './people.js'

/** A demo of the walk's own, stopped whatever happens; `options` as those of `startDemo`. */
export async function inDemo(walk, options = {}) {
  const demo = await startDemo({ people: 60, ...options })
  try {
    await walk(demo)
  } finally {
    assert.equal(await demo.stop(), 0, 'the demo stops cleanly')
  }
}

/** Waits until something holds, looking again rather than sleeping long. */
export async function until(holds, what) {
  const end = Date.now() + 60_000
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** Nothing takes more actions than Q-19 allows: buttons, links, folds and choices alike. */
export async function within(most, { hand }, act, what) {
  const from = hand.acts()
  await act()
  assert.ok(hand.acts() - from <= most, `${what}: ${hand.acts() - from} actions, ${most} at most`)
}

/** A colleague of this role at work, both factors given; `secret` is that of the second, `days` those the demo is ahead. */
export async function atWork(browser, demo, role, way, days = 0) {
  const visit = await visitor(browser, demo, way)
  const account = hire(demo, role, way.lang)
  return { ...visit, ...account, secret: await enrol(visit, account, days) }
}

/** Ends visits on which nothing broke. */
export async function leave(...visits) {
  for (const visit of visits) {
    assertQuiet(visit)
    await visit.context.close()
  }
}
