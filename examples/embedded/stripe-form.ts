// Stripe's form in an element of the page.
import type { EmbeddedErrorType, StripeConnectInstance } from '@stripe/connect-js'
import { loadConnectAndInitialize } from '@stripe/connect-js/pure'

type Component = 'account-onboarding' | 'notification-banner' | 'account-management'

/** How long the form may take to appear. */
const LOAD_MS = 20_000

/** What POST /api/v1/onboard-client/session answers. */
export interface Session {
  readonly clientSecret: string
  readonly publishableKey: string
  readonly components: readonly string[]
  readonly collectionOptions: { readonly fields: 'currently_due' | 'eventually_due' }
}

export interface Callbacks {
  /** The client secret of a further session: each works once, and expires. */
  readonly renew: () => Promise<string>
  readonly onError: (type: EmbeddedErrorType) => void
  readonly onStep: (step: string) => void
  readonly onExit: () => void
}

/** Shows the form until there is an error or an exit. Returns what removes it before; nothing after an error. */
export async function showStripeForm(
  place: Element,
  session: Session,
  callbacks: Callbacks,
): Promise<(() => void) | undefined> {
  const late = setTimeout(() => fail('render_error'), LOAD_MS)
  let isOver = false
  function end() {
    isOver = true
    clearTimeout(late)
    place.replaceChildren()
  }
  function fail(type: EmbeddedErrorType) {
    if (isOver) return
    end()
    callbacks.onError(type)
  }

  let unused: string | undefined = session.clientSecret
  const connect = loadConnectAndInitialize({
    publishableKey: session.publishableKey,
    // Called at first, and again whenever a session has expired.
    async fetchClientSecret() {
      const secret = unused ?? (await callbacks.renew())
      unused = undefined
      return secret
    },
    locale: document.documentElement.lang,
    appearance: { variables: { colorPrimary: '#0b57d0' } },
  })
  await loaded(connect).catch(() => fail('render_error'))
  if (isOver) return undefined
  if (session.components.includes('account-onboarding')) {
    const form = connect.create('account-onboarding')
    form.setOnStepChange(({ step }) => callbacks.onStep(step))
    form.setOnExit(() => {
      end()
      callbacks.onExit()
    })
    add(form)
  } else {
    // For a link by which a client provides more. These have no end of their own: the page needs a button for it.
    add(connect.create('notification-banner'))
    add(connect.create('account-management'))
  }
  return end

  function add(component: ReturnType<typeof connect.create<Component>>) {
    component.setCollectionOptions(session.collectionOptions)
    component.setOnLoaderStart(() => clearTimeout(late))
    component.setOnLoadError(({ error }) => fail(error.type))
    place.append(component)
  }
}

/**
 * Rejects if Stripe's script does not load. The package has this method, but not in its types; without it, only the time
 * limit above would notice.
 */
async function loaded(connect: StripeConnectInstance & { debugInstance?: () => Promise<unknown> }): Promise<void> {
  await connect.debugInstance?.()
}
