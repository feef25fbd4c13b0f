import assert from 'node:assert/strict'
import test from 'node:test'
import { chosen, slice, ways } from './lib/matrix.js'

test('every slice sees both languages, JavaScript on and off, both widths and both hands', () => {
  for (let day = 0; day < 16; day++) {
    const pair = slice(day)
    for (const axis of ['lang', 'js', 'width', 'hand']) assert.equal(new Set(pair.map((way) => way[axis])).size, 2)
  }
})

test('eight days in a row see the whole matrix', () => {
  for (const start of [0, 7, 20_000]) {
    const seen = new Set([0, 1, 2, 3, 4, 5, 6, 7].flatMap((n) => slice(start + n)).map((way) => JSON.stringify(way)))
    assert.equal(seen.size, ways.length)
  }
})

test('a run takes everything when asked, else the slice of its day', () => {
  assert.deepEqual(chosen({ HABEAS_MATRIX: 'all', HABEAS_DAY: '3' }), ways)
  assert.deepEqual(chosen({ HABEAS_DAY: '3' }), slice(3))
})
