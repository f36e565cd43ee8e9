import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import * as operations from '../../../api/operations/links.ts'
import { ProblemError } from '../../../api/problem.ts'
import { providerFailed, rateLimited, refused } from '../../../api/refusals.ts'
import { previewReply } from '../../../api/replies.ts'
import type { UseCases } from '../../../usecases/all.ts'
import type { OpenLinkOptions } from '../../../usecases/links/open-link.ts'
import type { Limits } from '../limits.ts'
import { actorOf, setLogContext } from '../request-context.ts'

interface Options extends Pick<UseCases, 'openLink' | 'previewLink' | 'requestNewLink'> {
  readonly limits: Limits
  readonly platformName: string
  /** Where clients get help. */
  readonly supportEmail?: string | undefined
  /** Whether a link can be opened by GET, as existing front ends do; it puts the token into URLs. */
  readonly openByGet: boolean
}

/** The least duration of a reply that must not reveal whether anything was done, in milliseconds. */
const UNIFORM_MS = 250

/** For the holder of a link: open it, preview it, request a new one. */
export const linkRoutes: FastifyPluginAsyncTypebox<Options> = async (app, options) => {
  const open = opening(options)
  if (options.openByGet) {
    // There is no HEAD on this route, because a scanner's HEAD must not create an account: see `exposeHeadRoutes`.
    app.get('/onboard-client', { ...operations.openLinkByUrl, onRequest: refusePrefetch }, (request) =>
      open(request.query.token, request),
    )
  }

  app.post('/onboard-client', { ...operations.openLink, onRequest: refusePrefetch }, (request) =>
    open(request.body.token, request, request.body),
  )

  app.post('/onboard-client/preview', operations.previewLink, async (request) => {
    await options.limits.countToken(request.body.token)
    const opening = await options.previewLink(request.body.token, request.body.browser)
    if (opening === undefined) throw await unknownToken(options, request)
    setLogContext(request, { clientId: opening.client.id, tokenId: opening.token.id })
    return previewReply(opening, options)
  })

  app.post('/onboard-client/request-new-link', operations.requestNewLink, async (request, reply) => {
    const { token } = request.body
    // Every request is counted: a limit for unknown tokens alone would reveal which tokens are known.
    const waitSeconds = await options.limits.unknownCallers.count(request.ip)
    if (waitSeconds !== undefined) throw rateLimited(waitSeconds)
    await options.limits.countToken(token)
    const [issued] = await Promise.all([options.requestNewLink(token, actorOf(request)), sleep(UNIFORM_MS)])
    if (issued !== undefined) setLogContext(request, { clientId: issued.clientId, tokenId: issued.id })
    reply.code(202)
    return { accepted: true as const }
  })
}

/** The handler of both routes that open a link. */
const opening =
  (options: Options) =>
  async (token: string, request: FastifyRequest, { browser, country }: OpenLinkOptions = {}) => {
    await options.limits.countToken(token)
    const result = await options.openLink(token, actorOf(request), { browser, country })
    if (result.outcome === 'unknown_token') throw await unknownToken(options, request)
    setLogContext(request, { clientId: result.opening.client.id, tokenId: result.opening.token.id })
    switch (result.outcome) {
      case 'opened':
        return { url: result.url, expiresAt: result.expiresAt.toISOString() }
      case 'refused':
        throw refused(result.refusal)
      case 'country_required':
        throw new ProblemError('COUNTRY_REQUIRED')
      case 'provider_failed':
        throw providerFailed(result.failure)
    }
  }

/** Unknown tokens are counted by address, so guessing does not limit the holders of real links. */
async function unknownToken({ limits }: Options, request: FastifyRequest): Promise<ProblemError> {
  const waitSeconds = await limits.unknownCallers.count(request.ip)
  return waitSeconds === undefined ? new ProblemError('TOKEN_NOT_FOUND') : rateLimited(waitSeconds)
}

/** Browsers mark requests that precede a click. */
async function refusePrefetch({ headers }: FastifyRequest): Promise<void> {
  const purposes = [headers['sec-purpose'], headers['purpose'], headers['x-moz']].flat()
  if (purposes.some((purpose) => purpose?.includes('prefetch'))) throw new ProblemError('PREFETCH_REFUSED')
}
