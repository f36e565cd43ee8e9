import type { OnboardingEvent } from '../domain/onboarding-event.ts'
import type { Decision, Onboarding } from '../domain/onboarding.ts'
import type { Actor } from './actor.ts'

/**
 * The keys that an onboarding can be found by. Hashes are SHA-256, 32 bytes. An id finds nothing on another platform; a
 * secret is found wherever it belongs, and says which platform its holder deals with.
 */
export type Lookup =
  | { readonly clientId: string; readonly platform: string }
  | { readonly tokenId: string; readonly platform: string }
  | { readonly externalId: string; readonly platform: string }
  /** The client that has this email, ignoring case, and no external id. */
  | { readonly email: string; readonly platform: string }
  | { readonly accountId: string; readonly platform: string }
  | { readonly secretHash: Uint8Array }
  | { readonly stopHash: Uint8Array }
  | { readonly stateHash: Uint8Array }
  | { readonly refreshHash: Uint8Array }
  /** A request that this actor sent earlier, if its idempotency key is still remembered. */
  | { readonly keyHash: Uint8Array; readonly actor: Actor }

/** The lookups that identify one token of an onboarding. */
export type TokenLookup = Extract<
  Lookup,
  | { readonly tokenId: string }
  | { readonly secretHash: Uint8Array }
  | { readonly stopHash: Uint8Array }
  | { readonly stateHash: Uint8Array }
  | { readonly refreshHash: Uint8Array }
  | { readonly keyHash: Uint8Array }
>

/** An onboarding at the time it was loaded or saved. */
export interface Loaded {
  readonly state: Onboarding
  /** Changes with every save. A save succeeds only for the version that was loaded. */
  readonly version: number
  /** The database's clock, read together with the state. It is the only clock that decides expiry. */
  readonly now: Date
  readonly by: Lookup
  /** The token that the lookup identified, if it was a {@link TokenLookup}. */
  readonly tokenId?: string
  /** The fingerprint of the original request, if the lookup was by idempotency key. */
  readonly fingerprint?: Uint8Array
}

/** {@link Loaded} by a lookup that identifies one token. */
export type LoadedToken = Loaded & { readonly tokenId: string }

/** A request that its sender may repeat because the response was lost. Only hashes of the request are stored. */
export interface IdempotencyKey {
  /** The SHA-256 of the idempotency key that the sender chose. */
  readonly keyHash: Uint8Array
  /** The SHA-256 of everything that the request specifies. */
  readonly fingerprint: Uint8Array
}

export interface SaveOptions {
  /** An actor of another platform than the onboarding's saves nothing: it gets a `conflict`. */
  readonly actor: Actor
  /** The save must happen before this instant of the database's clock. */
  readonly notAfter?: Date | undefined
  /** Records that the request with this key issued this token. */
  readonly idempotency?: (IdempotencyKey & { readonly tokenId: string }) | undefined
}

type Saved = { readonly outcome: 'saved'; readonly loaded: Loaded }

/** Another client has this email, this external id, or this account. */
export type Duplicate = { readonly outcome: 'duplicate'; readonly of: 'email' | 'external_id' | 'account' }

/** The idempotency key was used before: load by it. */
type Repeated = { readonly outcome: 'repeated' }

export type SaveResult =
  | Saved
  /** Another save came first: load and decide again. */
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'too_late' }
  | Duplicate
  | Repeated

/** Stores onboardings. It decides nothing: it saves all events of a domain decision, or none. */
export interface TokenRepository {
  /** The onboarding that this lookup finds, or `undefined`. One statement reads it, so it is consistent. */
  load(by: TokenLookup): Promise<LoadedToken | undefined>

  load(by: Lookup): Promise<Loaded | undefined>

  /** The database's clock, for what is asked before there is an onboarding to load. */
  now(): Promise<Date>

  /**
   * Saves all events in one transaction, with their audit events and the emails that they request. Saves nothing if the
   * onboarding has changed since it was loaded. Without `loaded`, the first event invites the client.
   */
  save(loaded: Loaded | undefined, events: readonly OnboardingEvent[], options: SaveOptions): Promise<SaveResult>

  /**
   * Locks the onboarding, loads it again, decides and saves, so that a caller that met repeated conflicts succeeds. The
   * decision is synchronous, so the lock is never held during other I/O.
   */
  saveLocked<Result>(
    loaded: Loaded,
    decide: (state: Onboarding, now: Date) => Decision<Result>,
    options: Omit<SaveOptions, 'notAfter'>,
  ): Promise<{ readonly saved: SaveResult; readonly result: Result }>
}
