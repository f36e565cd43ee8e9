import type { Actor } from '../../ports/actor.ts'
import type { LinkRequests } from '../../ports/link-requests.ts'
import type { Mailing } from './send-link-email.ts'

interface Dependencies {
  readonly linkRequests: LinkRequests
  /** Absent if no emails are sent. */
  readonly mailing: Mailing | undefined
}

/**
 * Takes a request for the links of an address, and leaves the rest to a job: so nothing that a caller can see or measure
 * depends on whether the address is known, and a process that is killed after the answer forgets nothing.
 */
export function requestLinks({ linkRequests, mailing }: Dependencies) {
  return async (email: string, { platform, requestId }: Actor): Promise<'accepted' | 'mail_not_configured'> => {
    if (mailing === undefined) return 'mail_not_configured'
    await linkRequests.add({ platform, email, requestId })
    return 'accepted'
  }
}
