import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import * as operations from '../../../api/operations/connect.ts'
import { ProblemError, type ProblemCode } from '../../../api/problem.ts'
import { providerFailed } from '../../../api/refusals.ts'
import type { UseCases } from '../../../usecases/all.ts'
import { sendProblem, toProblemError } from '../errors.ts'
import { isNavigation } from '../navigation.ts'
import type { Limits } from '../limits.ts'
import { actorOf, setLogContext } from '../request-context.ts'

interface Options extends Pick<UseCases, 'returnFromProvider' | 'refreshLink'> {
  readonly limits: Limits
  /** The origin of the front end, whose pages people are sent to. */
  readonly landingOrigin: string
}

/** What the page shows when the onboarding is not done. */
type LandingStatus = 'incomplete' | 'again' | 'unavailable' | 'unknown' | 'expired' | 'revoked' | 'invalid' | 'busy'

/** The pages for these problems; all other problems may pass by themselves. */
const LANDINGS: Partial<Record<ProblemCode, LandingStatus>> = {
  STATE_INVALID: 'invalid',
  VALIDATION_FAILED: 'invalid',
  ACCOUNT_UNAVAILABLE: 'unavailable',
  RATE_LIMITED: 'busy',
}

/** Where Stripe sends people back to. Stripe adds nothing to these URLs; the state in them is ours. */
export const connectRoutes: FastifyPluginAsyncTypebox<Options> = async (app, options) => {
  const pageFor = (landing: LandingStatus | 'done' | 'completed') =>
    landing === 'done' || landing === 'completed'
      ? `${options.landingOrigin}/onboarding-success`
      : `${options.landingOrigin}/onboarding-incomplete?status=${landing}`

  // A browser gets a page even when everything fails; a program gets the problem.
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblemError(error, request)
    if (!isNavigation(request)) return sendProblem(problem, request, reply)
    return reply.redirect(pageFor(LANDINGS[problem.code] ?? 'unknown'), 303)
  })

  app.get('/connect/callback', operations.returnFromProvider, async (request, reply) => {
    const { state } = request.query
    const exists = options.limits.lookUp(state, request)
    const result = await options.returnFromProvider(state, actorOf(request))
    if (result.outcome === 'unknown_state') throw await options.limits.unknown('STATE_INVALID', request)
    exists()
    if (result.outcome === 'too_often') return reply.redirect(pageFor('busy'), 303)
    logSubject(request, result.opening)
    return reply.redirect(pageFor(result.landing), 303)
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
        return reply.redirect(pageFor('again'), 303)
      case 'opened':
        return reply.redirect(result.url, 303)
      case 'provider_failed':
        throw providerFailed(result.failure)
      case 'landed':
        return reply.redirect(pageFor(result.landing), 303)
      case 'refused':
        return reply.redirect(pageFor(result.refusal), 303)
      // Its own link asks the client for its country.
      case 'country_required':
      case 'again':
        return reply.redirect(pageFor('again'), 303)
      case 'too_often':
        return reply.redirect(pageFor('busy'), 303)
    }
  })
}

function logSubject(
  request: FastifyRequest,
  { client, token }: { readonly client: { readonly id: string }; readonly token: { readonly id: string } },
): void {
  setLogContext(request, { clientId: client.id, tokenId: token.id })
}
