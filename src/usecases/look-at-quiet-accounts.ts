import type { AccountRepository, Page } from '../ports/account-repository.ts'
import type { Act } from '../ports/act.ts'
import type { Log } from '../ports/log.ts'
import type { TokenRepository } from '../ports/token-repository.ts'
import type { createAccount } from './create-account.ts'
import type { lookAtAccount } from './look-at-account.ts'

interface Dependencies {
  readonly accounts: AccountRepository
  readonly tokens: TokenRepository
  readonly look: ReturnType<typeof lookAtAccount>
  readonly accountFor: ReturnType<typeof createAccount>
  readonly log: Log
  /** For one account. */
  readonly deadline: () => AbortSignal
}

const QUIET_MS = 15 * 60_000

/**
 * Asks the provider about everybody of whom it should have said something: clients on their way, accounts under review,
 * and intents whose outcome nobody has found out. So a lost webhook delays and never loses. What was looked at is quiet
 * no more, so a run that was cut off is continued by the next one.
 */
export function lookAtQuietAccounts({ accounts, tokens, look, accountFor, log, deadline }: Dependencies) {
  return async (
    act: Act,
    { quietMs = QUIET_MS } = {},
  ): Promise<{ looked: number; settled: number; failed: number }> => {
    const counts = { looked: 0, settled: 0, failed: 0 }

    for await (const client of all((after) => accounts.listUnsettled(quietMs, after))) {
      const account = await accountFor(client, deadline())
      if (account === 'erased') continue
      if ('error' in account) {
        counts.failed += 1
        if (account.intentChange !== undefined) await tokens.changeIntent(account.intentChange)
        log.warn(
          { clientId: client.id, requestId: act.requestId, provider: account.error.failure },
          'an intent stays open',
        )
      } else if (account.created !== undefined) {
        await accounts.keepAccount(client.id, account.created, act)
        counts.settled += 1
      }
    }

    for await (const { accountId } of all((after) => accounts.listQuiet(quietMs, after))) {
      const stored = await accounts.find({ accountId })
      if (stored === undefined) continue
      const looked = await look({ accountId, now: stored.now, stored }, act, deadline())
      counts[looked.outcome === 'looked' ? 'looked' : 'failed'] += 1
    }
    return counts
  }
}

/** The items of all pages. */
async function* all<T>(page: (after?: string) => Promise<Page<T>>): AsyncGenerator<T> {
  let after: string | undefined
  do {
    const { items, next } = await page(after)
    yield* items
    after = next
  } while (after !== undefined)
}
