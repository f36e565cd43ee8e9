import { awaits } from '../../domain/account-intent.ts'
import type { AccountSnapshot } from '../../domain/account.ts'
import { decideAccountRefreshed, type AccountRefreshed } from '../../domain/decide-account.ts'
import type { ProviderFailure } from '../../domain/provider-failure.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Loaded, TokenRepository } from '../../ports/token-repository.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { commit } from '../commit.ts'
import type { Mailing } from '../links/send-link-email.ts'
import type { fetchAccount } from './fetch-account.ts'

export type RefreshedAccount =
  | {
      readonly outcome: 'refreshed'
      readonly snapshot: AccountSnapshot
      /** `foreign_account`: it was not created for a client of ours. */
      readonly saved: AccountRefreshed | { readonly outcome: 'foreign_account' }
      /** The onboarding after the save; absent if no client has the account. */
      readonly loaded?: Loaded
    }
  | { readonly outcome: 'provider_failed'; readonly failure: ProviderFailure }

interface Target {
  readonly accountId: string
  /** The onboarding that has the account or may adopt it. Absent if none is known. */
  readonly loaded?: Loaded | undefined
  /** The database's clock, read before the provider call. */
  readonly now: Date
}

interface Dependencies {
  readonly tokens: TokenRepository
  readonly fetch: ReturnType<typeof fetchAccount>
  readonly secrets: Pick<Secrets, 'newId'>
  /** Absent if no emails are sent. */
  readonly mailing?: Pick<Mailing, 'followUps'> | undefined
}

/**
 * Fetches an account, stores the result, completes the client's open token if the result is evidence for it, and tells the
 * client what it has to know. Every
 * trigger (return URL, webhook, staff, background job) ends here, so none of them has to be trusted.
 */
export function refreshAccount({ tokens, fetch, secrets, mailing }: Dependencies) {
  return async ({ accountId, loaded, now }: Target, actor: Actor, signal: AbortSignal): Promise<RefreshedAccount> => {
    const stored = loaded?.state.account
    const isKnown = stored?.snapshot.accountId === accountId
    let answer = await fetch({ accountId, now, stored: isKnown ? stored : undefined }, actor, signal)
    if (answer.outcome === 'provider_failed') return answer
    const { createdFor } = answer
    const owner = loaded ?? (createdFor && (await tokens.load({ ...createdFor, platform: actor.platform })))
    if (owner === undefined) return { outcome: 'refreshed', snapshot: answer.snapshot, saved: FOREIGN }

    const isOurs = createdFor?.clientId === owner.state.client.id
    const { intent } = owner.state
    if (!isKnown && isOurs && awaits(intent, createdFor.generation)) {
      // The intent knows which API created the account, and which capabilities count.
      answer = await fetch({ accountId, now, terms: intent.terms }, actor, signal)
      if (answer.outcome === 'provider_failed') return answer
    }
    const { snapshot } = answer
    const fetched = { snapshot, createdFor: isOurs ? createdFor : undefined }
    const rules = mailing?.followUps?.(owner.state.platform)
    const tokenId = secrets.newId()
    const decide = (state: typeof owner.state, at: Date) =>
      decideAccountRefreshed(state, fetched, rules && { rules, tokenId, now: at })
    const committed = await commit(tokens, owner, decide, { actor })
    return { outcome: 'refreshed', snapshot, saved: committed.result, loaded: committed.loaded }
  }
}

const FOREIGN = { outcome: 'foreign_account' } as const
