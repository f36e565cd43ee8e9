import type { AccountSnapshot } from '../../domain/account.ts'
import { decideAct, syncOf, type Acted, type ActRequest, type ClientAct } from '../../domain/client-act.ts'
import type { OnboardingToken } from '../../domain/onboarding-token.ts'
import { latestToken, type Onboarding } from '../../domain/onboarding.ts'
import type { ProviderFailure } from '../../domain/provider-failure.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { Loaded, TokenRepository } from '../../ports/token-repository.ts'
import type { syncClient } from '../accounts/sync-client.ts'
import { commit } from '../commit.ts'

const HOUR_MS = 3_600_000

export interface ActOptions {
  readonly act: ClientAct
  /** Says what would be done, and changes nothing. */
  readonly dryRun: boolean
  /** How long a link can be opened that is issued or extended. */
  readonly expiresInHours: number
  /** Whether a link that is issued is also emailed. */
  readonly sendEmail: boolean
}

export type ClientActed =
  | {
      readonly outcome: 'done'
      /** The client's token, unless the act was a sync. */
      readonly token?: OnboardingToken
      /** Of a token that was issued; returned only here. */
      readonly linkSecret?: string
      readonly linksOutstandingUntil?: Date
      /** The account as it was fetched. */
      readonly account?: AccountSnapshot
    }
  | { readonly outcome: 'would_do' }
  | Exclude<Acted, { readonly outcome: 'done' }>
  | { readonly outcome: 'failed'; readonly failure: ProviderFailure }

interface Dependencies {
  readonly tokens: TokenRepository
  readonly secrets: Secrets
  readonly sync: ReturnType<typeof syncClient>
}

/** Does to one of many clients what staff do to a single one; says why if it is not done. */
export function actOnClient({ tokens, secrets, sync }: Dependencies) {
  return async (clientId: string, options: ActOptions, actor: Actor): Promise<ClientActed> => {
    const loaded = await tokens.load({ clientId, platform: actor.platform })
    if (loaded === undefined) return { outcome: 'refused', because: 'unknown_client' }
    if (options.act === 'sync') return synced(loaded, options, actor)

    const minted = secrets.mintLinkSecret()
    const request = requestFor(options.act, options, minted.hash)
    const decide = (state: Onboarding, now: Date) => decideAct(state, now, request)
    if (options.dryRun) return wouldBe(decide(loaded.state, loaded.now).result)
    const { result, loaded: after } = await commit(tokens, loaded, decide, { actor })
    if (result.outcome !== 'done') return result
    const token = latestToken(after.state)
    return { ...result, token, ...(request.act === 'reissue' && { linkSecret: minted.secret }) }
  }

  async function synced(loaded: Loaded, { dryRun }: ActOptions, actor: Actor): Promise<ClientActed> {
    const acted = syncOf(loaded.state, loaded.now)
    if (dryRun || acted.outcome !== 'done') return wouldBe(acted)
    const result = await sync(loaded.state.client.id, actor)
    if (result.outcome === 'provider_failed') return { outcome: 'failed', failure: result.failure }
    if (result.outcome === 'unknown_client') return { outcome: 'refused', because: 'unknown_client' }
    const { account } = result.record
    return { outcome: 'done', ...(account && { account }) }
  }

  function requestFor(
    act: ActRequest['act'],
    { expiresInHours, sendEmail: sendsEmail }: ActOptions,
    secretHash: Uint8Array,
  ): ActRequest {
    const lifetimeMs = expiresInHours * HOUR_MS
    switch (act) {
      case 'remind':
        return { act, tokenId: secrets.newId() }
      case 'reissue':
        return { act, token: { tokenId: secrets.newId(), lifetimeMs, secretHash, sendsEmail } }
      case 'extend':
        return { act, lifetimeMs }
      case 'revoke':
        return { act }
    }
  }
}

const wouldBe = (acted: Acted): ClientActed => (acted.outcome === 'done' ? { outcome: 'would_do' } : acted)
