// Runs every *.test.js of this folder; each starts a demo of its own.
//   HABEAS_BINARY  the program (else target/debug/habeas); HABEAS_ROWS  examples/rows (else beside it)
//   CHROMIUM       the browser; HABEAS_MATRIX=all  the whole matrix; HABEAS_DAY  the day whose slice is taken
//   node run.js WORD…  only the test files whose name holds one of the words
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const words = process.argv.slice(2)
const files = readdirSync(here)
  .filter((name) => name.endsWith('.test.js') && (!words.length || words.some((word) => name.includes(word))))
  .sort()
  .map((name) => join(here, name))

const binary = process.env.HABEAS_BINARY || join(here, '../../target/debug/habeas')
const day = process.env.HABEAS_DAY || String(Math.floor(Date.now() / 86_400_000))
console.log(`day ${day}, ${process.env.HABEAS_MATRIX || 'slice'} of the matrix, ${binary}`)
const tests = spawn(process.execPath, ['--test', '--test-reporter=spec', '--test-concurrency=2', ...files], {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: {
    ...process.env,
    HABEAS_BINARY: binary,
    HABEAS_ROWS: process.env.HABEAS_ROWS || join(dirname(binary), 'examples/rows'),
    HABEAS_DAY: day,
  },
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => tests.kill(signal))
process.exit(await new Promise((resolve) => tests.on('exit', (code) => resolve(code ?? 1))))
