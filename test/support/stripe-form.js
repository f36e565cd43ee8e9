/**
 * Stands in for the script that Stripe's loader loads, which tests cannot reach. It keeps the contract of
 * `@stripe/connect-js` 3.4: `StripeConnect.init` gives an instance, elements are upgraded to custom elements with a setter
 * `…InternalOnly` for each setting, and the first client secret is the one that the loader has requested.
 */
let params
function paragraph(text) {
  const made = Object.assign(document.createElement('p'), { textContent: text })
  made.style.overflowWrap = 'anywhere'
  return made
}
function button(text, act) {
  const made = Object.assign(document.createElement('button'), { textContent: text })
  made.addEventListener('click', () => void act())
  return made
}

class Component extends HTMLElement {
  settings = {}

  setConnector() {
    void this.draw()
  }

  async draw() {
    const secret = await params.metaOptions.eagerClientSecretPromise
    const { OnLoaderStart, CollectionOptions } = this.settings
    if (OnLoaderStart) OnLoaderStart({ elementTagName: this.localName })
    this.append(
      paragraph(`${this.localName} with ${secret}, ${JSON.stringify(CollectionOptions)}`),
      button('Session expires', () => this.renew()),
      button('Sign in', () => this.signIn()),
      button('Exit', () => this.settings.OnExit()),
    )
    for (const step of [
      'stripe_user_authentication',
      'business_type',
      'owners_2',
      'external_account',
      'summary',
      'new',
    ])
      this.append(button(`Step: ${step}`, () => this.settings.OnStepChange({ step })))
    for (const type of LOAD_ERRORS) this.append(button(`Fail: ${type}`, () => this.fail(type)))
  }

  fail(type) {
    this.settings.OnLoadError({ elementTagName: this.localName, error: { type } })
  }

  async renew() {
    try {
      this.append(paragraph(`again with ${await params.fetchClientSecret()}`))
    } catch {
      this.fail('account_session_create_error')
    }
  }

  /** In a popup, which says to its opener that the client has signed in. */
  signIn() {
    addEventListener('message', ({ data, origin }) => this.append(paragraph(`${data} at ${origin}`)), { once: true })
    if (window.open('https://connect-js.stripe.com/sign-in') === null) this.fail('authentication_error')
  }
}

const LOAD_ERRORS = [
  'api_connection_error',
  'authentication_error',
  'account_session_create_error',
  'invalid_request_error',
  'rate_limit_error',
  'render_error',
  'api_error',
  'an_error_of_tomorrow',
]

for (const setting of ['CollectionOptions', 'OnExit', 'OnLoadError', 'OnLoaderStart', 'OnStepChange']) {
  Object.defineProperty(Component.prototype, `set${setting}InternalOnly`, {
    value(value) {
      this.settings[setting] = value
    },
  })
}

window.StripeConnect = {
  init(given) {
    params = given
    for (const tag of ['account-onboarding', 'notification-banner', 'account-management'])
      customElements.define(`stripe-connect-${tag}`, class extends Component {})
    return { connect: {}, update() {}, logout: async () => {} }
  },
}
