// The pages for clients: the one that a link leads to, and those that Stripe leads back to. The script removes the token
// from the address bar, shows whose link it is and how far the client is, and requests Stripe's page only on a click, so
// email scanners and previews that load the page have no effect.

import { ask } from './api.js'
import { thisBrowser } from './browser.js'
import { countryOptions } from './countries.js'
import { keepSecret, keptSecret, mentionsSecret, secretIn } from './link.js'
import { dateOf, name, platformName, run, setPlatform, show, takeOver, wait } from './page.js'
import {
  closedWords,
  intro,
  landingWithoutLink,
  LANDINGS,
  notInCountry,
  PREPARE,
  problemWords,
  WHICH_COUNTRY,
} from './words.js'

const isSuccess = location.pathname === '/onboarding-success'
const isLanding = isSuccess || location.pathname === '/onboarding-incomplete'
const status = new URLSearchParams(location.search).get('status')

/** The link that is shown. Replies to requests for another one come too late. */
let shown = null

/** The link in the address, or else the one of this tab. `undefined`: the address has one that is not whole. */
function linkOfPage() {
  if (isLanding || !mentionsSecret(location.href)) return keptSecret()
  const secret = secretIn(location.href)
  if (secret !== undefined && keepSecret(secret)) clearAddress()
  return secret
}

function clearAddress() {
  try {
    history.replaceState(null, '', '/onboard')
  } catch (error) {
    console.error(error)
  }
}

/** Asks the API about the link that is shown. Never returns if the page shows another one meanwhile. */
async function askAbout(token, path, timeoutMs, more) {
  const answer = await ask(path, Object.assign({ token }, more), timeoutMs)
  return token === shown ? answer : new Promise(() => {})
}

async function begin() {
  shown = linkOfPage()
  if (shown === undefined) return showProblem({ code: 'TOKEN_NOT_FOUND' })
  if (shown === null || status === 'invalid') return showWithoutLink()
  keepSecret(shown)
  // What the page showed of another link goes away at once.
  if (!isLanding) show({ title: 'One moment …', text: ['Checking your link.'] })
  return preview(shown)
}

function showWithoutLink() {
  if (isSuccess) return
  if (isLanding) return show(landingWithoutLink(status))
  show({ title: 'This page needs your link', text: ['Please open the link in the message that you received.'] })
}

async function preview(token) {
  const { ok, body, problem } = await askAbout(token, 'onboard-client/preview', 10_000, thisBrowser())
  if (!ok) return isSuccess ? undefined : showProblem(problem, () => preview(token))
  setPlatform(body.platformName, body.supportEmail)
  // Another client of this tab may have come back from Stripe.
  if (isSuccess && (body.status !== 'completed' || body.progress === 'done')) return
  if (body.action === 'open') return showOpen(token, body)
  const requests = body.action === 'request_new_link'
  const asks = body.progress === 'more_needed' ? body.asks : []
  const more = requests ? { button: 'Send me a new link', act: () => requestNewLink(token) } : {}
  show(Object.assign({ asks }, closedWords(body), more))
}

const FEW = 3

function showOpen(token, { clientName, purpose, status: tokenStatus, asks, expiresAt }) {
  const isFirst = tokenStatus === 'pending' && purpose === 'onboarding'
  const isUpdate = purpose === 'update' || tokenStatus === 'completed'
  const [landingTitle, landingText] = (isLanding && !isSuccess && LANDINGS[status]) || []
  const title = isUpdate
    ? 'Stripe needs a few more details'
    : isFirst
      ? 'Get set up to be paid'
      : 'Continue where you left off'
  const until = `Your link works until ${dateOf(expiresAt, { time: true })}.`
  show({
    title: landingTitle || title,
    text: ['Hello ', name(clientName), '. ', ...(landingText ? [landingText] : intro(asks))],
    // A long list would push the button out of sight of someone who has just been at Stripe.
    asks: landingText && asks.length > FEW ? [] : asks,
    facts: isFirst ? [PREPARE, until] : [until],
    button: 'Continue to Stripe',
    act: () => open(token),
  })
}

function showProblem(problem, again) {
  const words = problemWords(problem)
  show(Object.assign(words, { button: again && words.button, act: again }))
}

/** The preview explains problems of the link itself. */
const OF_THE_LINK = ['TOKEN_NOT_FOUND', 'TOKEN_EXPIRED', 'TOKEN_REVOKED', 'TOKEN_COMPLETED']

async function open(token, more = {}) {
  wait('Connecting to Stripe …')
  const options = Object.assign(thisBrowser(), more)
  const { ok, body, problem } = await askAbout(token, 'onboard-client', 30_000, options)
  if (ok) {
    // The page that Stripe leads back to acts for the link that this tab left with.
    keepSecret(token)
    location.assign(body.url)
  } else if (problem.code === 'COUNTRY_REQUIRED') askCountry(token, WHICH_COUNTRY)
  else if (problem.code === 'COUNTRY_UNAVAILABLE') askCountry(token, notInCountry())
  else if (OF_THE_LINK.indexOf(problem.code) !== -1) await preview(token)
  else showProblem(problem, () => open(token, more))
}

/** Stripe creates no account without a country, and the people who sent the link did not know it. */
function askCountry(token, words) {
  const choice = document.getElementById('country-code')
  if (choice.length === 1) choice.append(...countryOptions())
  const act = () => (choice.value === '' ? choice.focus() : open(token, { country: choice.value }))
  show(Object.assign({ asksCountry: true, button: 'Continue to Stripe', act }, words))
}

async function requestNewLink(token) {
  wait('One moment …')
  const { ok, problem } = await askAbout(token, 'onboard-client/request-new-link', 10_000)
  if (!ok) return showProblem(problem, () => requestNewLink(token))
  show({
    title: 'Check your inbox',
    text: [
      'A new link is on its way to the email address that ',
      platformName(),
      ' has for you. This may take a few minutes. Please also check your spam folder.',
    ],
    facts: ['You can request up to three links a day.'],
  })
}

takeOver()
// Another link that is pasted into the address bar changes only the fragment, and the browser loads nothing.
addEventListener('hashchange', () => {
  if (mentionsSecret(location.href)) void run(begin)
})
// The back-forward cache may restore the page with its button still waiting, after the tab was used for another link.
addEventListener('pageshow', (event) => {
  if (event.persisted && shown) {
    keepSecret(shown)
    void run(() => preview(shown))
  }
})
void run(begin)
