import type { FastifyRequest } from 'fastify'
import { allows, type Scope } from '../../domain/scope.ts'
import { ProblemError, type ProblemCode } from '../../api/problem.ts'
import type { Costs } from '../../observability/costs.ts'
import { DEFAULT_PLATFORM, type Actor } from '../../ports/actor.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller that the credential belongs to; null on public routes. */
    caller: RequestCaller | null
    /** Ids that the request is about, for its line in the log. */
    logContext: LogContext | null
    /** The code of the problem that it is answered with; null if there is none. */
    problemCode: ProblemCode | null
    /** Time spent in the database and at the provider. */
    costs: Costs
  }
}

/** The holder of a credential, and the platform that its request is about. */
interface RequestCaller {
  readonly platform: string
  readonly name: string
  /** What its owner calls the key. */
  readonly label?: string
  readonly scopes: readonly Scope[]
  readonly isOfAllPlatforms: boolean
}

interface LogContext {
  readonly clientId: string
  readonly tokenId?: string
}

/** The actor of the request: the holder of the credential or, on public routes, a client. */
export function actorOf({ caller, id: requestId }: FastifyRequest): Actor {
  const { platform, name } = caller ?? { platform: DEFAULT_PLATFORM, name: 'client' }
  return { platform, name, requestId }
}

/** Whether the credential of the request has this scope. */
export const mayDo = ({ caller }: FastifyRequest, scope: Scope): boolean => allows(caller?.scopes ?? [], scope)

/** Throws the problem if the credential of the request lacks this scope. */
export function requireScope(request: FastifyRequest, scope: Scope): void {
  if (mayDo(request, scope)) return
  throw new ProblemError('FORBIDDEN', { detail: `This request requires an API key with the scope "${scope}".` })
}

/** Adds the ids that the request is about to its line in the log. */
export function setLogContext(request: FastifyRequest, context: LogContext): void {
  request.logContext = context
}
