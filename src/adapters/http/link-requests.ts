import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import { ProblemError } from '../../api/problem.ts'
import type { UseCases } from '../../usecases/all.ts'
import type { Limits } from './limits.ts'
import type { PlatformSettings } from './platform-settings.ts'
import { actorOf } from './request-context.ts'

/** When a request for links is answered, in milliseconds after its arrival. */
const ANSWERED_AFTER_MS = 500

export interface LinkRequestOptions extends Pick<UseCases, 'requestLinks'> {
  readonly limits: Limits
  /** Waits for so many milliseconds; default: by the clock of the process. */
  readonly pause?: ((ms: number) => Promise<unknown>) | undefined
}

/**
 * Takes requests for the links of a typed address. Each is answered at the same moment after its arrival, and what is done
 * until then is the same for every address, so no answer tells whether one is known.
 */
export function linkRequests({ limits, requestLinks, pause = (ms) => sleep(ms) }: LinkRequestOptions) {
  async function take({ id: platform }: PlatformSettings, email: string, request: FastifyRequest) {
    await limits.requestByAddress({ platform, email }, request)
    return requestLinks(email, { ...actorOf(request), platform })
  }
  return async (platform: PlatformSettings, email: string, request: FastifyRequest): Promise<void> => {
    const [outcome] = await Promise.all([take(platform, email, request), pause(ANSWERED_AFTER_MS)])
    if (outcome === 'mail_not_configured') throw new ProblemError('MAIL_NOT_CONFIGURED')
  }
}
