import { decideAdoption } from '../../domain/decide-account.ts'
import { decideIntentChange } from '../../domain/decide-link.ts'
import type { ProviderFailure } from '../../domain/provider-failure.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Log } from '../../ports/log.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { commit } from '../commit.ts'
import type { ensureAccount } from './ensure-account.ts'

export type SettleResult =
  | { readonly outcome: 'settled'; readonly accountId: string }
  /** An opening has already stored the account. */
  | { readonly outcome: 'known'; readonly accountId: string }
  /** There is no account, and none is requested until the client opens its link again. */
  | { readonly outcome: 'none' }
  | { readonly outcome: 'provider_failed'; readonly failure: ProviderFailure }

interface Dependencies {
  readonly tokens: TokenRepository
  readonly ensure: ReturnType<typeof ensureAccount>
  readonly log: Log
  readonly deadline: () => AbortSignal
}

/**
 * Finds out what became of an intent whose opening never returned, and stores the account if there is one. Starts no
 * generation: an account that no opening needs any more is not created.
 */
export function settleIntent({ tokens, ensure, log, deadline }: Dependencies) {
  return async (
    { clientId, platform }: { readonly clientId: string; readonly platform: string },
    actor: Actor,
  ): Promise<SettleResult> => {
    const found = await tokens.load({ clientId, platform })
    if (found === undefined) return { outcome: 'none' }
    const account = await ensure(found, { actor, signal: deadline() })
    const { loaded } = account
    switch (account.outcome) {
      case 'refused':
      case 'none':
        return { outcome: 'none' }
      case 'failed': {
        const { failure } = account.error
        const change = account.intentChange
        if (change !== undefined) await commit(tokens, loaded, (state) => decideIntentChange(state, change), { actor })
        log.warn({ clientId, requestId: actor.requestId, provider: failure }, 'an account intent could not be settled')
        return { outcome: 'provider_failed', failure }
      }
      case 'account': {
        const { created, accountId } = account
        if (created === undefined) return { outcome: 'known', accountId }
        const { result } = await commit(tokens, loaded, (state) => decideAdoption(state, created), { actor })
        return { outcome: 'settled', accountId: result }
      }
    }
  }
}
