// What is on the page, and how to change it. Names of people are isolated, because they may be written from right to left.

import { filled, language, words } from './words.js'

const element = (id) => document.getElementById(id)
let { platform, support } = document.body.dataset
let act = () => {}
let actOther = () => {}

/** @returns {HTMLSelectElement} */
export const countryChoice = () => document.querySelector('#country-code')

/** @returns {HTMLInputElement} */
export const codeTyped = () => document.querySelector('#code-typed')

/** The name of a person or a platform. */
export function name(text) {
  const isolated = document.createElement('bdi')
  isolated.textContent = text
  return isolated
}

/** The platform, which is words of the page if its name is not known. */
export const platformName = () => (platform ? name(platform) : words.frame.somePlatform)

/** Whom to contact: the platform, with its address. A list of texts and elements. */
export function contact() {
  if (!support) return [platformName()]
  const address = document.createElement('a')
  address.href = `mailto:${support}`
  address.textContent = support
  return [platformName(), ' (', address, ')']
}

/** The link says which platform it is of; the page may be that of a host that several share. */
export function setPlatform({ platformName: text, supportEmail, logo, color }) {
  const isOther = platform !== text
  platform = text
  support = supportEmail
  element('platform').textContent = text
  if (isOther) theme(logo, color)
}

/** @param {string | null} logo @param {string | null} color */
function theme(logo, color) {
  const image = document.querySelector('img')
  image.hidden = !logo
  if (logo) image.src = logo
  if (color) {
    const style = document.createElement('link')
    style.rel = 'stylesheet'
    style.href = `/assets/accent/${color.slice(1)}.css`
    document.head.append(style)
  }
}

/** Writes what is on the page all the time, in its language. */
export function dress() {
  const { frame, code, country } = words
  element('details-at-stripe').textContent = frame.detailsAtStripe
  fill(element('questions'), filled(frame.questions, { contact: contact() }))
  element('code-label').textContent = code.label
  element('country-label').textContent = country.label
  countryChoice().options[0].textContent = country.choose
}

/** A date in the language of the page, with `time` also the time of day. */
export function dateOf(instant, { time = false } = {}) {
  return new Date(instant).toLocaleString(
    language(),
    time
      ? { day: 'numeric', month: 'long', year: 'numeric', hour: 'numeric', minute: '2-digit' }
      : { day: 'numeric', month: 'long', year: 'numeric' },
  )
}

/**
 * Shows this, and nothing of what was shown before. `text` is a list of texts and elements; `act` is for the button, and
 * `other` is a second one. `terms` is beside a checkbox.
 *
 * @param {{
 *   title: string, text: (string | Node)[], offersStart?: boolean, asks?: { what: string, by?: string, error?: string }[],
 *   asksCountry?: boolean, asksCode?: boolean, facts?: string[], terms?: (string | Node)[], button?: string, act?: () => unknown,
 *   other?: { button: string, act: () => unknown }, reference?: string
 * }} shown
 */
export function show(shown) {
  const { title, text, offersStart = false, asks = [], asksCountry = false, asksCode = false, facts = [] } = shown
  const { terms, button, act: next, other, reference } = shown
  document.title = platform ? `${title} – ${platform}` : title
  element('title').textContent = title
  fill(element('text'), text)
  showStart(offersStart)
  fill(element('asks'), asks.map(item))
  element('asks').hidden = asks.length === 0
  element('country').hidden = !asksCountry
  element('code').hidden = !asksCode
  codeTyped().value = ''
  fill(
    element('facts'),
    facts.map((fact) => paragraph(fact)),
  )
  showTerms(terms)
  element('reference').textContent = reference ? words.frame.reference.replace('{reference}', reference) : ''
  element('reference').hidden = !reference
  act = next
  actOther = other && other.act
  element('other').hidden = !other
  element('other').textContent = other ? other.button : ''
  const go = element('go')
  const hadFocus = document.activeElement === go
  go.hidden = !button
  go.textContent = button || ''
  go.removeAttribute('aria-disabled')
  if (asksCode) codeTyped().focus()
  else if (hadFocus && !button) element('title').focus()
}

/** The way to the page where a client gets its link by email. Where no emails are sent, there is none. */
function showStart(isOffered) {
  const start = element('start')
  if (!start) return
  start.hidden = !isOffered
  const link = start.querySelector('a')
  const url = new URL(link.href)
  url.searchParams.set('locale', language())
  link.href = url.href
  link.textContent = words.start.ask.title
}

/** A box that was ticked says nothing about what is shown now. */
function showTerms(label = []) {
  /** @type {HTMLInputElement} */
  const box = document.querySelector('#terms-accepted')
  box.checked = false
  box.removeAttribute('aria-invalid')
  fill(element('terms-label'), label)
  element('terms-missing').hidden = true
  element('terms').hidden = label.length === 0
}

/** Says on the button that something is under way. It keeps the focus, which a disabled button would lose. */
export function wait(saying) {
  element('go').setAttribute('aria-disabled', 'true')
  element('go').textContent = saying
}

function fill(parent, children) {
  while (parent.firstChild) parent.removeChild(parent.firstChild)
  parent.append(...children)
}

function paragraph(text) {
  const made = document.createElement('p')
  made.textContent = text
  return made
}

/** One thing that Stripe asks for, until when, and what was wrong with what was sent. */
function item({ what, by, error }) {
  const made = document.createElement('li')
  const { askBy, askError } = words.link
  const needed = by ? filled(askBy, { what, date: dateOf(by) }).join('') : what
  made.textContent = error ? filled(askError, { what: needed, error }).join('') : needed
  return made
}

/** The page itself fails: an extension changed it, or the browser lacks something. That is no failure of the network. */
function showFault() {
  const { title, text, button } = words.plain.broken
  try {
    show({ title, text: filled(text, { contact: contact() }), button, act: () => location.reload() })
  } catch {
    document.body.textContent = `${title}. ${text.replace('{contact}', platform || words.frame.somePlatform)}`
  }
}

/** Runs a step of the page. If the page itself fails, it says so. */
export async function run(step) {
  try {
    await step()
  } catch (error) {
    console.error(error)
    showFault()
  }
}

/** From now on the script answers for the page: the text for pages whose script does not run goes away. */
export function takeOver() {
  const late = element('late')
  if (late) late.remove()
  const isWaiting = () => element('go').getAttribute('aria-disabled') === 'true'
  const go = () => {
    if (!isWaiting()) void run(() => act())
  }
  element('go').addEventListener('click', go)
  element('other').addEventListener('click', () => {
    if (!isWaiting()) void run(() => actOther())
  })
  codeTyped().addEventListener('keydown', ({ key }) => {
    if (key === 'Enter') go()
  })
}
