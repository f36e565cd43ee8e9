import { isUnavailable, mayBeAvailableAgain } from '../../domain/account.ts'
import type { ProviderOperation } from '../../domain/provider-failure.ts'
import type { Actor } from '../../ports/actor.ts'
import { PaymentProviderError } from '../../ports/payment-provider.ts'
import type { Loaded, LoadedToken, TokenRepository } from '../../ports/token-repository.ts'
import type { refreshAccount } from '../accounts/refresh-account.ts'

interface Dependencies {
  readonly tokens: TokenRepository
  readonly refresh: ReturnType<typeof refreshAccount>
  /** What the opening calls the provider for. */
  readonly operation: ProviderOperation
}

/**
 * Detects accounts that get neither a link nor a session. A link to a rejected or disconnected account would send the
 * client in circles.
 */
export function accountAvailability({ tokens, refresh, operation }: Dependencies) {
  const accountUnavailable = (holdReason?: string, requestId?: string) =>
    new PaymentProviderError({
      operation,
      outcome: 'account_unavailable',
      code: holdReason ?? 'account_unavailable',
      ...(requestId !== undefined && { requestId }),
    })

  return {
    /**
     * The failure to answer with if the account is known to be unavailable, which saves a link request. The account is
     * fetched again if its snapshot is too old.
     */
    async knownFailure(
      loaded: LoadedToken,
      actor: Actor,
      signal: AbortSignal,
    ): Promise<PaymentProviderError | undefined> {
      const account = loaded.state.account?.snapshot
      if (account === undefined || !isUnavailable(account)) return undefined
      const { accountId, holdReason } = account
      if (!mayBeAvailableAgain(account, loaded.now)) return accountUnavailable(holdReason)
      const refreshed = await refresh({ accountId, loaded, now: loaded.now }, actor, signal)
      if (refreshed.outcome === 'provider_failed' && refreshed.failure.outcome === 'other_platform') {
        return new PaymentProviderError(refreshed.failure)
      }
      const isAvailable = refreshed.outcome === 'refreshed' && !isUnavailable(refreshed.snapshot)
      return isAvailable ? undefined : accountUnavailable(holdReason)
    },

    /**
     * Decides what a failed link request means. A provider may not say that the account is gone, foreign or rejected,
     * so after a definite refusal the account itself is fetched and decides.
     */
    async judge(
      error: PaymentProviderError,
      { accountId, current }: { readonly accountId: string; readonly current: Loaded },
      actor: Actor,
      signal: AbortSignal,
    ): Promise<PaymentProviderError> {
      const { outcome, requestId } = error.failure
      if (outcome !== 'refused' && outcome !== 'account_unavailable') return error
      const loaded = (await tokens.load(current.by)) ?? current
      const refreshed = await refresh({ accountId, loaded, now: loaded.now }, actor, signal)
      const isGone =
        refreshed.outcome === 'refreshed'
          ? isUnavailable(refreshed.snapshot)
          : refreshed.failure.outcome === 'account_unavailable'
      return isGone ? accountUnavailable(undefined, requestId) : error
    },
  }
}
