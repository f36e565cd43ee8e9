import { isUnavailable, mayBeAvailableAgain } from '../domain/account.ts'
import { adviceFor } from '../domain/known-refusal.ts'
import { endOfRefreshes, type LinkAttempt } from '../domain/link-attempt.ts'
import { openingRefusal, type Refusal } from '../domain/onboarding-token.ts'
import type { ProviderFailure } from '../domain/provider-failure.ts'
import type { AccountRepository } from '../ports/account-repository.ts'
import type { Act } from '../ports/act.ts'
import type { Log } from '../ports/log.ts'
import { PaymentProviderError, type PaymentProvider } from '../ports/payment-provider.ts'
import type { Secrets } from '../ports/secrets.ts'
import type { CreatedAccount, IntentChange, Opening, TokenRepository } from '../ports/token-repository.ts'
import { attempt } from './attempt.ts'
import { createAccount } from './create-account.ts'
import type { lookAtAccount } from './look-at-account.ts'

export type OpenLinkResult =
  | { readonly outcome: 'opened'; readonly url: string; readonly expiresAt: Date; readonly opening: Opening }
  | { readonly outcome: 'unknown_token' }
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly opening: Opening }
  | { readonly outcome: 'provider_failed'; readonly failure: ProviderFailure; readonly opening: Opening }

interface Dependencies {
  readonly tokens: TokenRepository
  readonly accounts: AccountRepository
  readonly look: ReturnType<typeof lookAtAccount>
  readonly provider: PaymentProvider
  /** What a new account is asked for. */
  readonly capabilities?: readonly string[]
  readonly secrets: Secrets
  readonly log: Log
  readonly waysBack: WaysBack
}

/**
 * Where the provider sends the client back to, for the states of one link attempt. They are two, because URLs leak: the
 * way back is good for ever and must therefore open nothing.
 */
export type WaysBack = (states: { readonly toReturn: string; readonly toRefresh: string }) => {
  readonly returnUrl: string
  readonly refreshUrl: string
}

/** What brought an opening about: the refresh of an earlier link attempt, or a browser that we can tell from others. */
interface OpenedBy {
  readonly refreshed?: LinkAttempt
  readonly browserHash?: Uint8Array | undefined
}

/** Somebody else may store another account while we make a link for ours; one more link settles that. */
const LINKS_PER_OPENING = 2

/**
 * Opens what a link secret stands for: see {@link openToken}. `browser` is the random id that a browser made for itself,
 * so that the client can be told when a second one has opened the link.
 */
export function openLink({
  tokens,
  secrets,
  open,
  deadline,
}: {
  tokens: TokenRepository
  secrets: Secrets
  open: ReturnType<typeof openToken>
  /** Gives up on the provider when it fires: one for each opening, over all of its calls. */
  deadline: () => AbortSignal
}) {
  return async (linkSecret: string, act: Act, browser?: string): Promise<OpenLinkResult> => {
    const hash = secrets.hashLinkSecret(linkSecret)
    const opening = hash && (await tokens.findBySecret(hash))
    if (hash === undefined || opening === undefined) return { outcome: 'unknown_token' }
    const browserHash = browser === undefined ? undefined : secrets.hashBrowser(browser)
    return open(opening, () => tokens.findBySecret(hash), act, deadline(), { browserHash })
  }
}

/**
 * Opens a token: creates the client's account where there is none, makes an account link, and only then moves the token.
 *
 * Decide, ask the provider, save. Nothing is locked or held open while the provider is asked, so everything may have
 * changed when it answers; the last statement decides by what is stored then. Whatever fails, and wherever the process
 * dies, the token can be opened again and the client has at most one account.
 */
export function openToken(dependencies: Dependencies) {
  const { tokens, accounts, look, provider, secrets, log, waysBack } = dependencies
  const accountFor = createAccount(dependencies)

  return async (
    opening: Opening,
    /** Reads the same opening again, as of then. */
    readAgain: () => Promise<Opening | undefined>,
    act: Act,
    signal: AbortSignal,
    { refreshed, browserHash }: OpenedBy,
  ): Promise<OpenLinkResult> => {
    const refusal = openingRefusal(opening.token, opening.now)
    if (refusal !== undefined) return { outcome: 'refused', refusal, opening }

    const unavailable = await knownToBeUnavailable(opening, act, signal)
    if (unavailable !== undefined) return failed(opening, unavailable, {}, act)
    const account =
      opening.accountId === undefined
        ? await accountFor(opening.client.id, signal)
        : { accountId: opening.accountId, created: undefined }
    if (account === 'erased') return refusedMeanwhile(await readAgain())
    if ('error' in account) return failed(opening, account.error, account, act)

    let { accountId, created } = account
    for (let links = 0; links < LINKS_PER_OPENING; links += 1) {
      const [toReturn, toRefresh] = [secrets.mintState(), secrets.mintState()]
      const urls = waysBack({ toReturn: toReturn.secret, toRefresh: toRefresh.secret })
      const link = await attempt(() => provider.createAccountLink({ accountId, ...urls }, signal))
      if (link instanceof PaymentProviderError) {
        const error = await judged(link, { accountId, opening }, act, signal)
        return failed(opening, error, { created }, act)
      }
      const recorded = await tokens.recordLink(
        {
          ...idsOf(opening),
          accountId,
          created,
          stateHash: toReturn.hash,
          refreshHash: toRefresh.hash,
          refreshUntil: endOfRefreshes(link.expiresAt, refreshed),
          linkExpiresAt: link.expiresAt,
          browserHash,
        },
        act,
      )
      if (recorded.outcome === 'recorded') return { outcome: 'opened', ...link, opening }
      if (recorded.outcome === 'refused') return refusedMeanwhile(await readAgain())

      log.error(
        { ...idsOf(opening), requestId: act.requestId, linkedAccount: accountId, storedAccount: recorded.accountId },
        'another account is stored than the one the link was made for; the link is thrown away',
      )
      accountId = recorded.accountId
      created = undefined
    }
    throw new Error('the stored account of a client changed twice while one link was opened')
  }

  /**
   * A link for an account that is rejected or gone sends its client in circles, so none is asked for; from time to time
   * the provider is asked whether that still holds.
   */
  async function knownToBeUnavailable(opening: Opening, act: Act, signal: AbortSignal) {
    const { account, client, now } = opening
    if (account === undefined || !isUnavailable(account)) return undefined
    if (!mayBeAvailableAgain(account, now)) return accountUnavailable(account.holdReason)
    const stored = await accounts.find({ clientId: client.id })
    const looked = await look({ accountId: account.accountId, now, stored }, act, signal)
    const isAvailable = looked.outcome === 'looked' && !isUnavailable(looked.snapshot)
    return isAvailable ? undefined : accountUnavailable(account.holdReason)
  }

  /**
   * What a failed link says of the account: for one that is gone, foreign or rejected Stripe answers 400 without a code,
   * so after a definite answer the account itself is fetched, and that decides.
   */
  async function judged(
    error: PaymentProviderError,
    { accountId, opening }: { accountId: string; opening: Opening },
    act: Act,
    signal: AbortSignal,
  ): Promise<PaymentProviderError> {
    const { outcome, requestId } = error.failure
    if (outcome !== 'refused' && outcome !== 'account_unavailable') return error
    const stored = await accounts.find({ clientId: opening.client.id })
    const looked = await look({ accountId, now: stored?.now ?? opening.now, stored }, act, signal)
    const isGone =
      looked.outcome === 'looked' ? isUnavailable(looked.snapshot) : looked.failure.outcome === 'account_unavailable'
    return isGone ? accountUnavailable(undefined, requestId) : error
  }

  async function failed(
    opening: Opening,
    error: PaymentProviderError,
    foundOut: { readonly created?: CreatedAccount | undefined; readonly intentChange?: IntentChange | undefined },
    act: Act,
  ): Promise<OpenLinkResult> {
    const { failure } = error
    log.error(
      { ...idsOf(opening), requestId: act.requestId, provider: failure, advice: adviceFor(failure.code) },
      'the payment provider failed',
    )
    await tokens.recordFailure(
      { ...idsOf(opening), failure, created: foundOut.created, intentChange: foundOut.intentChange },
      act,
    )
    return { outcome: 'provider_failed', failure, opening }
  }
}

function accountUnavailable(holdReason?: string, requestId?: string): PaymentProviderError {
  return new PaymentProviderError({
    operation: 'create_account_link',
    outcome: 'account_unavailable',
    code: holdReason ?? 'account_unavailable',
    ...(requestId !== undefined && { requestId }),
  })
}

/** The token could be opened when we read it and cannot any more: says why. */
function refusedMeanwhile(opening: Opening | undefined): OpenLinkResult {
  if (opening === undefined) return { outcome: 'unknown_token' }
  const refusal = openingRefusal(opening.token, opening.now)
  if (refusal === undefined) throw new Error('a link was refused for a token that can be opened')
  return { outcome: 'refused', refusal, opening }
}

const idsOf = ({ token, client }: Opening) => ({ tokenId: token.id, clientId: client.id })
