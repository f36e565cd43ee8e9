// The page that a client's link leads to. It removes the token from the address bar, shows whose link it is, and
// requests Stripe's page only on a click, so email scanners and previews that load the page have no effect.

import { thisBrowser } from './browser.js'
import { countryOptions } from './countries.js'

const KEPT = 'onboarding-token'
const element = (id) => document.getElementById(id)
const goButton = element('go')

/** The token of this tab. It survives a reload; other tabs, the history and the Referer never contain it. */
function takeToken() {
  const given =
    new URLSearchParams(location.hash.slice(1)).get('token') ?? new URLSearchParams(location.search).get('token')
  if (given !== null) {
    sessionStorage.setItem(KEPT, given)
    history.replaceState(null, '', location.pathname)
  }
  return sessionStorage.getItem(KEPT)
}

const token = takeToken()
let act = () => open()

function show({ title, text, asks = [], asksCountry = false, facts, button, reference }) {
  element('title').textContent = title
  element('text').textContent = text
  element('asks').replaceChildren(...asks.map(item))
  element('asks').hidden = asks.length === 0
  element('country').hidden = !asksCountry
  element('facts').textContent = facts ?? ''
  element('facts').hidden = facts === undefined
  element('reference').textContent = reference === undefined ? '' : `For support: ${reference}`
  element('reference').hidden = reference === undefined
  goButton.hidden = button === undefined
  goButton.disabled = false
  goButton.textContent = button ?? ''
}

/** One thing that Stripe asks for, until when, and what was wrong with what was sent. */
function item({ what, by, error }) {
  const until = by === undefined ? '' : `, by ${new Date(by).toLocaleDateString(undefined, { dateStyle: 'long' })}`
  const li = document.createElement('li')
  li.textContent = `${what}${until}${error === undefined ? '' : `. ${error}`}`
  return li
}

/** Calls the API. A failure without a reply also becomes a problem. */
async function ask(path, signalMs, more = {}) {
  try {
    const response = await fetch(`/api/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, ...more }),
      signal: AbortSignal.timeout(signalMs),
    })
    const body = await response.json()
    return response.ok ? { ok: true, body } : { ok: false, problem: body }
  } catch {
    return { ok: false, problem: { code: 'OFFLINE', retryable: true } }
  }
}

const WORDS = {
  TOKEN_NOT_FOUND: [
    'This link is not valid',
    'Check that you copied the whole link from the message, or ask the people who sent it for a new one.',
  ],
  TOKEN_EXPIRED: [
    'This link has expired',
    'Links work for a limited time, but you can request a new one. What you entered so far is saved.',
  ],
  TOKEN_REVOKED: [
    'This link was replaced',
    'There is a newer link, or this one was revoked. Use the link in the most recent message. If you cannot find it, request a new link.',
  ],
  TOKEN_COMPLETED: ['You are all done', 'Stripe has your details. You no longer need this link.'],
  ACCOUNT_UNAVAILABLE: [
    'Your account cannot be opened',
    'Stripe no longer lets us open this account. Please contact the people who sent you this link.',
  ],
  RATE_LIMITED: ['Too many attempts', 'Please wait a minute, then try again.'],
  OFFLINE: ['Connection failed', 'Check your internet connection, then try again. Nothing was lost.'],
}

/** Problems that the holder of the link can solve. */
const RENEWABLE = ['TOKEN_EXPIRED', 'TOKEN_REVOKED']

function showProblem({ code, retryable, requestId }, again) {
  if (code === 'COUNTRY_REQUIRED') return askCountry()
  const [title, text] =
    WORDS[code] ??
    (retryable
      ? [
          'Stripe cannot be reached right now',
          'Nothing was lost, and your link still works. Please try again in a moment.',
        ]
      : ['Something went wrong', 'Nothing was lost. Please contact the people who sent you this link.'])
  const isRenewable = RENEWABLE.includes(code)
  act = isRenewable ? requestNewLink : again
  const retry = retryable || code === 'RATE_LIMITED' ? 'Try again' : undefined
  show({
    title,
    text,
    button: isRenewable ? 'Send me a new link' : retry,
    reference: WORDS[code] ? undefined : requestId,
  })
}

const CLOSED = { expired: 'TOKEN_EXPIRED', revoked: 'TOKEN_REVOKED', completed: 'TOKEN_COMPLETED' }

async function preview() {
  if (token === null) {
    return show({ title: 'This page needs your link', text: 'Please open the link in the message that you received.' })
  }
  const { ok, body, problem } = await ask('onboard-client/preview', 10_000)
  if (!ok) return showProblem(problem, preview)

  element('platform').textContent = body.platformName
  if (CLOSED[body.status]) return showProblem({ code: CLOSED[body.status] })
  const begun = body.status === 'in_progress'
  act = () => open()
  const needed = body.asks.length === 0 ? 'the details it needs to pay you.' : 'what it needs to pay you:'
  show({
    title:
      body.purpose === 'update'
        ? 'Stripe needs a few more details'
        : begun
          ? 'Continue where you left off'
          : 'Get set up to be paid',
    text: `Hello ${body.clientName}. ${body.platformName} pays through Stripe. On the next page Stripe asks for ${needed}`,
    asks: body.asks,
    facts: `Your link works until ${new Date(body.expiresAt).toLocaleString(undefined, { dateStyle: 'long', timeStyle: 'short' })}.`,
    button: 'Continue to Stripe',
  })
}

/** Stripe creates no account without a country, and the people who sent the link did not know it. */
function askCountry() {
  const choice = element('country-code')
  if (choice.length === 1) choice.append(...countryOptions())
  act = () => (choice.value === '' ? choice.focus() : open({ country: choice.value }))
  show({
    title: 'Where is your business based?',
    text: 'Stripe needs to know the country in which your business is registered. It cannot be changed later.',
    asksCountry: true,
    button: 'Continue to Stripe',
  })
}

async function open(more = {}) {
  goButton.disabled = true
  goButton.textContent = 'Connecting to Stripe …'
  const { ok, body, problem } = await ask('onboard-client', 30_000, { ...thisBrowser(), ...more })
  if (ok) location.assign(body.url)
  else showProblem(problem, () => open(more))
}

async function requestNewLink() {
  goButton.disabled = true
  goButton.textContent = 'One moment …'
  const { ok, problem } = await ask('onboard-client/request-new-link', 10_000)
  if (!ok) return showProblem(problem, requestNewLink)
  // The reply is the same for every link, so it reveals nothing to someone who found a link.
  show({
    title: 'Check your inbox',
    text: 'If a new link can be sent, it is on its way to the email address that we have for you. This may take a few minutes. Please also check your spam folder.',
    facts: 'You can request up to three links a day. If no email arrives, contact the people who sent you this link.',
  })
}

goButton.addEventListener('click', () => void act())
// After returning from Stripe, the back-forward cache may restore the page with its button still disabled.
addEventListener('pageshow', (event) => {
  if (event.persisted) void preview()
})
await preview()
