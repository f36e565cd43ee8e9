// The page of the link, with Stripe's form in it. It needs the packages @connect-onboarding/client and @stripe/connect-js;
// docs/embedded.md says what the calls do. Client secrets are neither stored nor logged.
import { createOnboardingClient, type Problem } from '@connect-onboarding/client'
import { browserId, keptToken, tokenOfUrl } from '../front-end/token.js'
import { CODE, FAILURES, FORM, type Message, PROBLEMS, STANDINGS, stepOf, TERMS } from './messages.ts'
import { AGAIN, element, run, show, type Ways } from './page.ts'
import { showStripeForm } from './stripe-form.ts'

const client = createOnboardingClient({ baseUrl: element('meta[name=api]').getAttribute('content') ?? '' })
// With the id of the browser, a code by email is asked for once, and not for each session.
const link = { token: tokenOfUrl() ?? keptToken() ?? '', browser: browserId() }
const HOSTED: Ways = { 'Continue on Stripe’s own page': openHosted }

let removeForm: (() => void) | undefined
/** What the client has accepted. It goes with every opening, because the one that succeeds keeps it. */
let accepted: { termsVersion?: string } = {}
/** The terms that are shown. */
let asked: Problem['terms']

/** Each session is an opening of the link. */
const newSession = (more?: { code: string }) =>
  client.POST('/api/v1/onboard-client/session', { body: { ...link, ...accepted, ...more } })

async function begin(more?: { code: string }) {
  const { data: session, error } = await newSession(more)
  if (error) return showProblem(error)
  // A page starts Stripe's script once.
  if (removeForm !== undefined) return location.reload()
  let refusal: Problem | undefined
  const remove = await showStripeForm(element('#stripe'), session, {
    async renew() {
      const { data, error: problem } = await newSession()
      refusal = problem
      if (problem) throw new Error(problem.code)
      return data.clientSecret
    },
    onError(type) {
      // The service has said why there is no session, and what helps.
      if (type === 'account_session_create_error' && refusal) return void showProblem(refusal)
      const { canRetry, ...message } = FAILURES[type] ?? FAILURES.api_error
      show(message, { ...(canRetry && AGAIN), ...HOSTED })
    },
    onStep(step) {
      element('#text').textContent = stepOf(step) ?? element('#text').textContent
    },
    onExit: () => void run(leave),
  })
  if (remove === undefined) return
  removeForm = remove
  const hasEnd = session.components.includes('account-onboarding')
  show(FORM, { ...(!hasEnd && { 'I am done': leave }), ...HOSTED })
}

/** The client has left the form, which proves nothing: the service asks Stripe how far it is. */
async function leave() {
  removeForm?.()
  const { data, error } = await client.POST('/api/v1/onboard-client/session/exit', { body: { token: link.token } })
  if (error) return showProblem(error)
  const canGoOn = data.status === 'incomplete' || data.status === 'unknown'
  // Or location.assign(data.url), where the invitation has a returnUrl.
  show(STANDINGS[data.status], canGoOn ? { Continue: () => location.reload() } : {})
}

async function openHosted() {
  removeForm?.()
  const { data, error } = await client.POST('/api/v1/onboard-client', { body: { ...link, ...accepted } })
  if (error) return showProblem(error)
  location.assign(data.url)
}

async function showProblem({ code, retryable, detail, requestId, terms }: Problem): Promise<void> {
  switch (code) {
    case 'CODE_REQUIRED':
      return sendCode()
    case 'CODE_WRONG':
      return askCode(CODE.wrong)
    case 'CODE_OVER':
      return show(CODE.over, { [CODE.another]: sendCode })
    case 'TERMS_REQUIRED':
      return askTerms(terms)
    case 'PUBLISHABLE_KEY_MISSING':
      return openHosted()
    default:
      return show(
        PROBLEMS[code] ?? { title: 'Something went wrong', text: `${detail} (${requestId})` },
        retryable ? AGAIN : {},
      )
  }
}

/** The platform wants to know that it is the client who opens the link. */
async function sendCode() {
  const { data, error } = await client.POST('/api/v1/onboard-client/code', { body: link })
  if (error) return showProblem(error)
  askCode({ ...CODE.sent, text: `It was sent to ${data.sentTo}.` })
}

function askCode(message: Message) {
  show(message, { [CODE.another]: sendCode }, { asks: 'code' })
}

element('#code').addEventListener('submit', (event) => {
  event.preventDefault()
  const code = document.querySelector('input')?.value ?? ''
  void run(() => begin({ code }))
})
function askTerms(terms: Problem['terms']) {
  asked = terms
  const box = document.querySelector<HTMLInputElement>('#terms input')
  if (box) box.checked = false
  element('#terms a').setAttribute('href', terms?.url ?? '')
  show(TERMS, {}, { asks: 'terms' })
}

// The browser submits the form only once the box is ticked.
element('#terms').addEventListener('submit', (event) => {
  event.preventDefault()
  if (asked) accepted = { termsVersion: asked.version }
  void run(() => begin())
})
// Another link that is pasted into this tab changes only the fragment, which loads nothing.
addEventListener('hashchange', () => location.reload())
void run(begin)
