// Starts a demo, runs every *.test.js of this folder against it, stops the demo, and ends as the tests ended.
//   HABEAS_BINARY  the program (else target/debug/habeas); CHROMIUM  the browser; HABEAS_MATRIX=all  the whole matrix
//   node run.js NAME…  only the test files whose name holds one of the words
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startDemo } from './lib/demo.js'

const here = dirname(fileURLToPath(import.meta.url))
const words = process.argv.slice(2)
const files = readdirSync(here)
  .filter((name) => name.endsWith('.test.js') && (!words.length || words.some((word) => name.includes(word))))
  .sort()
  .map((name) => join(here, name))

const demo = await startDemo(process.env.HABEAS_BINARY || join(here, '../../target/debug/habeas'))
const day = process.env.HABEAS_DAY || String(Math.floor(Date.now() / 86_400_000))
console.log(`demo at ${demo.url}, day ${day}, ${process.env.HABEAS_MATRIX || 'slice'}`)
const tests = spawn(process.execPath, ['--test', '--test-reporter=spec', '--test-concurrency=2', ...files], {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, HABEAS_URL: demo.url, HABEAS_DIR: demo.dir, HABEAS_DAY: day },
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => tests.kill(signal))
const code = await new Promise((resolve) => tests.on('exit', (code) => resolve(code ?? 1)))
const stopped = await demo.stop()
if (stopped !== 0) console.error(`habeas demo stopped with ${stopped}:\n${demo.printed()}`)
process.exit(code || (stopped === 0 ? 0 : 1))
