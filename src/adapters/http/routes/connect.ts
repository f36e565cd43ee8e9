import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Opening } from '../../../ports/token-repository.ts'
import type { refreshLink } from '../../../usecases/refresh-link.ts'
import type { returnFromProvider } from '../../../usecases/return-from-provider.ts'
import { ProblemError, providerFailed } from '../problem.ts'
import { actOf, named } from '../request-context.ts'
import { problems } from '../schemas.ts'

interface Options {
  readonly returnFromProvider: ReturnType<typeof returnFromProvider>
  readonly refreshLink: ReturnType<typeof refreshLink>
  /** Where people land: the front end's origin. */
  readonly landingOrigin: string
}

/** What the page at the end says when it is not success. */
type LandingStatus = 'incomplete' | 'unavailable' | 'unknown' | 'expired' | 'revoked' | 'invalid' | 'busy'

const StateQuery = Type.Object({ state: Type.String() }, { additionalProperties: false })
const seeOther = { 303: Type.Null(), ...problems(400, 404, 429, 500, 502, 503) }

/** Where Stripe sends people back to. Stripe adds nothing to these URLs; the state in them is ours. */
export const connectRoutes: FastifyPluginAsyncTypebox<Options> = async (app, options) => {
  const success = `${options.landingOrigin}/onboarding-success`
  const incomplete = (status: LandingStatus) => `${options.landingOrigin}/onboarding-incomplete?status=${status}`
  const note = (request: FastifyRequest, { client, token }: Opening) =>
    named(request, { clientId: client.id, tokenId: token.id })

  app.get('/connect/callback', { schema: { querystring: StateQuery, response: seeOther } }, async (request, reply) => {
    const result = await options.returnFromProvider(request.query.state, actOf(request, 'client'))
    if (result.outcome === 'unknown_state') return unknownState(request, reply)
    note(request, result.wayBack)
    return reply.redirect(result.landing === 'done' ? success : incomplete(result.landing), 303)
  })

  app.get('/connect/refresh', { schema: { querystring: StateQuery, response: seeOther } }, async (request, reply) => {
    const result = await options.refreshLink(request.query.state, actOf(request, 'client'))
    switch (result.outcome) {
      case 'unknown_state':
        return unknownState(request, reply)
      case 'opened':
        note(request, result.opening)
        return reply.redirect(result.url, 303)
      case 'provider_failed':
        note(request, result.opening)
        if (!isNavigation(request)) throw providerFailed(result.failure)
        return reply.redirect(incomplete('unknown'), 303)
      case 'landed':
        note(request, result.wayBack)
        return reply.redirect(result.landing === 'done' ? success : incomplete(result.landing), 303)
      case 'refused':
        note(request, result.wayBack)
        return reply.redirect(result.refusal === 'completed' ? success : incomplete(result.refusal), 303)
      case 'too_old':
      case 'too_often':
        note(request, result.wayBack)
        return reply.redirect(incomplete(result.outcome === 'too_old' ? 'incomplete' : 'busy'), 303)
    }
  })

  function unknownState(request: FastifyRequest, reply: FastifyReply) {
    if (!isNavigation(request)) throw new ProblemError('STATE_INVALID')
    return reply.redirect(incomplete('invalid'), 303)
  }
}

/** A person's browser, which wants a page; programs get problems. */
const isNavigation = ({ headers }: FastifyRequest): boolean => headers.accept?.includes('text/html') ?? false
