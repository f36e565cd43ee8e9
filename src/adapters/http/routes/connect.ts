import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import * as operations from '../../../api/operations/connect.ts'
import { ProblemError, type ProblemCode } from '../../../api/problem.ts'
import { providerFailed } from '../../../api/refusals.ts'
import { landingOfFailure } from '../../../domain/landing.ts'
import type { Platforms } from '../../../ports/platforms.ts'
import type { UseCases } from '../../../usecases/all.ts'
import { FailedOnLink } from '../../../usecases/links/failed-on-link.ts'
import type { Opening } from '../../../usecases/opening.ts'
import { sendProblem, toProblemError } from '../errors.ts'
import { isNavigation } from '../navigation.ts'
import { landingUrl, pageUrl, type LandingPage, type LandingStatus } from '../landing-pages.ts'
import type { Limits } from '../limits.ts'
import { platformAt, type PlatformSettings } from '../platform-settings.ts'
import { actorOf, setLogContext } from '../request-context.ts'

interface Options extends Pick<UseCases, 'returnFromProvider' | 'refreshLink'> {
  readonly limits: Limits
  readonly platforms: Platforms<PlatformSettings>
}

/** The pages for these problems; all other problems may pass by themselves. */
const LANDINGS: Partial<Record<ProblemCode, LandingStatus>> = {
  STATE_INVALID: 'invalid',
  VALIDATION_FAILED: 'invalid',
  RATE_LIMITED: 'busy',
}

/** Where Stripe sends people back to. Stripe adds nothing to these URLs; the state in them is ours. */
export const connectRoutes: FastifyPluginAsyncTypebox<Options> = async (app, options) => {
  const pageAt = (platform: PlatformSettings | undefined, landing: LandingPage) =>
    pageUrl(options.platforms, platform ?? options.platforms.all()[0], landing)
  const pageOf = (opening: Opening, landing: LandingPage) => landingUrl(options.platforms, opening, landing)

  app.setErrorHandler((error, request, reply) => {
    // A browser gets a page even when everything fails; a program gets the problem.
    const { problem, opening } = failureOf(error, request)
    if (!isNavigation(request)) return sendProblem(problem, request, reply)
    const landing = LANDINGS[problem.code] ?? 'unknown'
    const page = opening ? pageOf(opening, landing) : pageAt(platformAt(options.platforms, request), landing)
    return reply.redirect(page, 303)
  })

  app.get('/connect/callback', operations.returnFromProvider, async (request, reply) => {
    const { state } = request.query
    const exists = options.limits.lookUp(state, request)
    const result = await options.returnFromProvider(state, actorOf(request))
    if (result.outcome === 'unknown_state') throw await options.limits.unknown('STATE_INVALID', request)
    exists()
    if (result.outcome === 'too_often')
      return reply.redirect(pageAt(platformAt(options.platforms, request), 'busy'), 303)
    logSubject(request, result.opening)
    return reply.redirect(pageOf(result.opening, result.landing), 303)
  })

  app.get('/connect/refresh', operations.refreshLink, async (request, reply) => {
    const { state } = request.query
    const exists = options.limits.lookUp(state, request)
    const result = await options.refreshLink(state, actorOf(request))
    if (result.outcome === 'unknown_state') throw await options.limits.unknown('STATE_INVALID', request)
    exists()
    logSubject(request, result.opening)
    switch (result.outcome) {
      case 'return_state':
        // A return state opens nothing; a browser gets the page that continues with the link itself.
        if (!isNavigation(request)) throw new ProblemError('STATE_INVALID')
        return reply.redirect(pageOf(result.opening, 'again'), 303)
      case 'opened':
        return reply.redirect(result.url, 303)
      case 'provider_failed': {
        // A browser gets a page instead of the problem, but the log has its code.
        const problem = toProblemError(providerFailed(result.failure), request)
        if (!isNavigation(request)) throw problem
        return reply.redirect(pageOf(result.opening, landingOfFailure(result.failure)), 303)
      }
      case 'landed':
        return reply.redirect(pageOf(result.opening, result.landing), 303)
      case 'refused':
        return reply.redirect(pageOf(result.opening, result.refusal), 303)
      // Its own link asks the client for its country.
      case 'country_required':
      case 'again':
        return reply.redirect(pageOf(result.opening, 'again'), 303)
      case 'too_often':
        return reply.redirect(pageOf(result.opening, 'busy'), 303)
    }
  })
}

/** The problem of a failed visit, and whose visit it was, if the link was found before. */
function failureOf(error: unknown, request: FastifyRequest): { problem: ProblemError; opening?: Opening } {
  if (!(error instanceof FailedOnLink)) return { problem: toProblemError(error, request) }
  const { opening, cause } = error
  logSubject(request, opening)
  return { problem: toProblemError(cause, request), opening }
}

function logSubject(
  request: FastifyRequest,
  { client, token }: { readonly client: { readonly id: string }; readonly token: { readonly id: string } },
): void {
  setLogContext(request, { clientId: client.id, tokenId: token.id })
}
