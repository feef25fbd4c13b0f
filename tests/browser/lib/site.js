// The company's own static site, on an origin of its own, with a strict content policy; beside it a vendor whose script and
// video wait for an agreement, and a portal that never answers.
import { createServer } from 'node:http'

const listen = (handler) =>
  new Promise((resolve) => {
    const server = createServer(handler)
    server.listen(0, '127.0.0.1', () => resolve({ server, port: server.address().port }))
  })

const texts = {
  fr: { title: 'Maison Lavande, la boutique', lead: 'Savons et lavande de Provence.', button: 'Panier', cookies: 'Gérer les cookies' },
  en: { title: 'Maison Lavande, the shop', lead: 'Soap and lavender from Provence.', button: 'Basket', cookies: 'Manage cookies' },
}

function page(lang, script, vendor) {
  const t = texts[lang]
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>${t.title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/site.css"><link rel="icon" href="data:,">
${script}
<script src="/own.js" defer></script></head>
<body><main><h1>${t.title}</h1><p>${t.lead}</p><p><button type="button" id="basket">${t.button}</button> <output>0</output></p>
<script type="text/plain" data-habeas-purpose="audience" src="${vendor}/count.js"></script>
<script type="text/plain" data-habeas-purpose="audience" nonce="n0nce">window.after = window.counted === true</script>
<iframe data-habeas-purpose="videos" data-src="${vendor}/player.html" title="Video"></iframe>
<p><a href="/" data-habeas-open>${t.cookies}</a></p></main></body></html>`
}

const own = `document.querySelector('#basket').onclick = () => (document.querySelector('output').value = 1)
addEventListener('load', () => (window.whole = true))`
const count = `window.counted = true
document.cookie = '_ruche1=x;Path=/'
localStorage.setItem('_ruche-visits', '1')`

/** The site, once the portal is known by `portal(url)`: its origin, what the vendor was asked for, how to stop. */
export async function startSite() {
  let portal = ''
  const asked = []
  const vendor = await listen((request, response) => {
    if (request.url !== '/favicon.ico') asked.push(request.url)
    const script = request.url.endsWith('.js')
    response.writeHead(200, { 'content-type': script ? 'text/javascript' : 'text/html; charset=utf-8' })
    response.end(script ? count : '<!doctype html><html lang="fr"><title>Vidéo</title><h1>Vidéo</h1></html>')
  })
  const hanging = await listen(() => {})
  const [vendorUrl, deadUrl] = [vendor, hanging].map(({ port }) => `http://127.0.0.1:${port}`)
  const element = (url) => `<script src="${url}/cookies.js" async crossorigin="anonymous" referrerpolicy="no-referrer"></script>`
  const inline = (url) => `<script type="module" nonce="n0nce">import("${url}/cookies.js").catch(() => {})</script>`
  const site = await listen((request, response) => {
    const policy = `default-src 'none'; script-src 'self' 'nonce-n0nce' ${portal} ${deadUrl} ${vendorUrl}; connect-src ${portal}; frame-src ${vendorUrl}; style-src 'self'; img-src data:; base-uri 'none'`
    const answer = (type, body) => {
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': policy })
      response.end(body)
    }
    const pages = { '/': ['fr', element(portal)], '/en': ['en', element(portal)], '/module': ['fr', inline(portal)], '/slow': ['fr', element(deadUrl)], '/slow-module': ['fr', inline(deadUrl)] }
    if (request.url === '/own.js') return answer('text/javascript', own)
    if (request.url === '/site.css') return answer('text/css', 'iframe{display:block}body{font:1rem sans-serif;color:#111;background:#fff}button{min-height:2.75rem}')
    if (pages[request.url]) return answer('text/html', page(...pages[request.url], vendorUrl))
    response.writeHead(404).end()
  })
  const stop = () => [site, vendor, hanging].forEach(({ server }) => { server.closeAllConnections(); server.close() })
  return {
    url: `http://127.0.0.1:${site.port}`, foreign: `http://localhost:${site.port}`, vendor: vendorUrl, asked, stop,
    of: (url) => { portal = url },
  }
}
