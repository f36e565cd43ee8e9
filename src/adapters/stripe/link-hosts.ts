import type { Stripe } from 'stripe'
import { PaymentProviderError } from '../../ports/payment-provider.ts'
import type { Pace } from './pacer.ts'

/** Where account links may lead. */
interface LinkHosts {
  /** The hosts of https links. */
  readonly linkHosts: readonly string[]
  /** The base URL of a simulator, whose account links are accepted as well; never with a live key. */
  readonly simulator?: string | undefined
}

/** What the calls of either generation need. */
export interface LinkDependencies extends LinkHosts {
  readonly stripe: Stripe
  readonly pace: Pace
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Whether an account link may be given to a client: it must lead to one of these hosts by https. With a test key, the
 * links of a simulator are accepted as well: on the API's own origin, or on this machine, because a browser reaches a
 * simulator in a container by another name and port.
 */
export function isStripeLink(
  url: string,
  { hosts, simulator }: { hosts: readonly string[]; simulator?: string | undefined },
): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host, hostname, origin, username, password } = new URL(url)
  if (username !== '' || password !== '') return false
  if (protocol === 'https:' && hosts.includes(host)) return true
  if (simulator === undefined) return false
  return origin === new URL(simulator).origin || (protocol === 'http:' && LOOPBACK.has(hostname))
}

/** The link, if it leads to Stripe. Throws a failure otherwise: a client is never sent elsewhere. */
export function checkedLink<T extends { readonly url: string }>(link: T, { linkHosts, simulator }: LinkHosts): T {
  if (isStripeLink(link.url, { hosts: linkHosts, simulator })) return link
  throw new PaymentProviderError({
    operation: 'create_account_link',
    outcome: 'unknown',
    code: 'foreign_account_link',
  })
}
