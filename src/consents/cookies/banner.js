// The cookie banner of the company's own site. One file, no dependencies, nothing but what the record says.
// Until somebody chooses, it stores nothing, sets nothing and asks for nothing; silence and Escape are no consent.
(() => {
  'use strict'
  const C = /*CONFIG*/null
  const w = window, d = document, KEY = 'habeas-cookies'
  if (w.habeasCookies) return

  // ---- what was chosen ------------------------------------------------------------------------------------------------

  // In a private window, storage may be absent or throw: then a choice lasts as long as the page.
  const read = () => {
    try {
      const s = JSON.parse(localStorage.getItem(KEY))
      return s && Array.isArray(s.p) && Array.isArray(s.q) && typeof s.id === 'string' ? s : null
    } catch { return null }
  }
  const write = () => { try { localStorage.setItem(KEY, JSON.stringify(state)) } catch {} }
  let state = read()

  // Six months later, on the last day of a month that has no such day.
  const later = (t) => {
    const then = new Date(t), day = then.getDate()
    then.setMonth(then.getMonth() + 6)
    if (then.getDate() !== day) then.setDate(0)
    return +then
  }
  const lasts = () => state && state.t <= Date.now() && Date.now() < later(state.t)
  // Global Privacy Control says no for somebody who does not want to say it on every site.
  const gpc = navigator.globalPrivacyControl === true
  const chosen = () => lasts() && state.v === C.v
  const agreed = () => (chosen() && (!gpc || state.g) ? state.p : [])

  const choose = (how, purposes) => {
    const before = agreed()
    state = read() || state
    const old = lasts() ? state : { id: [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, 0)).join(''), n: 0, q: [] }
    const n = old.n + 1, t = Date.now()
    const told = { n, t, v: C.v, l: lang(), m: how, p: purposes }
    state = { id: old.id, v: C.v, t, p: purposes, g: gpc && how !== 'gpc', n, q: [...old.q, told].slice(-10) }
    write()
    before.filter((p) => !purposes.includes(p)).forEach(forget)
    release()
    tell()
    d.dispatchEvent(new CustomEvent(KEY, { detail: agreed() }))
  }

  // The proof. Kept until the portal has it; sent again with the next page if it was down. The page never waits.
  const tell = () => {
    if (!state || !state.q.length) return
    const told = state.q.map((one) => one.n)
    const q = state.q.map(({ t, ...one }) => ({ ...one, s: Math.max(0, Math.round((Date.now() - t) / 1000)) }))
    try {
      fetch(C.u + '/api/v1/cookies', {
        method: 'POST', body: JSON.stringify({ id: state.id, q }), credentials: 'omit', keepalive: true, referrerPolicy: 'no-referrer',
      }).then(({ ok, status }) => {
        // What it refuses for good is not sent for ever.
        if (!ok && status !== 422) return
        state = read() || state
        state.q = state.q.filter((one) => !told.includes(one.n))
        write()
      }, () => {})
    } catch {}
  }

  // Cookies that the record names go with the agreement they needed, as far as a script can reach them.
  const forget = (purpose) => {
    for (const named of C.c[purpose] || []) {
      const is = (name) => (named.endsWith('*') ? name.startsWith(named.slice(0, -1)) : name === named)
      for (const cookie of d.cookie.split('; ')) {
        const name = cookie.split('=')[0]
        if (!name || !is(name)) continue
        const host = location.hostname.split('.')
        for (const of of ['', ...host.map((_, at) => ';Domain=' + host.slice(at).join('.'))]) d.cookie = name + '=;Max-Age=0;Path=/' + of
      }
      for (const kept of ['localStorage', 'sessionStorage']) {
        try { Object.keys(w[kept]).filter(is).forEach((name) => w[kept].removeItem(name)) } catch {}
      }
    }
  }

  // ---- what waits for it ----------------------------------------------------------------------------------------------

  const veils = new Map()
  const purposesOf = (e) => e.dataset.habeasPurpose.split(' ')
  const may = (e) => { const yes = [...C.n, ...agreed()]; return purposesOf(e).every((p) => yes.includes(p)) }

  // In the order of the page: a script with an address is waited for, unless it says async.
  const release = () => {
    const all = [...d.querySelectorAll('[data-habeas-purpose]')]
    const ready = all.filter(may), frames = all.filter((e) => e.tagName === 'IFRAME' && !may(e) && !veils.has(e))
    const next = () => {
      const e = ready.shift()
      if (!e) return
      const { src, type } = e.dataset
      e.removeAttribute('data-habeas-purpose')
      if (e.tagName !== 'SCRIPT') {
        e.style.display = ''
        if (src) e.src = src
        if (veils.has(e)) veils.get(e).remove()
        return next()
      }
      const s = d.createElement('script'), from = src || e.getAttribute('src')
      for (const { name, value } of e.attributes) if (!/^(type|nonce|src|data-src|data-type)$/.test(name)) s.setAttribute(name, value)
      if (type) s.type = type
      s.nonce = e.nonce
      const waits = from && !e.hasAttribute('async')
      if (waits) { s.async = false; s.onload = s.onerror = next }
      if (from) s.src = from
      else s.text = e.text
      e.replaceWith(s)
      if (!waits) next()
    }
    next()
    frames.forEach(veil)
  }

  // ---- what is seen ---------------------------------------------------------------------------------------------------

  const lang = () => {
    const of = (d.documentElement.lang || navigator.language || '').slice(0, 2).toLowerCase()
    return C.w[of] ? of : C.d
  }
  const h = (tag, has, ...inside) => {
    const e = d.createElement(tag)
    for (const name in has) if (typeof has[name] === 'function') e[name] = has[name]; else if (has[name] !== false) e.setAttribute(name, has[name])
    e.append(...inside)
    return e
  }
  const css = `
    :host{all:initial!important}
    :host([hidden]){display:none!important}
    *{box-sizing:border-box}
    .d,.v,aside{--b:#fff;--t:#1d1b20;--m:#4d4a52;--l:#767279;--k:#1f3f66;--on:#fff;color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif;color:var(--t)}
    @media(prefers-color-scheme:dark){.d,.v,aside{--b:#1d1c21;--t:#f3f1f6;--m:#c9c5cf;--l:#948f99;--k:#b3cdf0;--on:#10233a}}
    .d{position:fixed;inset:auto 0 0;z-index:2147483647;max-height:85vh;overflow:auto;scroll-padding-block:1rem 12rem;background:var(--b);border-top:2px solid var(--l);padding:1rem max(1rem,calc(50vw - 30rem));box-shadow:0 -4px 24px #0006}
    h2{font-size:1.25rem;line-height:1.3;margin:0 0 .5rem}
    p,ul,.f{margin:0 0 .75rem}
    ul{padding-inline-start:1.25rem}
    .f{border:1px solid var(--l);border-radius:6px;padding:.75rem}
    label{display:flex;gap:.6rem;font-weight:600;align-items:center;min-height:1.75rem}
    input{inline-size:1.4rem;block-size:1.4rem;margin:0;flex:none;accent-color:var(--k)}
    small{display:block;font-size:.9rem;color:var(--m);overflow-wrap:anywhere}
    a{color:inherit;margin-inline-end:1rem;display:inline-block;padding:.2rem 0}
    code{font-family:ui-monospace,monospace;user-select:all;overflow-wrap:anywhere}
    .b{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));grid-auto-rows:1fr;gap:.5rem;position:sticky;bottom:-1rem;background:var(--b);padding:.5rem 0}
    @media(max-height:26rem){.b{position:static}}
    button{font:inherit;font-weight:600;cursor:pointer;min-height:2.75rem;padding:.5rem 1rem;border:2px solid var(--k);border-radius:6px;background:var(--k);color:var(--on)}
    .x{float:inline-end;background:none;border-color:transparent;color:inherit;margin:-.5rem -.5rem 0 .5rem}
    :focus-visible{outline:3px solid var(--t);outline-offset:2px}
    .d:focus{outline:none}
    aside{position:fixed;inset:auto auto .75rem .75rem;z-index:2147483646}
    aside button{inline-size:2.75rem;block-size:2.75rem;padding:0;border-radius:50%;display:grid;place-items:center;box-shadow:0 0 0 2px var(--b)}
    .v{background:var(--b);border:1px solid var(--l);border-radius:6px;padding:1rem;margin:.5rem 0}
    @media print{.d,aside{display:none}}`
  let sheet = null
  const shadow = (host) => {
    const root = host.attachShadow({ mode: 'open' })
    // A constructed sheet passes any content policy; older browsers get an element, which a strict one leaves out.
    try {
      if (!sheet) { sheet = new CSSStyleSheet(); sheet.replaceSync(css) }
      root.adoptedStyleSheets = [sheet]
    } catch { root.append(h('style', {}, css)) }
    return root
  }

  // In the place of a frame that waits: what it needs, and a button for that alone.
  const veil = (e) => {
    const t = C.w[lang()], of = purposesOf(e), host = h('div', {})
    const what = t.p.filter(([id]) => of.includes(id)).map(([, name]) => name).join(', ')
    const show = () => choose('some', C.p.filter((p) => agreed().includes(p) || of.includes(p)))
    shadow(host).append(h('div', { class: 'v', lang: lang() }, h('p', {}, t.f + ' ' + what), h('button', { type: 'button', onclick: () => { show(); refresh() } }, t.ff)))
    e.style.display = 'none'
    e.before(host)
    veils.set(e, host)
  }

  let root = null, back = null
  const icon = (t) => {
    const ns = 'http://www.w3.org/2000/svg', svg = d.createElementNS(ns, 'svg'), path = d.createElementNS(ns, 'path')
    for (const [name, value] of [['width', 24], ['height', 24], ['viewBox', '0 0 24 24'], ['fill', 'currentColor'], ['aria-hidden', 'true']]) svg.setAttribute(name, value)
    path.setAttribute('d', 'M12 2a10 10 0 1 0 10 10 4 4 0 0 1-5-5 4 4 0 0 1-5-5zM8.5 7a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3zm-1 7a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3zm5-2.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3zm2.5 4.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z')
    svg.append(path)
    const button = h('button', { type: 'button', 'aria-label': t.o, title: t.o, onclick: () => open(2, true) }, svg)
    return h('aside', { 'aria-label': t.t, lang: lang() }, button)
  }

  const dialog = (level) => {
    const t = C.w[lang()], id = KEY + '-', boxes = []
    const button = (words, act) => h('button', { type: 'button', onclick: () => { act(); close() } }, words)
    const buttons = [button(t.a, () => choose('all', C.p)), button(t.r, () => choose('none', []))]
    const e = h('div', { class: 'd', role: 'dialog', 'aria-labelledby': id + 't', 'aria-describedby': id + 'i', tabindex: -1, lang: lang() })
    // Escape puts the banner away and says neither yes nor no.
    e.onkeydown = (event) => { if (event.key === 'Escape') { event.stopPropagation(); close() } }
    if (chosen() || gpc) e.append(h('button', { type: 'button', class: 'x', onclick: close, 'aria-label': t.k, title: t.k }, '✕'))
    e.append(h('h2', { id: id + 't' }, t.t), h('p', { id: id + 'i' }, t.i))
    if (gpc && !(chosen() && state.g)) e.append(h('p', {}, t.g))
    if (level === 1) {
      e.append(h('ul', {}, ...t.p.map(([, , what]) => h('li', {}, what))))
      buttons.push(h('button', { type: 'button', onclick: () => open(2, true) }, t.c))
    } else {
      for (const [purpose, name, what, more] of t.p) {
        const box = h('input', { type: 'checkbox', value: purpose, 'aria-describedby': id + purpose })
        box.checked = agreed().includes(purpose)
        boxes.push(box)
        e.append(h('div', { class: 'f' }, h('label', {}, box, name), h('div', { id: id + purpose }, what, ...more.map((line) => h('small', {}, line)))))
      }
      if (t.x.length) e.append(h('div', { class: 'f' }, h('div', {}, t.n, ...t.x.map((line) => h('small', {}, line)))))
      buttons.push(button(t.s, () => choose('some', boxes.filter((box) => box.checked).map((box) => box.value))))
      if (state && lasts()) e.append(h('p', {}, t.d + ' ', h('code', {}, state.id), ' ', h('a', { href: t.m }, t.y)))
    }
    e.append(h('p', {}, t.e), h('div', { class: 'b' }, ...buttons), h('div', {}, ...t.l.map(([words, href]) => h('a', { href }, words))))
    return e
  }

  const open = (level, focus) => {
    const e = dialog(level)
    if (!root.querySelector('.d')) back = d.activeElement
    root.replaceChildren(e)
    if (focus) e.focus({ preventScroll: true })
  }
  const close = () => {
    const inside = root.activeElement
    refresh()
    if (!inside) return
    const to = back && back !== d.body && back !== root.host && back.isConnected ? back : root.querySelector('button')
    to.focus({ preventScroll: true })
  }
  const refresh = () => root.replaceChildren(icon(C.w[lang()]))

  const start = () => {
    state = read()
    if (gpc && chosen() && !state.g && state.p.length) choose('gpc', [])
    else {
      release()
      if (lasts()) tell()
    }
    if (!C.p.length) return
    const host = h('div', {})
    root = shadow(host)
    d.body.prepend(host)
    d.addEventListener('click', (event) => {
      const asked = event.target instanceof Element && event.target.closest('[data-habeas-open]')
      if (asked) { event.preventDefault(); open(2, true) }
    })
    // The first time, the focus comes only if nobody is doing anything with the page yet.
    if (chosen() || gpc) refresh()
    else open(1, d.activeElement === d.body || !d.activeElement)
  }
  w.habeasCookies = { open: () => root && open(2, true), agreed, release }
  if (d.readyState === 'loading') d.addEventListener('DOMContentLoaded', start)
  else start()
})()
