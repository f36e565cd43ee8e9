// Stripe's form on a page of the service. It comes from Stripe, so it may fail to load: a firewall, an extension, a popup
// that the browser blocked. The way to Stripe's own pages is always there. Nothing of the form is logged.

import { ask } from './api.js'
import { thisBrowser } from './browser.js'
import { askCountry } from './country.js'
import { keptSecret } from './link.js'
import { linkMessage, message, notInCountry, problemMessage, whichCountry } from './messages.js'
import { run, show, takeOver, wait } from './page.js'
import { language, words } from './words.js'

/** Stripe's loader. Its import may fail, so it is none of this script. */
const LOADER = '/assets/connect.js'

/** How long the form may take to appear before the page offers Stripe's own pages instead. */
const LOAD_MS = 20_000

const element = (id) => document.getElementById(id)
const token = keptSecret()
let isOver = false
/** Why the service gave the form no other session, which the form reports without the reason. */
let refusal

/** Every session is an opening of the link, and works once. */
const session = (more) => ask('onboard-client/session', Object.assign({ token }, thisBrowser(), more), 30_000)

async function begin(more = {}) {
  if (!token) return show(linkMessage(words.plain.needsLink))
  const { ok, body, problem } = await session(more)
  if (ok) return embed(body)
  const again = (country) => {
    wait(words.link.connecting)
    return begin({ country })
  }
  switch (problem.code) {
    case 'COUNTRY_REQUIRED':
      return askCountry(whichCountry(), again)
    case 'COUNTRY_UNAVAILABLE':
      return askCountry(notInCountry(), again)
    case 'PUBLISHABLE_KEY_MISSING':
      return openHosted()
    default:
      return showProblem(problem, () => begin(more))
  }
}

/** The page of the link explains what is wrong with it, and asks for what the platform wants before it is opened. */
const OF_THE_LINK = [
  ...['TOKEN_NOT_FOUND', 'TOKEN_EXPIRED', 'TOKEN_REVOKED', 'TOKEN_COMPLETED'],
  ...['CODE_REQUIRED', 'TERMS_REQUIRED'],
]

function showProblem(problem, again) {
  if (OF_THE_LINK.indexOf(problem.code) !== -1) return location.replace('/onboard')
  const failed = problemMessage(problem)
  show(Object.assign(failed, { act: again }))
}

async function embed({ clientSecret, publishableKey, components, collectionOptions }) {
  let next = clientSecret
  const fetchClientSecret = async () => {
    const secret = next || (await renewed())
    next = undefined
    return secret
  }
  const notLoaded = () => fallBack('render_error')
  const late = setTimeout(notLoaded, LOAD_MS)
  try {
    const { loadConnectAndInitialize } = await import(LOADER)
    const connect = loadConnectAndInitialize({ publishableKey, fetchClientSecret, locale: language() })
    // Before any element: those of a script that does not load reject without an end.
    await connect.debugInstance()
    if (isOver) return
    for (const name of components) element('stripe').append(form(connect.create(name), collectionOptions, late))
  } catch {
    return notLoaded()
  }
  show(message(words.embedded.form))
  element('stripe').hidden = false
  element('after').hidden = false
  // The others have no end of their own.
  element('done').hidden = components.indexOf('account-onboarding') !== -1
}

function form(component, collectionOptions, late) {
  component.setCollectionOptions(collectionOptions)
  component.setOnLoaderStart(() => clearTimeout(late))
  component.setOnLoadError(({ error }) => fallBack(error.type))
  if (component.setOnExit) component.setOnExit(() => void run(leave))
  if (component.setOnStepChange) component.setOnStepChange(({ step }) => showStep(step))
  return component
}

/** What the steps of the form are about, by how their names begin. Others change nothing on the page. */
const STEPS = {
  business: /^business/,
  people: /^(representative|legal_guardian|owners|directors|executives|proof_of_|confirm_owners)/,
  bank: /^external_account/,
  check: /^summary/,
}

function showStep(step) {
  const part = Object.keys(STEPS).find((name) => STEPS[name].test(step))
  if (part && !isOver) show({ title: words.embedded.form.title, text: [words.embedded.steps[part]] })
}

async function renewed() {
  const { ok, body, problem } = await session()
  refusal = problem
  if (!ok) throw new Error(problem.code)
  return body.clientSecret
}

/**
 * The form cannot be used, for one of the reasons that Stripe's script gives. Nothing is lost: Stripe's own pages ask for
 * the same. Another try starts the page again, because Stripe's script loads once for each page.
 */
function fallBack(type) {
  if (isOver) return
  removeForm()
  const { failed } = words.embedded
  const hosted = { button: words.link.button, act: openHosted }
  const again = { button: words.frame.tryAgain, act: () => location.reload() }
  // The service has said why, and knows what helps.
  if (type === 'account_session_create_error' && refusal) return showProblem(refusal, again.act)
  // The configuration of the platform does not fit: a second try would end the same.
  const ways = type === 'invalid_request_error' ? hosted : Object.assign(again, { other: hosted })
  show(Object.assign(message(failed[type] || failed.api_error), ways))
}

async function openHosted() {
  removeForm()
  show(Object.assign(message(words.plain.checking), { button: words.link.connecting, act: openHosted }))
  wait(words.link.connecting)
  const { ok, body, problem } = await ask('onboard-client', Object.assign({ token }, thisBrowser()), 30_000)
  if (ok) location.assign(body.url)
  else showProblem(problem, openHosted)
}

/** The client has left the form, which proves nothing: the service asks Stripe, and says where to go on. */
async function leave() {
  removeForm()
  show(message(words.embedded.leaving))
  const { ok, body, problem } = await ask('onboard-client/session/exit', { token }, 30_000)
  if (ok) location.assign(body.url)
  else showProblem(problem, leave)
}

function removeForm() {
  isOver = true
  // The focus was in the form, which takes it away.
  element('title').focus()
  element('stripe').hidden = true
  element('after').hidden = true
}

takeOver()
element('instead').addEventListener('click', () => void run(openHosted))
element('done').addEventListener('click', () => void run(leave))
// The form of a page that the back-forward cache restores has a session that is over.
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload()
})
void run(begin)
