import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { unsupportedType } from './media-type.ts'
import { isNavigation } from './navigation.ts'
import { errorPage, NEUTRAL } from './page-templates.ts'
import { localeFor, platformAt, type PlatformSettings } from './platform-settings.ts'
import { pagePolicyWith } from './security.ts'
import type { Platforms } from '../../ports/platforms.ts'
import { StorageUnavailableError } from '../../ports/storage-unavailable-error.ts'
import { UnusableInputError } from '../../ports/unusable-input-error.ts'
import { problemOf, ProblemError, type ProblemCode } from '../../api/problem.ts'

const DATABASE_RETRY_AFTER_SECONDS = 2

/**
 * Turns every error of the app into a problem. The text of an exception is never sent. A person who follows a mistyped
 * link gets a page.
 */
export function registerErrors(app: FastifyInstance, platforms: Platforms<PlatformSettings>): void {
  app.setErrorHandler((error, request, reply) =>
    sendFailure(toProblemError(error, request), { request, reply, platforms }),
  )
  app.setNotFoundHandler((request, reply) => sendFailure(new ProblemError('NOT_FOUND'), { request, reply, platforms }))
}

interface Failed {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly platforms: Platforms<PlatformSettings>
}

/** Replies with a page to a person whose page fails or does not exist, and to all others with the problem. */
export function sendFailure(error: ProblemError, { request, reply, platforms }: Failed): FastifyReply {
  const { status } = problemOf(error.code, request.id)
  // The answers of other routes are published. A request that cannot be routed has no route.
  const isForPeople = (status === 404 || request.routeOptions.config?.isPage) && !request.url.startsWith('/api/')
  if (!isForPeople || request.method !== 'GET' || !isNavigation(request)) return sendProblem(error, request, reply)
  request.problemCode = error.code
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', error.retryAfterSeconds)
  const branding = platformAt(platforms, request) ?? NEUTRAL
  const locale = localeFor(request, branding)
  reply.headers({ 'content-security-policy': pagePolicyWith(branding.logo), 'content-language': locale })
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .send(errorPage(status, branding, locale))
}

/** Replies with the problem. */
export function sendProblem(error: ProblemError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.problemCode = error.code
  const problem = problemOf(error.code, request.id, error.details)
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', error.retryAfterSeconds)
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer')
  return reply.code(problem.status).type('application/problem+json').send(problem)
}

/** The problem for an error. Logs what the operator needs to know about it. */
export function toProblemError(error: unknown, request: FastifyRequest): ProblemError {
  const problem = problemFor(error, request)
  // A browser may get a page instead of the problem, but the log has its code.
  request.problemCode = problem.code
  return problem
}

function problemFor(error: unknown, request: FastifyRequest): ProblemError {
  if (error instanceof ProblemError) return error
  if (error instanceof StorageUnavailableError) {
    request.log.error({ err: error }, 'the database is unavailable')
    return new ProblemError('SERVICE_UNAVAILABLE', { retryAfterSeconds: DATABASE_RETRY_AFTER_SECONDS })
  }
  if (error instanceof UnusableInputError) {
    // The validation should have refused it, and should have named the field.
    request.log.warn({ err: error }, 'the database refused a value of a request')
    return new ProblemError('VALIDATION_FAILED')
  }
  if (isFastifyError(error)) {
    if (error instanceof SyntaxError || error.code === 'FST_ERR_CTP_INVALID_JSON_BODY') {
      return new ProblemError('VALIDATION_FAILED', { errors: [{ field: 'body', message: 'is not valid JSON' }] })
    }
    const code = codeOfStatus(error.statusCode)
    if (code === 'UNSUPPORTED_MEDIA_TYPE') return unsupportedType(request)
    if (code !== undefined)
      return new ProblemError(code, code === 'SERVICE_UNAVAILABLE' ? { retryAfterSeconds: 1 } : {})
  }
  if (isHangUp(error, request)) {
    request.log.info('the caller hung up before its request was complete')
    return new ProblemError('VALIDATION_FAILED')
  }
  request.log.error({ err: error }, 'a request failed with an unexpected error')
  return new ProblemError('INTERNAL')
}

interface FrameworkError extends Error {
  readonly code: string
  readonly statusCode: number | undefined
}

/** Errors of Fastify and of its JSON parser. The status of any other error is not trusted. */
function isFastifyError(error: unknown): error is FrameworkError {
  if (!(error instanceof Error)) return false
  const { code } = error as Partial<FrameworkError>
  return (typeof code === 'string' && code.startsWith('FST_')) || error instanceof SyntaxError
}

/** The connection was lost in the middle of the body, or closed by us because the body took too long. */
function isHangUp(error: unknown, { raw }: FastifyRequest): boolean {
  return !raw.complete && error instanceof Error && 'code' in error && error.code === 'ECONNRESET'
}

function codeOfStatus(status: number | undefined): ProblemCode | undefined {
  switch (status) {
    case 400:
      return 'VALIDATION_FAILED'
    case 404:
    case 405:
      return 'NOT_FOUND'
    case 413:
      return 'PAYLOAD_TOO_LARGE'
    case 415:
      return 'UNSUPPORTED_MEDIA_TYPE'
    case 431:
      return 'REQUEST_HEADERS_TOO_LARGE'
    case 503:
      return 'SERVICE_UNAVAILABLE'
    default:
      return undefined
  }
}
