import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import type { Opening } from '../../../ports/token-repository.ts'
import type { refreshLink } from '../../../usecases/refresh-link.ts'
import type { returnFromProvider } from '../../../usecases/return-from-provider.ts'
import { sendProblem, toProblemError } from '../errors.ts'
import { ProblemError, providerFailed, type ProblemCode } from '../problem.ts'
import { actOf, named } from '../request-context.ts'
import { strict } from '../schemas/common.ts'
import { INPUT, problems } from '../schemas/problems.ts'

interface Options {
  readonly returnFromProvider: ReturnType<typeof returnFromProvider>
  readonly refreshLink: ReturnType<typeof refreshLink>
  /** Where people land: the front end's origin. */
  readonly landingOrigin: string
}

/** What the page at the end says when it is not success. */
type LandingStatus = 'incomplete' | 'again' | 'unavailable' | 'unknown' | 'expired' | 'revoked' | 'invalid' | 'busy'

/** What people are told who meet one of these; everything else may be well again in a moment. */
const LANDINGS: Partial<Record<ProblemCode, LandingStatus>> = {
  STATE_INVALID: 'invalid',
  VALIDATION_FAILED: 'invalid',
  ACCOUNT_UNAVAILABLE: 'unavailable',
}

const StateQuery = Type.Object(
  { state: Type.String({ description: 'The secret in the URL that Stripe was given.' }) },
  strict,
)
const seeOther = (description: string) =>
  Type.Null({ description, headers: { Location: Type.String({ description: 'Where the browser goes on.' }) } })

/** Where Stripe sends people back to. Stripe adds nothing to these URLs; the state in them is ours. */
export const connectRoutes: FastifyPluginAsyncTypebox<Options> = async (app, options) => {
  const success = `${options.landingOrigin}/onboarding-success`
  const incomplete = (status: LandingStatus) => `${options.landingOrigin}/onboarding-incomplete?status=${status}`
  const note = (request: FastifyRequest, { client, token }: Opening) =>
    named(request, { clientId: client.id, tokenId: token.id })

  // A person's browser gets a page even when nothing works; a program gets the problem.
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblemError(error, request)
    if (!isNavigation(request)) return sendProblem(problem, request, reply)
    return reply.redirect(incomplete(LANDINGS[problem.code] ?? 'unknown'), 303)
  })

  app.get(
    '/connect/callback',
    {
      schema: {
        operationId: 'returnFromProvider',
        summary: 'Come back from Stripe',
        description:
          'Where Stripe sends a client back to. Asks Stripe how the account is, and goes on to the page that fits. A ' +
          'browser gets a page whatever fails, a program the problem.',
        tags: ['stripe'],
        querystring: StateQuery,
        response: {
          303: seeOther('To the page that says where the client stands.'),
          ...problems(...INPUT, 'STATE_INVALID'),
        },
      },
    },
    async (request, reply) => {
      const result = await options.returnFromProvider(request.query.state, actOf(request, 'client'))
      if (result.outcome === 'unknown_state') throw new ProblemError('STATE_INVALID')
      note(request, result.wayBack)
      return reply.redirect(result.landing === 'done' ? success : incomplete(result.landing), 303)
    },
  )

  app.get(
    '/connect/refresh',
    {
      schema: {
        operationId: 'refreshLink',
        summary: 'Get a fresh page at Stripe',
        description:
          'Where Stripe sends a client whose page there was used or has expired. With `REFRESH=redirect` the state leads ' +
          'to a fresh one, once and until an hour after the expiry of the first; otherwise, and with `REFRESH=page`, ' +
          'to the page whose button opens the link again (`status=again`), or that says why not. A browser gets a page ' +
          'whatever fails, a program the problem.',
        tags: ['stripe'],
        querystring: StateQuery,
        response: {
          303: seeOther("To Stripe's page, or to ours that says what is the matter."),
          ...problems(
            ...INPUT,
            'STATE_INVALID',
            'STRIPE_ACCOUNT_CREATE_FAILED',
            'STRIPE_ACCOUNT_LINK_FAILED',
            'STRIPE_ACCOUNT_RETRIEVE_FAILED',
            'ACCOUNT_UNAVAILABLE',
          ),
        },
      },
    },
    async (request, reply) => {
      const result = await options.refreshLink(request.query.state, actOf(request, 'client'))
      switch (result.outcome) {
        case 'unknown_state':
          throw new ProblemError('STATE_INVALID')
        case 'return_state':
          note(request, result.wayBack)
          // The previous version made links whose refresh URL held this state; whoever comes from one can go on.
          if (isNavigation(request)) return reply.redirect(incomplete('again'), 303)
          throw new ProblemError('STATE_INVALID')
        case 'opened':
          note(request, result.opening)
          return reply.redirect(result.url, 303)
        case 'provider_failed':
          note(request, result.opening)
          throw providerFailed(result.failure)
        case 'landed':
          note(request, result.wayBack)
          return reply.redirect(result.landing === 'done' ? success : incomplete(result.landing), 303)
        case 'refused':
          note(request, result.wayBack)
          return reply.redirect(result.refusal === 'completed' ? success : incomplete(result.refusal), 303)
        case 'again':
        case 'too_often':
          note(request, result.wayBack)
          return reply.redirect(incomplete(result.outcome === 'again' ? 'again' : 'busy'), 303)
      }
    },
  )
}

/** A person's browser, which wants a page; programs get problems. */
const isNavigation = ({ headers }: FastifyRequest): boolean => headers.accept?.includes('text/html') ?? false
