import { decideManaged, loginLinkRefusal, type NoLoginLink } from '../../domain/decide-management.ts'
import type { Actor } from '../../ports/actor.ts'
import { PaymentProviderError } from '../../ports/payment-provider.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { attempt } from '../attempt.ts'
import { commit } from '../commit.ts'
import { controlFor, targetedAccount, type Controls, type ManageRefused, type ManageTarget } from './account-control.ts'

export type LoginLinkResult =
  | { readonly outcome: 'created'; readonly url: string }
  | { readonly outcome: 'no_login_link'; readonly because: NoLoginLink | 'refused' }
  | ManageRefused

interface Dependencies {
  readonly tokens: TokenRepository
  readonly controls: Controls
  readonly deadline: () => AbortSignal
}

/** Creates a link to the client's dashboard at the provider, and records that staff got one. */
export function createLoginLink({ tokens, controls, deadline }: Dependencies) {
  return async (target: ManageTarget, actor: Actor): Promise<LoginLinkResult> => {
    const found = await targetedAccount(tokens, target, actor)
    if (found.outcome !== 'found') return found
    const { account, loaded } = found
    const because = loginLinkRefusal(account)
    if (because !== undefined) return { outcome: 'no_login_link', because }
    const { accountId } = account.snapshot
    const signal = deadline()
    const url = await attempt(async () => {
      const control = await controlFor(controls, account.terms.reference, 'create_login_link', signal)
      return control.createLoginLink(accountId, signal)
    })
    if (url instanceof PaymentProviderError) {
      const { failure } = url
      // The profile of an adopted account may not say what kind of dashboard it has.
      const isRefused = failure.outcome === 'refused'
      return isRefused ? { outcome: 'no_login_link', because: 'refused' } : { outcome: 'provider_failed', failure }
    }
    await commit(tokens, loaded, (state) => decideManaged(state, { accountId, act: 'login_link' }), { actor })
    return { outcome: 'created', url }
  }
}
