import { decideAdoption } from '../../domain/decide-account.ts'
import { decideIntentChange } from '../../domain/decide-link.ts'
import type { ProviderFailure } from '../../domain/provider-failure.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Log } from '../../ports/log.ts'
import type { Loaded, TokenRepository } from '../../ports/token-repository.ts'
import { commit } from '../commit.ts'
import type { ensureAccount } from './ensure-account.ts'

export type ObtainResult =
  | { readonly outcome: 'obtained'; readonly accountId: string }
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
 * Obtains and stores the account of a client for a background job. With `tokenId` it is created if that token can be
 * opened; without, it is only found (see `ensureAccount`).
 */
export function obtainAccount({ tokens, ensure, log, deadline }: Dependencies) {
  return async (found: Loaded, actor: Actor, tokenId?: string): Promise<ObtainResult> => {
    const account = await ensure(found, { actor, signal: deadline(), ...(tokenId !== undefined && { tokenId }) })
    const { loaded } = account
    switch (account.outcome) {
      case 'refused':
      case 'none':
      case 'country_required':
        return { outcome: 'none' }
      case 'failed': {
        const { failure } = account.error
        const change = account.intentChange
        if (change !== undefined) await commit(tokens, loaded, (state) => decideIntentChange(state, change), { actor })
        const clientId = loaded.state.client.id
        log.warn({ clientId, requestId: actor.requestId, provider: failure }, 'an account could not be obtained')
        return { outcome: 'provider_failed', failure }
      }
      case 'account': {
        const { created, accountId } = account
        if (created === undefined) return { outcome: 'known', accountId }
        const { result } = await commit(tokens, loaded, (state) => decideAdoption(state, created), { actor })
        return result === undefined ? { outcome: 'none' } : { outcome: 'obtained', accountId: result }
      }
    }
  }
}
