import type { AccountSnapshot } from '../domain/account.ts'
import type { Client } from '../domain/client.ts'
import type { OnboardingToken } from '../domain/onboarding-token.ts'
import type { Act } from './act.ts'

export interface NewClient {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly country?: string
  readonly externalId?: string
}

export interface NewToken {
  readonly id: string
  readonly lifetimeMs: number
  readonly secretHash: Uint8Array
}

export type Invited =
  | { readonly outcome: 'invited'; readonly client: Client; readonly token: OnboardingToken; readonly now: Date }
  | { readonly outcome: 'client_exists' }
  | { readonly outcome: 'external_id_exists' }

/** A client with its latest token and its account, as of `now` by the database's clock. */
export interface ClientRecord {
  readonly client: Client
  readonly token: OnboardingToken
  readonly account?: AccountSnapshot
  readonly now: Date
}

/** Every method is one transaction: it changes all that it names, with the audit events of it, or nothing. */
export interface ClientRepository {
  /** Stores a new client with its first token; an e-mail (without case) or external id is taken only once. */
  invite(client: NewClient, token: NewToken, act: Act): Promise<Invited>

  /** The client with its latest token and its account, or `undefined` when there is no such client. */
  find(clientId: string): Promise<ClientRecord | undefined>
}
