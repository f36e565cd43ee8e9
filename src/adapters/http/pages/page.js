// What is on the page, and how to change it. Names of people are isolated, because they may be written from right to left.

const element = (id) => document.getElementById(id)
const { lang } = document.documentElement
let { platform, support } = document.body.dataset
let act = () => {}

/** The name of a person or a platform. */
export function name(text) {
  const isolated = document.createElement('bdi')
  isolated.textContent = text
  return isolated
}

export const platformName = () => name(platform)

/** Whom to contact, as the end of a sentence that begins with "Please". */
export function contact() {
  if (!support) return ['contact ', platformName(), '.']
  const address = document.createElement('a')
  address.href = `mailto:${support}`
  address.textContent = support
  return ['contact ', platformName(), ' at ', address, '.']
}

/** The link says which platform it is of; the page may be that of a host that several share. */
export function setPlatform(text, supportEmail) {
  platform = text
  support = supportEmail
  element('platform').textContent = text
}

/** A date in the language of the page, with `time` also the time of day. */
export function dateOf(instant, { time = false } = {}) {
  return new Date(instant).toLocaleString(
    lang,
    time
      ? { day: 'numeric', month: 'long', year: 'numeric', hour: 'numeric', minute: '2-digit' }
      : { day: 'numeric', month: 'long', year: 'numeric' },
  )
}

/** Shows this, and nothing of what was shown before. `text` is a list of texts and elements; `act` is for the button. */
export function show({ title, text, asks = [], asksCountry = false, facts = [], button, act: next, reference }) {
  document.title = platform ? `${title} – ${platform}` : title
  element('title').textContent = title
  fill(element('text'), text)
  fill(element('asks'), asks.map(item))
  element('asks').hidden = asks.length === 0
  element('country').hidden = !asksCountry
  fill(
    element('facts'),
    facts.map((fact) => paragraph(fact)),
  )
  element('reference').textContent = reference ? `Please mention this reference: ${reference}` : ''
  element('reference').hidden = !reference
  act = next
  const go = element('go')
  const hadFocus = document.activeElement === go
  go.hidden = !button
  go.textContent = button || ''
  go.removeAttribute('aria-disabled')
  if (hadFocus && !button) element('title').focus()
}

/** Says on the button that something is under way. It keeps the focus, which a disabled button would lose. */
export function wait(words) {
  element('go').setAttribute('aria-disabled', 'true')
  element('go').textContent = words
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
  made.textContent = `${what}${by ? `, by ${dateOf(by)}` : ''}${error ? `. ${error}` : ''}`
  return made
}

/** The page itself fails: an extension changed it, or the browser lacks something. That is no failure of the network. */
function showFault() {
  const title = 'This page does not work in this browser'
  const words =
    'Nothing was lost. Reload the page. If that does not help, turn off browser extensions for it, or open your link in ' +
    'another browser or on your phone.'
  try {
    show({ title, text: [`${words} Otherwise, please `, ...contact()], button: 'Reload', act: () => location.reload() })
  } catch {
    document.body.textContent = `${title}. ${words}`
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
  element('go').addEventListener('click', () => {
    if (element('go').getAttribute('aria-disabled') !== 'true') void run(() => act())
  })
}
