import { decideLinkRequest } from '../../domain/decide-link-request.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { commit } from '../commit.ts'
import type { Mailing } from './send-link-email.ts'

const HOUR_MS = 3_600_000

/** Links that one request sends. Of an address with more clients, the next request reaches the others. */
const MOST_LINKS = 10

interface Dependencies {
  readonly tokens: TokenRepository
  readonly secrets: Pick<Secrets, 'newId'>
  readonly mailing: Pick<Mailing, 'linkLifetimeHours'>
}

/** Emails each of these clients a link, as far as it is to have one. Returns how many. */
export function sendRequestedLinks({ tokens, secrets, mailing }: Dependencies) {
  const lifetimeMs = mailing.linkLifetimeHours * HOUR_MS
  return async (clientIds: readonly string[], actor: Actor): Promise<{ readonly requested: number }> => {
    let requested = 0
    for (const clientId of clientIds) {
      if (requested === MOST_LINKS) break
      const found = await tokens.load({ clientId, platform: actor.platform })
      if (found === undefined) continue
      const token = { tokenId: secrets.newId(), lifetimeMs }
      const { result } = await commit(tokens, found, (state, now) => decideLinkRequest(state, now, token), { actor })
      if (result === 'issued' || result === 'sent_again') requested += 1
    }
    return { requested }
  }
}
