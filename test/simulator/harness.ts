import { Stripe } from 'stripe'
import { type StartOptions, startSimulator } from '#stripe-simulator'

/** A request whose headers are a plain object. */
export type RawRequest = Omit<RequestInit, 'headers'> & { readonly headers?: Record<string, string> }

interface Teardown {
  teardown(work: () => Promise<void>): unknown
}

/** A simulator of its own, and the real SDK pointed at it. */
export async function running(t: Teardown, options: StartOptions = {}) {
  const simulation = await startSimulator(options)
  const { url, port, simulator } = simulation
  let closed: Promise<void> | undefined
  const close = () => (closed ??= simulation.close())
  t.teardown(close)
  const sdk = (config: Stripe.StripeConfig = {}, key = 'sk_test_x') =>
    new Stripe(key, { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0, telemetry: false, ...config })

  /** A request as the SDK would never send it. */
  const raw = (path: string, { headers, ...init }: RawRequest = {}) =>
    fetch(url + path, { redirect: 'manual', headers: { authorization: 'Bearer sk_test_x', ...headers }, ...init })

  return { url, port, simulator, close, stripe: sdk(), sdk, raw }
}

export const returnUrl = 'https://platform.test/callback?state=s1'
export const refreshUrl = 'https://platform.test/refresh?state=s1'

/** What an account must have requested to be charged and paid out, on a platform without special approval. */
export const payable = { card_payments: { requested: true }, transfers: { requested: true } }

/** A fresh account and a link to its hosted page. */
export async function onboarding(stripe: Stripe) {
  const account = await stripe.accounts.create({ type: 'express', capabilities: payable })
  const link = await stripe.accountLinks.create({
    account: account.id,
    type: 'account_onboarding',
    refresh_url: refreshUrl,
    return_url: returnUrl,
  })
  return { account, link }
}

/** Visits a link as a browser does: those of v2 have their secret behind the `#`, and the page there posts it. */
export function visit(link: { url: string }): Promise<Response> {
  const { hash } = new URL(link.url)
  if (hash === '') return fetch(link.url, { redirect: 'manual' })
  return fetch(link.url, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ link: hash.slice(1) }) })
}

/** Opens the hosted page and answers where its form leads. */
export async function openPage(link: { url: string }): Promise<string> {
  const response = await visit(link)
  if (response.status !== 200) throw new Error(`the page answered ${response.status}`)
  const action = /action="([^"]+)"/.exec(await response.text())?.[1]
  if (action === undefined) throw new Error('the page has no form')
  return new URL(action, link.url).href
}

export const press = (form: string, outcome: string, ticked: readonly string[] = []) => {
  const given = Object.fromEntries(ticked.map((item) => [item, 'on']))
  return fetch(form, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ outcome, ...given }) })
}

/** The error that the call ended with; fails if it did not. */
export async function failureOf(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const [result] = await Promise.allSettled([call])
  if (result.status === 'rejected') return result.reason
  throw new Error('the call succeeded')
}

/** What Stripe's error JSON says. */
export async function errorIn(response: Response): Promise<Record<string, string>> {
  const { error } = (await response.json()) as { error: Record<string, string> }
  return error
}
