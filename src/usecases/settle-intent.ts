import type { Client } from '../domain/client.ts'
import type { ProviderFailure } from '../domain/provider-failure.ts'
import type { AccountRepository } from '../ports/account-repository.ts'
import type { Act } from '../ports/act.ts'
import type { Log } from '../ports/log.ts'
import type { TokenRepository } from '../ports/token-repository.ts'
import type { createAccount } from './create-account.ts'

export type SettleResult =
  | { readonly outcome: 'settled'; readonly accountId: string }
  /** Somebody has stored the account meanwhile. */
  | { readonly outcome: 'known'; readonly accountId: string }
  | { readonly outcome: 'erased' }
  | { readonly outcome: 'provider_failed'; readonly failure: ProviderFailure }

interface Dependencies {
  readonly accounts: AccountRepository
  readonly tokens: TokenRepository
  readonly accountFor: ReturnType<typeof createAccount>
  readonly log: Log
  readonly deadline: () => AbortSignal
}

/** Finds out what has become of an intent that nobody came back for, and stores the account if there is one. */
export function settleIntent({ accounts, tokens, accountFor, log, deadline }: Dependencies) {
  return async (client: Client, act: Act): Promise<SettleResult> => {
    const account = await accountFor(client.id, deadline())
    if (account === 'erased') return { outcome: 'erased' }
    if ('error' in account) {
      const { failure } = account.error
      if (account.intentChange !== undefined) await tokens.changeIntent(account.intentChange)
      log.warn({ clientId: client.id, requestId: act.requestId, provider: failure }, 'an intent stays open')
      return { outcome: 'provider_failed', failure }
    }
    if (account.created === undefined) return { outcome: 'known', accountId: account.accountId }
    return { outcome: 'settled', accountId: await accounts.keepAccount(client.id, account.created, act) }
  }
}
