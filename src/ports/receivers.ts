import type { ReceiverAnswer } from '../domain/delivery.ts'

/** `private_address`: the host is, or has only, addresses that are not public. `unknown_host`: it has none. */
export type HostFault = 'private_address' | 'unknown_host'

export interface SignedMessage {
  /** The same for every attempt. */
  readonly id: string
  /** The time of this attempt. */
  readonly at: Date
  readonly body: string
  /** Each of them signs. */
  readonly secrets: readonly string[]
}

/** Sends outgoing events to the URLs of platforms, and to no address that is not public, unless that is allowed. */
export interface Receivers {
  /** Why the host of this URL cannot be used now, or `undefined` if it can. */
  faultOf(url: string): Promise<HostFault | undefined>

  /** Sends a message once, without following redirects. Failures are answers as well; it throws nothing. */
  send(url: string, message: SignedMessage): Promise<ReceiverAnswer>
}
