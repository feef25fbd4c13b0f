// A help desk beside the demo's shop, behind an address as docs/http-source.md asks for, that can be down and come back; and an
// archive on paper, which only a colleague looks into.
import { createHash, createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import { freePort } from './demo.js'

const key = '6b'.repeat(32)
const past = 'reason = { en = "It is a fact of the past.", fr = "C’est un fait passé." }'

const declaration = (port) => `name = "helpdesk"
kind = "http"
url = "http://127.0.0.1:${port}/habeas"
key = "${key}"
label = { en = "Help desk", fr = "Centre d’appels" }

[[table]]
name = "tickets"
key = ["id"]
label = { en = "Tickets of the help desk", fr = "Tickets du centre d’appels" }
person = [{ identifier = "email" }]
events = { last_message = "written_on" }
retention = "support-3y"
erase = "delete"
[table.columns]
id = { ignore = "technical key" }
email = { category = "contact", label = { en = "Written from", fr = "Écrit depuis" }, kind = "email", ${past} }
written_on = { category = "support", label = { en = "Written on", fr = "Écrit le" }, kind = "date", ${past} }
body = { category = "support", label = { en = "Message", fr = "Message" }, ${past} }
`

/** The file of a source that only a colleague of customer service can look into. */
export const paperArchive = `name = "paper"
kind = "manual"
label = { en = "Paper archive", fr = "Archives papier" }
responsible = "support"

[[table]]
name = "folders"
label = { en = "Folders", fr = "Dossiers" }
reason = { en = "It is on paper.", fr = "C’est sur papier." }
erase = "delete"
[table.columns]
title = { category = "support", label = { en = "Title", fr = "Titre" } }
opened = { category = "support", label = { en = "Opened", fr = "Ouvert" }, kind = "date" }
`

const table = {
  name: 'tickets', key: ['id'], unique: [], links: [],
  columns: [
    { name: 'id', type: 'integer', nullable: false }, { name: 'email', type: 'text', nullable: false },
    { name: 'written_on', type: 'date', nullable: false }, { name: 'body', type: 'text', nullable: false },
  ],
}

/** What the help desk answers to a question; nothing for those that no test asks. */
function answer(question, { identifiers = {} }, tickets) {
  const of = tickets.filter(({ email }) => identifiers.email?.some((asked) => asked.trim().toLowerCase() === email))
  if (question === 'describe') return { tables: [table] }
  if (question === 'find') return { rows: { tickets: of.map((values) => ({ values, shared: false })) } }
  if (question === 'verify') return { places: of.length ? [{ table: 'tickets', column: 'email', rows: of.length }] : [] }
  return null
}

const isSigned = ({ method, url, headers }, body) => {
  const lines = ['v1', method, url, headers['habeas-date'], createHash('sha256').update(body).digest('hex')]
  return headers['habeas-signature'] === `v1=${createHmac('sha256', key).update(lines.join('\n')).digest('hex')}`
}

/** The help desk with these tickets { id, email, written_on, body }. It is down until `up()`; `stop()` ends it. */
export async function helpDesk(tickets) {
  const port = await freePort()
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray())
    const told = isSigned(request, body) ? answer(request.url.split('/').pop(), JSON.parse(body), tickets) : null
    response.writeHead(told ? 200 : 401, { 'content-type': 'application/json' }).end(JSON.stringify(told ?? {}))
  })
  return {
    declaration: declaration(port),
    up: () => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve)),
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
