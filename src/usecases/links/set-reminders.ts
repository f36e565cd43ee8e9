import type { Reminders } from '../../domain/client.ts'
import { decideReminders } from '../../domain/decide-reminders.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { LoadedToken, TokenRepository } from '../../ports/token-repository.ts'
import { commit } from '../commit.ts'
import { openingOf, type Opening } from '../opening.ts'

interface Dependencies {
  readonly tokens: TokenRepository
  readonly secrets: Secrets
}

/**
 * Stops or resumes the reminders of the client that holds this stop secret; without `wanted` it only shows whether they
 * are on. `undefined`: there is no such secret, or its client was erased. `held`: what it was loaded as already.
 */
export function setReminders({ tokens, secrets }: Dependencies) {
  return async (
    stopSecret: string,
    wanted: Reminders | undefined,
    actor: Actor,
    held?: LoadedToken,
  ): Promise<Opening | undefined> => {
    const stopHash = secrets.hashStopSecret(stopSecret)
    const found = held ?? (stopHash && (await tokens.load({ stopHash })))
    if (found === undefined) return undefined
    const { result, loaded } = await commit(tokens, found, (state) => decideReminders(state, wanted), { actor })
    return result === 'known' ? openingOf({ ...loaded, tokenId: found.tokenId }) : undefined
  }
}
