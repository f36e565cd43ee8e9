// The pages for clients: the one that a link leads to, and those that Stripe leads back to. The script removes the token
// from the address bar, shows whose link it is and how far the client is, and requests Stripe's page only on a click, so
// email scanners and previews that load the page have no effect.

import { ask } from './api.js'
import { thisBrowser } from './browser.js'
import { askCountry } from './country.js'
import { keepSecret, keptSecret, mentionsSecret, secretIn } from './link.js'
import { codeTyped, dateOf, dress, name, run, setPlatform, show, takeOver, wait } from './page.js'
import {
  closedMessage,
  landingMessage,
  landingWithoutLink,
  linkMessage,
  message,
  notInCountry,
  problemMessage,
  whichCountry,
  withNames,
} from './messages.js'
import { acceptLabel, isAccepted } from './terms.js'
import { language, speak, words } from './words.js'

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
  if (!isLanding) show(message(words.plain.checking))
  return preview(shown)
}

function showWithoutLink() {
  if (isSuccess) return
  if (isLanding) return show(landingWithoutLink(status))
  show(linkMessage(words.plain.needsLink))
}

async function preview(token) {
  const { ok, body, problem } = await askAbout(token, 'onboard-client/preview', 10_000, thisBrowser())
  if (!ok) return isSuccess ? undefined : showProblem(problem, () => preview(token))
  await speak(body.locale)
  if (token !== shown) return
  setPlatform(body)
  dress()
  // Another client of this tab may have come back from Stripe.
  if (isSuccess && (body.status !== 'completed' || body.progress === 'done')) return
  if (body.action === 'open') return showOpen(token, body)
  const requests = body.action === 'request_new_link'
  const asks = body.progress === 'more_needed' ? body.asks : []
  const more = requests ? { button: words.newLink.button, act: () => requestNewLink(token) } : {}
  show(Object.assign({ asks }, closedMessage(body), more))
}

const FEW = 3

function showOpen(token, { clientName, purpose, status: tokenStatus, asks, expiresAt, codeSentTo, terms, ui }) {
  isEmbedded = ui === 'embedded'
  accepted = {}
  const isFirst = tokenStatus === 'pending' && purpose === 'onboarding'
  const isUpdate = purpose === 'update' || tokenStatus === 'completed'
  const landing = isLanding && !isSuccess ? landingMessage(status) : undefined
  const { title, greeting, intro, introAsks, prepare, button, until } = words.link
  const works = until.replace('{date}', dateOf(expiresAt, { time: true }))
  show({
    title: landing ? landing.title : isUpdate ? title.update : isFirst ? title.onboarding : title.again,
    text: withNames(`${greeting} ${landing ? landing.text : asks.length === 0 ? intro : introAsks}`, {
      name: name(clientName),
    }),
    // A long list would push the button out of sight of someone who has just been at Stripe.
    asks: landing && asks.length > FEW ? [] : asks,
    facts: isFirst ? [prepare, works] : [works],
    terms: terms ? acceptLabel(terms) : undefined,
    button,
    act: () => {
      if (terms && !isAccepted()) return undefined
      if (terms) accepted = { termsVersion: terms.version }
      return codeSentTo ? sendCode(token) : open(token)
    },
  })
}

function showProblem(problem, again) {
  const failed = problemMessage(problem)
  show(Object.assign(failed, { button: again && failed.button, act: again }))
}

/** The preview explains problems of the link itself. */
const OF_THE_LINK = ['TOKEN_NOT_FOUND', 'TOKEN_EXPIRED', 'TOKEN_REVOKED', 'TOKEN_COMPLETED']

/** Whether the client goes on with Stripe's form on a page of ours, which acts for the link of this tab. */
let isEmbedded = false

/** What the client has accepted on this page. It goes with every request, because only the one that opens the link keeps it. */
let accepted = {}

async function open(token, more = {}) {
  wait(words.link.connecting)
  // Without storage that page would not know the link.
  const here = isEmbedded && keepSecret(token) ? `/onboarding-embedded?locale=${language()}` : undefined
  const typed = Object.assign({}, accepted, more)
  if (here && Object.keys(typed).length === 0) return location.assign(here)
  const options = Object.assign(thisBrowser(), typed)
  const path = here ? 'onboard-client/session' : 'onboard-client'
  const { ok, body, problem } = await askAbout(token, path, 30_000, options)
  if (ok) {
    // The page that Stripe leads back to acts for the link that this tab left with.
    keepSecret(token)
    location.assign(here || body.url)
  } else if (problem.code === 'TERMS_REQUIRED') await showTermsAgain(token)
  else if (problem.code === 'COUNTRY_REQUIRED') askCountry(whichCountry(), (country) => open(token, { country }))
  else if (problem.code === 'COUNTRY_UNAVAILABLE') askCountry(notInCountry(), (country) => open(token, { country }))
  else if (problem.code === 'CODE_REQUIRED') await sendCode(token)
  else if (problem.code === 'CODE_WRONG') askCode(token, words.code.wrong)
  else if (problem.code === 'CODE_OVER') showCodeOver(token)
  else if (OF_THE_LINK.indexOf(problem.code) !== -1) await preview(token)
  else showProblem(problem, () => open(token, more))
}

/** There are terms, or newer ones, since the page was shown. */
async function showTermsAgain(token) {
  await preview(token)
  isAccepted()
}

/** The client's address, masked, as long as a code was sent there. */
let sentTo = ''

/** The platform makes sure that the client itself opens its link. */
async function sendCode(token) {
  const { code, frame } = words
  wait(code.sending)
  const { ok, body, problem } = await askAbout(token, 'onboard-client/code', 30_000, thisBrowser())
  if (ok) {
    sentTo = body.sentTo
    askCode(token, code.sent)
  } else if (problem.code === 'CODE_NOT_NEEDED') await open(token)
  else if (problem.code === 'CODE_NOT_SENT' || problem.code === 'RATE_LIMITED') {
    const failed = problem.code === 'CODE_NOT_SENT' ? code.notSent : code.tooMany
    show(Object.assign(message(failed), { button: frame.tryAgain, act: () => sendCode(token) }))
  } else if (OF_THE_LINK.indexOf(problem.code) !== -1) await preview(token)
  else showProblem(problem, () => sendCode(token))
}

const SIX_DIGITS = /^\s*(\d\s*){6}$/

function askCode(token, shownMessage) {
  const act = () => {
    const code = codeTyped().value
    return SIX_DIGITS.test(code) ? open(token, { code }) : codeTyped().focus()
  }
  const other = { button: words.code.another, act: () => sendCode(token) }
  const shownCode = { asksCode: true, button: words.link.button, act, other }
  show(Object.assign(shownCode, message(shownMessage, { address: sentTo })))
}

function showCodeOver(token) {
  const { over, another } = words.code
  show(Object.assign(message(over, { address: sentTo }), { button: another, act: () => sendCode(token) }))
}

async function requestNewLink(token) {
  wait(words.frame.wait)
  const { ok, problem } = await askAbout(token, 'onboard-client/request-new-link', 10_000)
  if (!ok) return showProblem(problem, () => requestNewLink(token))
  show(Object.assign(message(words.newLink), { facts: [words.newLink.limit] }))
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
