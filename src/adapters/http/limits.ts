import { rateLimited } from '../../api/refusals.ts'
import type { RateLimit } from '../../ports/rate-limit.ts'

export interface Limits {
  /** Counts one use of this token; throws the problem if it exceeds the limit. */
  countToken(linkSecret: string): Promise<void>
  /** Counts unknown tokens and invalid credentials, by address. */
  readonly unknownCallers: RateLimit
}

/** `keyOf` derives a key from a link secret without revealing it; `undefined` if the text cannot be a link secret. */
export function limitsOf({
  tokens,
  unknownCallers,
  keyOf,
}: {
  tokens: RateLimit
  unknownCallers: RateLimit
  keyOf: (linkSecret: string) => string | undefined
}): Limits {
  return {
    unknownCallers,
    async countToken(linkSecret) {
      const key = keyOf(linkSecret)
      const waitSeconds = key === undefined ? undefined : await tokens.count(key)
      if (waitSeconds !== undefined) throw rateLimited(waitSeconds)
    },
  }
}
