import type { AccountAct } from '../../domain/account-act.ts'
import { decideManaged } from '../../domain/decide-management.ts'
import type { ProviderFailure } from '../../domain/provider-failure.ts'
import type { AccountControl } from '../../ports/account-control.ts'
import type { Actor } from '../../ports/actor.ts'
import type { ClientRecord } from '../../ports/onboarding-queries.ts'
import { PaymentProviderError } from '../../ports/payment-provider.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { attempt } from '../attempt.ts'
import { commit } from '../commit.ts'
import { recordOf } from '../opening.ts'
import { controlFor, targetedAccount, type Controls, type ManageRefused, type ManageTarget } from './account-control.ts'
import type { refreshAccount } from './refresh-account.ts'

type Act = Exclude<AccountAct, { readonly act: 'login_link' }>

export type ManageResult = { readonly outcome: 'managed'; readonly record: ClientRecord } | ManageRefused

interface Dependencies {
  readonly tokens: TokenRepository
  readonly controls: Controls
  readonly refresh: ReturnType<typeof refreshAccount>
  readonly deadline: () => AbortSignal
}

/**
 * Closes, rejects or unrejects the account of a client at the provider, at the request of staff. Records that, and stores
 * how the provider reports the account afterwards.
 */
export function manageAccount({ tokens, controls, refresh, deadline }: Dependencies) {
  return async ({ act, ...target }: ManageTarget & { readonly act: Act }, actor: Actor): Promise<ManageResult> => {
    const found = await targetedAccount(tokens, target, actor)
    if (found.outcome !== 'found') return found
    const { snapshot, terms } = found.account
    const { accountId } = snapshot
    const signal = deadline()
    const done = await attempt(async () => {
      const control = await controlFor(controls, terms.reference, `${act.act}_account`, signal)
      await perform(control, accountId, act, signal)
    })
    if (done instanceof PaymentProviderError && !isOver(act, done.failure)) {
      return { outcome: 'provider_failed', failure: done.failure }
    }
    const managed = { accountId, ...act }
    const { loaded } = await commit(tokens, found.loaded, (state) => decideManaged(state, managed), { actor })
    // If this fails, the periodic refresh finds out.
    const refreshed = await refresh({ accountId, loaded, now: loaded.now }, actor, deadline())
    const latest = refreshed.outcome === 'refreshed' ? refreshed.loaded : undefined
    const record = recordOf(latest ?? loaded)
    return record === undefined ? { outcome: 'unknown_client' } : { outcome: 'managed', record }
  }
}

async function perform(control: AccountControl, accountId: string, act: Act, signal: AbortSignal): Promise<void> {
  switch (act.act) {
    case 'close':
      return control.closeAccount(accountId, signal)
    case 'reject':
      return control.rejectAccount({ accountId, reason: act.reason }, signal)
    case 'unreject':
      return control.unrejectAccount(accountId, signal)
  }
}

/** An account that is gone is closed: the answer to an earlier request may have been lost. */
const isOver = ({ act }: Act, { outcome }: ProviderFailure): boolean =>
  act === 'close' && outcome === 'account_unavailable'
