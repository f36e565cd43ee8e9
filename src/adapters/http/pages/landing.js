// The pages that Stripe's way back ends on. `status` says where the person stands; the page knows the words for it. What
// goes on is the token that this tab still holds: the address of this page, which anybody may have read, opens nothing.

import { thisBrowser } from './browser.js'

const KEPT = 'onboarding-token'
const element = (id) => document.getElementById(id)

/** Title, text, and how to go on with the link of this tab: straight to Stripe, or by its own page that knows more. */
const WORDS = {
  incomplete: ['Not quite done', 'Stripe still needs some details. Whatever you entered so far is kept.', 'open'],
  again: [
    'Go on where you left off',
    'The page at Stripe was used before or was left for too long. Whatever you entered so far is kept.',
    'open',
  ],
  unknown: ['Stripe cannot be reached right now', 'Nothing was lost. Please try again in a moment.', 'open'],
  busy: ['That was a lot of tries', 'Please wait a little while, then go on. Nothing was lost.', 'open'],
  offline: ['We could not be reached', 'Check your connection, then try again. Nothing was lost.', 'open'],
  stopped: [
    'This cannot go on right now',
    'Nothing was lost. Please contact the people who sent you the link.',
    undefined,
  ],
  expired: [
    'Your link has expired',
    'Links work for a limited time, but you can have a new one sent to you. What you entered is kept.',
    'onboard',
  ],
  revoked: [
    'Your link was replaced',
    'Please use the newest message you have. If you cannot find it, go on to ask for a new link. What you entered is kept.',
    'onboard',
  ],
  unavailable: ['Stripe cannot open this account', 'Please contact the people who sent you the link.', undefined],
  invalid: ['We do not know this address', 'Please open the link that you were sent once more.', undefined],
}

/** What is the matter with the link itself is told by its own page. */
const OF_THE_LINK = ['TOKEN_NOT_FOUND', 'TOKEN_EXPIRED', 'TOKEN_REVOKED', 'TOKEN_COMPLETED']

function show(status, button) {
  const [title, text, way] = WORDS[status] ?? WORDS.incomplete
  const hasLink = sessionStorage.getItem(KEPT) !== null
  document.title = title
  element('title').textContent = title
  element('text').textContent =
    way !== undefined && !hasLink
      ? `${text} To go on, open the link in the message that you were sent once more.`
      : text
  element('go').hidden = !(way === 'onboard' && hasLink)
  element('open').hidden = !(way === 'open' && hasLink)
  element('open').disabled = false
  element('open').textContent = button
}

/** Asks for Stripe's page; says the status that fits when there is none. */
async function pageAtStripe() {
  try {
    const response = await fetch('/api/v1/onboard-client', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: sessionStorage.getItem(KEPT), ...thisBrowser() }),
      signal: AbortSignal.timeout(30_000),
    })
    const body = await response.json()
    if (response.ok) return { url: body.url }
    if (OF_THE_LINK.includes(body.code)) return { url: '/onboard' }
    if (body.code === 'ACCOUNT_UNAVAILABLE') return { status: 'unavailable' }
    if (body.code === 'RATE_LIMITED') return { status: 'busy' }
    return { status: body.retryable ? 'unknown' : 'stopped' }
  } catch {
    return { status: 'offline' }
  }
}

async function open() {
  element('open').disabled = true
  element('open').textContent = 'Asking Stripe …'
  const { url, status } = await pageAtStripe()
  if (url === undefined) show(status, 'Try again')
  else location.assign(url)
}

if (location.pathname === '/onboarding-success') {
  sessionStorage.removeItem(KEPT)
} else {
  const begin = () => show(new URLSearchParams(location.search).get('status'), 'Continue to Stripe')
  element('open').addEventListener('click', () => void open())
  // Back from Stripe, the page may come out of the browser's cache as it was left: with its button waiting.
  addEventListener('pageshow', (event) => {
    if (event.persisted) begin()
  })
  begin()
}
