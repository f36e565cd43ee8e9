import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { statusAt } from '../../../domain/onboarding-token.ts'
import type { openLink } from '../../../usecases/open-link.ts'
import type { previewLink } from '../../../usecases/preview-link.ts'
import type { requestNewLink } from '../../../usecases/request-new-link.ts'
import { actOf, named } from '../request-context.ts'
import type { Limits } from '../limits.ts'
import { ProblemError, providerFailed, rateLimited, refused } from '../problem.ts'
import { answer, ref } from '../schemas/common.ts'
import {
  Accepted,
  acceptedExample,
  LinkPreview,
  linkPreviewExample,
  OpenedLink,
  openedLinkExample,
  OpeningBody,
  TokenBody,
  TokenQuery,
} from '../schemas/links.ts'
import { BODY, INPUT, problems } from '../schemas/problems.ts'

interface Options {
  readonly openLink: ReturnType<typeof openLink>
  readonly previewLink: ReturnType<typeof previewLink>
  readonly requestNewLink: ReturnType<typeof requestNewLink>
  readonly limits: Limits
  readonly platformName: string
  /** Whether a link can be opened by GET, as existing front ends do; it puts the token into URLs. */
  readonly openByGet: boolean
}

/** Nobody is to see from the time that an answer takes whether something was done, in milliseconds. */
const UNIFORM_MS = 250

/** What the holder of a link does: look at it, open it, and ask for another one. */
export const onboardClientRoutes: FastifyPluginAsyncTypebox<Options> = async (app, options) => {
  const opened = answer('A way to Stripe.', ref(OpenedLink), openedLinkExample)
  const openingProblems = [
    'PREFETCH_REFUSED',
    'TOKEN_NOT_FOUND',
    'TOKEN_REVOKED',
    'TOKEN_EXPIRED',
    'TOKEN_COMPLETED',
    'RATE_LIMITED',
    'STRIPE_ACCOUNT_CREATE_FAILED',
    'STRIPE_ACCOUNT_LINK_FAILED',
    'ACCOUNT_UNAVAILABLE',
  ] as const

  async function open(token: string, request: FastifyRequest, browser?: string) {
    await options.limits.countToken(token)
    const result = await options.openLink(token, actOf(request, 'client'), browser)
    if (result.outcome === 'unknown_token') throw await unknownToken(request)
    named(request, { clientId: result.opening.client.id, tokenId: result.opening.token.id })
    switch (result.outcome) {
      case 'opened':
        return { url: result.url, expiresAt: result.expiresAt.toISOString() }
      case 'refused':
        throw refused(result.refusal)
      case 'provider_failed':
        throw providerFailed(result.failure)
    }
  }

  /** Guessing is counted by address; who holds a real link is not affected by it. */
  async function unknownToken(request: FastifyRequest): Promise<ProblemError> {
    const waitSeconds = await options.limits.strangers.count(request.ip)
    return waitSeconds === undefined ? new ProblemError('TOKEN_NOT_FOUND') : rateLimited(waitSeconds)
  }

  if (options.openByGet) {
    app.get(
      '/onboard-client',
      {
        // A scanner's HEAD must not create an account: there is none on this route (see `exposeHeadRoutes`).
        onRequest: refusePrefetch,
        schema: {
          operationId: 'openLinkByUrl',
          summary: 'Open a link, with the token in the URL',
          description:
            'Does what `openLink` does, for front ends that open links by GET. URLs end up in logs and histories, so ' +
            'prefer the POST. The operator can switch this off.',
          tags: ['links'],
          querystring: TokenQuery,
          response: { 200: opened, ...problems(...INPUT, ...openingProblems) },
        },
      },
      (request) => open(request.query.token, request),
    )
  }

  app.post(
    '/onboard-client',
    {
      onRequest: refusePrefetch,
      schema: {
        operationId: 'openLink',
        summary: 'Open a link',
        description:
          "Creates the client's account at Stripe where there is none, and makes a way to Stripe's pages: send the " +
          'browser to `url` at once. A failure leaves the link as it was; it can be opened again and again.',
        tags: ['links'],
        body: OpeningBody,
        response: { 200: opened, ...problems(...BODY, ...openingProblems) },
      },
    },
    (request) => open(request.body.token, request, request.body.browser),
  )

  app.post(
    '/onboard-client/preview',
    {
      schema: {
        operationId: 'previewLink',
        summary: 'Look at a link',
        description: 'Says whose link it is and where it stands, also of a dead one. Changes nothing, asks nobody.',
        tags: ['links'],
        body: TokenBody,
        response: {
          200: answer('What the link is.', ref(LinkPreview), linkPreviewExample),
          ...problems(...BODY, 'TOKEN_NOT_FOUND', 'RATE_LIMITED'),
        },
      },
    },
    async (request) => {
      await options.limits.countToken(request.body.token)
      const opening = await options.previewLink(request.body.token)
      if (opening === undefined) throw await unknownToken(request)
      const { client, token, now } = opening
      named(request, { clientId: client.id, tokenId: token.id })
      return {
        clientName: client.name,
        platformName: options.platformName,
        purpose: token.purpose,
        status: statusAt(token, now),
        expiresAt: token.expiresAt.toISOString(),
      }
    },
  )

  app.post(
    '/onboard-client/request-new-link',
    {
      schema: {
        operationId: 'requestNewLink',
        summary: 'Ask for a new link',
        description:
          'Mails a new link to the address that the client was invited with, if this one has expired or was replaced at ' +
          'such a request, at most three times a day. The answer is the same for every token, and takes as long.',
        tags: ['links'],
        body: TokenBody,
        response: {
          202: answer('Whatever there was to do is being done.', ref(Accepted), acceptedExample),
          ...problems(...BODY, 'RATE_LIMITED'),
        },
      },
    },
    async (request, reply) => {
      // Whoever asks is counted: a limit for unknown tokens alone would tell which ones are known.
      const waitSeconds = await options.limits.strangers.count(request.ip)
      if (waitSeconds !== undefined) throw rateLimited(waitSeconds)
      await options.limits.countToken(request.body.token)
      const [issued] = await Promise.all([
        options.requestNewLink(request.body.token, actOf(request, 'client')),
        sleep(UNIFORM_MS),
      ])
      if (issued !== undefined) named(request, { clientId: issued.clientId, tokenId: issued.id })
      reply.code(202)
      return { accepted: true as const }
    },
  )
}

/** Browsers say when nobody has clicked yet. */
async function refusePrefetch({ headers }: FastifyRequest): Promise<void> {
  const purposes = [headers['sec-purpose'], headers['purpose'], headers['x-moz']].flat()
  if (purposes.some((purpose) => purpose?.includes('prefetch'))) throw new ProblemError('PREFETCH_REFUSED')
}
