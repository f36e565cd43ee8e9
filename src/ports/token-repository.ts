import type { AccountIntent, OpenIntent, SettlingIntent } from '../domain/account-intent.ts'
import type { AccountSnapshot } from '../domain/account.ts'
import type { Client } from '../domain/client.ts'
import type { LinkAttempt } from '../domain/link-attempt.ts'
import type { OnboardingToken, RevokeReason } from '../domain/onboarding-token.ts'
import type { ProviderFailure } from '../domain/provider-failure.ts'
import type { AccountOrigin } from './account-repository.ts'
import type { Act } from './act.ts'
import type { NewToken } from './client-repository.ts'
import type { Once, OnceRefused } from './once.ts'

/** All that the opening of a link needs to know, read in one statement. */
export interface Opening {
  readonly token: OnboardingToken
  readonly client: Client
  /** The id of the client's stored account, where there is one. */
  readonly accountId?: string
  /** What is stored of that account. */
  readonly account?: AccountSnapshot
  /** The database's clock, read together with the token: the only clock that decides expiry. */
  readonly now: Date
}

/** An account that the provider told us of, and the generation that it was created under. */
export interface CreatedAccount {
  readonly snapshot: AccountSnapshot
  readonly generation: number
  /** Whose account it is; absent when the provider could not say. */
  readonly origin?: AccountOrigin | undefined
}

/**
 * How an intent goes on: `settle` (its key can tell nothing any more), or `close` (there is no account: the parameters
 * are unfrozen and the next generation may be asked for). Nothing happens if the intent has changed since it was read.
 */
export interface IntentChange {
  readonly intent: OpenIntent | SettlingIntent
  readonly to: 'settle' | 'close'
}

export type Issued =
  | {
      readonly outcome: 'issued'
      readonly client: Client
      readonly token: OnboardingToken
      readonly now: Date
      /** The request had been sent before: this is what came of it then. */
      readonly replayed?: true
    }
  | OnceRefused
  | { readonly outcome: 'unknown_client' }
  /** The client has been onboarded, and the provider wants nothing of it. */
  | { readonly outcome: 'nothing_to_do' }

export type Revoked =
  | {
      readonly outcome: 'revoked'
      readonly token: OnboardingToken
      /** Until when an account link that was handed out before may still be opened; absent when none can. */
      readonly linksOutstandingUntil?: Date
    }
  | { readonly outcome: 'unknown_token' }
  | { readonly outcome: 'completed' }

/** A link attempt's way back: the token it was made for, and when. */
export interface WayBack extends Opening {
  readonly handedOutAt: Date
}

/** A link attempt by its refresh secret: what that may still bring about, besides. */
export interface Refreshable extends WayBack {
  readonly attempt: LinkAttempt
}

export type LinkRecorded =
  | { readonly outcome: 'recorded' }
  /** The token cannot be opened any more: the link must not be handed out. */
  | { readonly outcome: 'refused' }
  /** The client's stored account is another one: the link must not be handed out. */
  | { readonly outcome: 'other_account'; readonly accountId: string }

/** Every method is one transaction: it changes all that it names, with the audit events of it, or nothing. */
export interface TokenRepository {
  /** What the link secret with this hash opens, or `undefined` when nothing does. */
  findBySecret(secretHash: Uint8Array): Promise<Opening | undefined>

  /** Which link attempt a return state belongs to, however old, or `undefined` for one that we never gave out. */
  findByState(stateHash: Uint8Array): Promise<WayBack | undefined>

  /** Which link attempt a refresh state belongs to, used or not, or `undefined` for one that we never gave out. */
  findByRefreshState(refreshHash: Uint8Array): Promise<Refreshable | undefined>

  /** Uses up a refresh state if `mayRefresh` in the domain says so: of several callers at once, one is told `true`. */
  useRefreshState(refreshHash: Uint8Array): Promise<boolean>

  /** Takes the use of a refresh state back. Only for who has used it and has handed out no link. */
  unuseRefreshState(refreshHash: Uint8Array): Promise<void>

  /**
   * Issues a token, for what `purposeOfNext` in the domain says, and revokes the client's open one. The same request
   * sent `once` more stores nothing but the secret, which then opens the token of the first time.
   */
  issue(clientId: string, token: NewToken, act: Act, once?: Once): Promise<Issued>

  /**
   * Issues a token in the place of the one with this link secret and has its link mailed, if `mayBeRenewed` in the
   * domain says so; `undefined` when not. The token gets its secret when the mail is sent.
   */
  renew(
    secretHash: Uint8Array,
    token: Omit<NewToken, 'secretHash' | 'sendsMail'>,
    act: Act,
  ): Promise<OnboardingToken | undefined>

  /** Revokes a token. Of an already revoked one it says so again; a completed one stays completed. */
  revoke(tokenId: string, reason: RevokeReason, act: Act): Promise<Revoked>

  /**
   * Records that the client's account is about to be created. The first caller of a generation freezes the parameters,
   * which `parametersFor` in the domain takes from the client as it is then: a change of the client comes before that or
   * finds the intent. Everybody gets the intent as it now stands, the account if it has been stored meanwhile, and the
   * database's clock.
   */
  openIntent(
    clientId: string,
    capabilities?: readonly string[],
  ): Promise<{ readonly intent: AccountIntent; readonly storedAccountId: string | undefined; readonly now: Date }>

  /** Changes how the client's intent goes on. */
  changeIntent(change: IntentChange): Promise<void>

  /**
   * Keeps the account if the client has none yet, and moves the token to `in_progress` if it can still be opened by the
   * database's clock and the link was made for the stored account; keeps the link attempt with the hashes of its two
   * states. The client is told of a second browser if `browserOpened` in the domain says so; nothing is kept of a browser
   * but the hash of a random id that it made for itself.
   */
  recordLink(
    link: {
      readonly tokenId: string
      readonly clientId: string
      readonly accountId: string
      readonly created?: CreatedAccount | undefined
      readonly stateHash: Uint8Array
      readonly refreshHash: Uint8Array
      readonly refreshUntil: Date
      readonly linkExpiresAt: Date
      readonly browserHash?: Uint8Array | undefined
    },
    act: Act,
  ): Promise<LinkRecorded>

  /** Counts a provider failure on an open token, and keeps what was found out on the way: the account, the intent's fate. */
  recordFailure(
    record: {
      readonly tokenId: string
      readonly clientId: string
      readonly failure: ProviderFailure
      readonly created?: CreatedAccount | undefined
      readonly intentChange?: IntentChange | undefined
    },
    act: Act,
  ): Promise<void>
}
