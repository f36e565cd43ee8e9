// The pages that people reach when they return from Stripe. `status` selects the text. To continue, the page needs the
// token that this tab still has: the URL of this page may have leaked, and opens nothing.

import { thisBrowser } from './browser.js'

const KEPT = 'onboarding-token'
const element = (id) => document.getElementById(id)

/** Title, text, and how to continue with the link of this tab: directly to Stripe, or to the page of the link. */
const WORDS = {
  incomplete: ['Not quite done', 'Stripe still needs some details. What you entered so far is saved.', 'open'],
  again: [
    'Continue where you left off',
    'The page at Stripe was already used, or it has expired. What you entered so far is saved.',
    'open',
  ],
  unknown: ['Stripe cannot be reached right now', 'Nothing was lost. Please try again in a moment.', 'open'],
  busy: ['Too many attempts', 'Please wait a while, then try again. Nothing was lost.', 'open'],
  offline: ['Connection failed', 'Check your internet connection, then try again. Nothing was lost.', 'open'],
  stopped: ['Something went wrong', 'Nothing was lost. Please contact the people who sent you the link.', undefined],
  expired: [
    'Your link has expired',
    'Links work for a limited time, but you can request a new one. What you entered so far is saved.',
    'onboard',
  ],
  revoked: [
    'Your link was replaced',
    'Please use the link in the most recent message. If you cannot find it, continue to request a new link. What you entered so far is saved.',
    'onboard',
  ],
  unavailable: ['Stripe cannot open this account', 'Please contact the people who sent you the link.', undefined],
  invalid: ['This address is not valid', 'Please open the link in your message again.', undefined],
}

/** The page of the link explains problems of the link itself. */
const OF_THE_LINK = ['TOKEN_NOT_FOUND', 'TOKEN_EXPIRED', 'TOKEN_REVOKED', 'TOKEN_COMPLETED']

function show(status, button) {
  const [title, text, way] = WORDS[status] ?? WORDS.incomplete
  const hasLink = sessionStorage.getItem(KEPT) !== null
  document.title = title
  element('title').textContent = title
  element('text').textContent =
    way !== undefined && !hasLink ? `${text} To continue, open the link in your message again.` : text
  element('go').hidden = !(way === 'onboard' && hasLink)
  element('open').hidden = !(way === 'open' && hasLink)
  element('open').disabled = false
  element('open').textContent = button
}

/** Requests Stripe's page; shows the matching status if there is none. */
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
  element('open').textContent = 'Connecting to Stripe …'
  const { url, status } = await pageAtStripe()
  if (url === undefined) show(status, 'Try again')
  else location.assign(url)
}

if (location.pathname === '/onboarding-success') {
  sessionStorage.removeItem(KEPT)
} else {
  const begin = () => show(new URLSearchParams(location.search).get('status'), 'Continue to Stripe')
  element('open').addEventListener('click', () => void open())
  // After returning from Stripe, the back-forward cache may restore the page with its button still disabled.
  addEventListener('pageshow', (event) => {
    if (event.persisted) begin()
  })
  begin()
}
