import { decideSecret } from '../../domain/decide-token.ts'
import type { OnboardingToken } from '../../domain/onboarding-token.ts'
import type { Client } from '../../domain/client.ts'
import type { Actor } from '../../ports/actor.ts'
import type { IdempotencyKey, TokenRepository } from '../../ports/token-repository.ts'
import { commit } from '../commit.ts'
import { openingOf } from '../opening.ts'

/** A client and its new link, as staff get them. */
export interface IssuedLink {
  readonly client: Client
  readonly token: OnboardingToken
  readonly now: Date
  /** The link secret. It is returned only here. */
  readonly linkSecret: string
  /** The request is a repetition, and this is the result of the original. */
  readonly replayed?: true
}

/**
 * The link of the original request, or `key_reused` if the key was used for a different request, or `repeated_too_often`
 * if its token has as many links as it may.
 */
type RepeatedRequest =
  | ({ readonly outcome: 'replayed' } & IssuedLink)
  | { readonly outcome: 'key_reused' }
  | { readonly outcome: 'repeated_too_often' }

interface Dependencies {
  readonly tokens: TokenRepository
  /** Counts a repetition of the request that issued a token, and returns whether the limit is exceeded. */
  readonly isRepeatedTooOften: (tokenId: string) => Promise<boolean>
}

/**
 * Answers a repeated request while its idempotency key is remembered. The link secret of the first response is stored
 * nowhere, so the token gets another one, `minted`. `undefined`: the request is new.
 */
export function repeatedRequest({ tokens, isRepeatedTooOften }: Dependencies) {
  return async (
    key: IdempotencyKey | undefined,
    minted: { readonly secret: string; readonly hash: Uint8Array },
    actor: Actor,
  ): Promise<RepeatedRequest | undefined> => {
    if (key === undefined) return undefined
    const found = await tokens.load({ keyHash: key.keyHash, actor })
    if (found === undefined) return undefined
    const isSame = found.fingerprint !== undefined && Buffer.from(found.fingerprint).equals(key.fingerprint)
    if (!isSame) return { outcome: 'key_reused' }
    const { tokenId } = found
    if (await isRepeatedTooOften(tokenId)) return { outcome: 'repeated_too_often' }
    const { loaded } = await commit(tokens, found, () => decideSecret(tokenId, minted.hash), { actor })
    const { token, client, now } = openingOf({ ...loaded, tokenId })
    return { outcome: 'replayed', client, token, now, linkSecret: minted.secret, replayed: true }
  }
}
