// The page that a client's link leads to. It takes the token out of the address bar, shows whose link it is, and asks
// for Stripe's page only when the person clicks: mail scanners and previews that fetch the page change nothing.

import { thisBrowser } from './browser.js'

const KEPT = 'onboarding-token'
const element = (id) => document.getElementById(id)
const goButton = element('go')

/** The token of this tab. A reload finds it again; other tabs, the history and the Referer never see it. */
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
let act = open

function show({ title, text, facts, button, reference }) {
  element('title').textContent = title
  element('text').textContent = text
  element('facts').textContent = facts ?? ''
  element('facts').hidden = facts === undefined
  element('reference').textContent = reference === undefined ? '' : `For support: ${reference}`
  element('reference').hidden = reference === undefined
  goButton.hidden = button === undefined
  goButton.disabled = false
  goButton.textContent = button ?? ''
}

/** Asks the API; a failure that is no answer of it becomes a problem too. */
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
    'We do not know this link',
    'Check that the whole link was copied from the message, or ask for a new one.',
  ],
  TOKEN_EXPIRED: [
    'This link has expired',
    'Links work for a limited time. You can have a new one sent to you; what you entered so far is kept.',
  ],
  TOKEN_REVOKED: [
    'This link was replaced',
    'There is a newer one, or it was withdrawn. Use the newest message you have. If you cannot find it, ask for a new link.',
  ],
  TOKEN_COMPLETED: ['You are all done', 'Your details have reached Stripe. Nothing is left to do with this link.'],
  ACCOUNT_UNAVAILABLE: [
    'Your account cannot be opened',
    'Stripe does not let us open this account any more. Please contact the people who sent you this link.',
  ],
  RATE_LIMITED: ['That was a lot of tries', 'Please wait a minute, then try again.'],
  OFFLINE: ['We could not be reached', 'Check your connection, then try again. Nothing was lost.'],
}

/** For these the holder of the link can do something alone. */
const RENEWABLE = ['TOKEN_EXPIRED', 'TOKEN_REVOKED']

function showProblem({ code, retryable, requestId }, again) {
  const [title, text] =
    WORDS[code] ??
    (retryable
      ? [
          'Stripe cannot be reached right now',
          'Nothing was lost and your link stays good. Please try again in a moment.',
        ]
      : ['This cannot go on right now', 'Nothing was lost. Please contact the people who sent you this link.'])
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
    return show({ title: 'This page needs your link', text: 'Please open it from the message that you were sent.' })
  }
  const { ok, body, problem } = await ask('onboard-client/preview', 10_000)
  if (!ok) return showProblem(problem, preview)

  element('platform').textContent = body.platformName
  if (CLOSED[body.status]) return showProblem({ code: CLOSED[body.status] })
  const begun = body.status === 'in_progress'
  act = open
  show({
    title:
      body.purpose === 'update'
        ? 'Stripe needs a few more details'
        : begun
          ? 'Go on where you left off'
          : 'Get set up to be paid',
    text: `Hello ${body.clientName}. ${body.platformName} pays through Stripe. On the next page Stripe asks for the details it needs to pay you.`,
    facts: `Your link works until ${new Date(body.expiresAt).toLocaleString(undefined, { dateStyle: 'long', timeStyle: 'short' })}.`,
    button: 'Continue to Stripe',
  })
}

async function open() {
  goButton.disabled = true
  goButton.textContent = 'Asking Stripe …'
  const { ok, body, problem } = await ask('onboard-client', 30_000, thisBrowser())
  if (ok) location.assign(body.url)
  else showProblem(problem, open)
}

async function requestNewLink() {
  goButton.disabled = true
  goButton.textContent = 'One moment …'
  const { ok, problem } = await ask('onboard-client/request-new-link', 10_000)
  if (!ok) return showProblem(problem, requestNewLink)
  // The answer is the same for every link, so that it tells nothing to somebody who found one.
  show({
    title: 'Check your inbox',
    text: 'If you can have a new link, it is on its way to the address that you were invited with. That may take a few minutes; look into your spam folder, too.',
    facts: 'You can ask up to three times a day. If no message comes, the people who sent you this link can help.',
  })
}

goButton.addEventListener('click', () => void act())
// Back from Stripe, the page may come out of the browser's cache as it was left: with its button waiting.
addEventListener('pageshow', (event) => {
  if (event.persisted) void preview()
})
await preview()
