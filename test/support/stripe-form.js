/**
 * Stands in for the script that Stripe's loader loads, which tests cannot reach. It keeps the contract of
 * `@stripe/connect-js` 3.4: `StripeConnect.init` gives an instance, elements are upgraded to custom elements with a setter
 * `…InternalOnly` for each setting, and the first client secret is the one that the loader has requested.
 */
let params
const paragraph = (text) => Object.assign(document.createElement('p'), { textContent: text })
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
      button('Session expires', async () => this.append(paragraph(`again with ${await params.fetchClientSecret()}`))),
      button('Next step', () => this.settings.OnStepChange({ step: 'business_type' })),
      button('Exit', () => this.settings.OnExit()),
    )
    for (const type of ['authentication_error', 'render_error', 'rate_limit_error'])
      this.append(button(`Fail: ${type}`, () => this.settings.OnLoadError({ error: { type } })))
  }
}

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
