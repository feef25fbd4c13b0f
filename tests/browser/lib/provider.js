// A sign-in service of the company for the walk through it (OpenID Connect): one button that agrees, a token signed with a key of
// its own. The portal's Rust tests try every lie; here it tells the truth.
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { createServer } from 'node:http'

const base64url = (bytes) => Buffer.from(bytes).toString('base64url')

/** A service that vouches for this address: { url, stop() }. */
export async function startProvider(email) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const codes = new Map()
  let url = ''
  const jwt = (claims) => {
    const text = [{ alg: 'ES256', kid: 'one' }, claims].map((part) => base64url(JSON.stringify(part))).join('.')
    return `${text}.${base64url(sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }))}`
  }
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, url)
    const json = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (pathname === '/.well-known/openid-configuration') {
      return json(200, { issuer: url, authorization_endpoint: `${url}/authorise`, token_endpoint: `${url}/token`, jwks_uri: `${url}/keys` })
    }
    if (pathname === '/keys') return json(200, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' }] })
    if (pathname === '/authorise') {
      const code = randomBytes(16).toString('hex')
      codes.set(code, Object.fromEntries(searchParams))
      const back = `${searchParams.get('redirect_uri')}?code=${code}&state=${searchParams.get('state')}`
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      return response.end(`<!doctype html><html lang="en"><title>Sign-in service</title><h1>Sign-in service</h1><p><a id="agree" href="${back.replace(/&/g, '&amp;')}">Agree</a></p></html>`)
    }
    if (pathname !== '/token') return response.writeHead(404).end()
    let body = ''
    for await (const piece of request) body += piece
    const sent = new URLSearchParams(body)
    const asked = codes.get(sent.get('code'))
    codes.delete(sent.get('code'))
    const proven = asked && createHash('sha256').update(sent.get('code_verifier')).digest('base64url') === asked.code_challenge
    if (!proven) return json(400, { error: 'invalid_grant' })
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: url, aud: asked.client_id, sub: 'person-1', iat: now, exp: now + 300, nonce: asked.nonce, email, email_verified: true }
    json(200, { access_token: 'token', token_type: 'Bearer', id_token: jwt(claims) })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${server.address().port}`
  return { url, stop: () => { server.closeAllConnections(); server.close() } }
}
