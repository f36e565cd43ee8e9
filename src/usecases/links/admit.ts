import { decideAdmission, type Admission, type AdmissionRules } from '../../domain/decide-confirmation.ts'
import type { Onboarding } from '../../domain/onboarding.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { LoadedToken, TokenRepository } from '../../ports/token-repository.ts'
import { commit } from '../commit.ts'

interface Dependencies {
  readonly tokens: TokenRepository
  readonly secrets: Secrets
  /** Absent: the platform wants nothing before a link is opened. */
  readonly admission?: AdmissionRules | undefined
}

/** What the holder of a link has sent with it. */
interface Presented {
  readonly linkSecret: string
  /** A hash, if the browser is known. */
  readonly browser: string | undefined
  readonly code: string | undefined
  /** The version of the platform's terms that it accepts. */
  readonly accepts: string | undefined
}

/** Lets the holder of a link go on, or says what is missing: see `decideAdmission`. Saves nothing if nothing was typed. */
export function admit({ tokens, secrets, admission: rules = { asksForCode: false } }: Dependencies) {
  return async (
    held: LoadedToken,
    { linkSecret, browser, code, accepts }: Presented,
    actor: Actor,
  ): Promise<{ readonly loaded: LoadedToken; readonly result: Admission }> => {
    const { tokenId } = held
    const decide = (state: Onboarding, now: Date) => {
      const holder = { linkSecret, email: state.client.email }
      const isCode = code === undefined ? undefined : (hash: string) => isSame(hash, secrets.hashCode(holder, code))
      return decideAdmission(state, now, { heldTokenId: tokenId, browser, isCode, accepts }, rules)
    }
    const { loaded, result } = await commit(tokens, held, decide, { actor })
    return { loaded: { ...loaded, tokenId }, result }
  }

  function isSame(one: string, other: string): boolean {
    return secrets.isSameHash(Buffer.from(one, 'hex'), Buffer.from(other, 'hex'))
  }
}
