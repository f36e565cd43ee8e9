import type { MadeSession } from '../usecases/links/make-session.ts'
import { ProblemError } from './problem.ts'

/** A session for Stripe's form on a page of the platform. */
export function sessionReply(
  { clientSecret, components, upFront, expiresAt }: MadeSession,
  publishableKey: string | undefined,
) {
  // Between the two, the operator may have removed the key.
  if (publishableKey === undefined) throw new ProblemError('PUBLISHABLE_KEY_MISSING')
  const fields = upFront === 'everything' ? ('eventually_due' as const) : ('currently_due' as const)
  return {
    clientSecret,
    publishableKey,
    components: [...components],
    collectionOptions: { fields },
    expiresAt: expiresAt.toISOString(),
  }
}
