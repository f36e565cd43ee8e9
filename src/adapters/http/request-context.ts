import type { FastifyRequest } from 'fastify'
import type { Costs } from '../measure.ts'
import type { Act } from '../../ports/act.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is asking, as the credential tells; empty on public routes. */
    actor: string
    /** What the request turned out to be about: ids for its line in the log. */
    subject: Subject | null
    /** What the request took elsewhere. */
    costs: Costs
  }
}

export interface Subject {
  readonly clientId: string
  readonly tokenId?: string
}

/** The act that a use case does for this request. */
export const actOf = (request: FastifyRequest, actor = request.actor): Act => ({ actor, requestId: request.id })

/** Notes for the log what the request is about. */
export function named(request: FastifyRequest, subject: Subject): void {
  request.subject = subject
}
