import type { RateLimit } from '../rate-limit.ts'
import { rateLimited } from './problem.ts'

export interface Limits {
  /** Counts one more act on this token; throws the answer when it is one too many. */
  countToken(linkSecret: string): Promise<void>
  /** Counts unknown tokens and bad credentials, by address. */
  readonly strangers: RateLimit
}

/** `keyOf` names a token without giving it away, and nothing that cannot be one. */
export function limitsOf({
  tokens,
  strangers,
  keyOf,
}: {
  tokens: RateLimit
  strangers: RateLimit
  keyOf: (linkSecret: string) => string | undefined
}): Limits {
  return {
    strangers,
    async countToken(linkSecret) {
      const key = keyOf(linkSecret)
      const waitSeconds = key === undefined ? undefined : await tokens.count(key)
      if (waitSeconds !== undefined) throw rateLimited(waitSeconds)
    },
  }
}
