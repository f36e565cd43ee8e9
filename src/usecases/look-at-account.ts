import type { AccountSnapshot } from '../domain/account.ts'
import type { ProviderFailure } from '../domain/provider-failure.ts'
import type { AccountRepository, SnapshotSaved } from '../ports/account-repository.ts'
import type { Act } from '../ports/act.ts'
import type { askAboutAccount, Question } from './ask-about-account.ts'

export type LookResult =
  | { readonly outcome: 'looked'; readonly snapshot: AccountSnapshot; readonly saved: SnapshotSaved }
  | { readonly outcome: 'provider_failed'; readonly failure: ProviderFailure }

interface Dependencies {
  readonly accounts: AccountRepository
  readonly ask: ReturnType<typeof askAboutAccount>
}

interface Look extends Question {
  /** The provider's event that this look answers. */
  readonly eventId?: string
}

/**
 * Asks the provider about an account and keeps what it says; on evidence the client's open token is completed. All that
 * can tell of a change (the way back, a webhook, staff, the periodic look) ends here, so that none needs to be believed.
 */
export function lookAtAccount({ accounts, ask }: Dependencies) {
  return async ({ eventId, ...question }: Look, act: Act, signal: AbortSignal): Promise<LookResult> => {
    const answer = await ask(question, act, signal)
    if (answer.outcome === 'provider_failed') return answer
    const { snapshot, origin, createdFor } = answer
    const saved = await accounts.saveSnapshot({ snapshot, origin, adopt: createdFor, eventId }, act)
    return { outcome: 'looked', snapshot, saved }
  }
}
