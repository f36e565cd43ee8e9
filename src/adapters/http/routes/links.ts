import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import * as operations from '../../../api/operations/links.ts'
import { ProblemError } from '../../../api/problem.ts'
import { notAdmitted, providerFailed, refused, termsRequired } from '../../../api/refusals.ts'
import { previewReply } from '../../../api/preview-reply.ts'
import { nearestLocale } from '../../../domain/locale.ts'
import { openings } from '../../../observability/metrics.ts'
import type { AskWords } from '../../../ports/ask-words.ts'
import { sessionReply } from '../../../api/session-reply.ts'
import { returnStatusOf } from '../../../domain/return-url.ts'
import type { Actor } from '../../../ports/actor.ts'
import type { Platforms } from '../../../ports/platforms.ts'
import type { ServiceUseCases } from '../../../usecases/by-platform.ts'
import type { OpenLinkOptions, OpenLinkResult } from '../../../usecases/links/open-link.ts'
import { languagesOf } from '../languages.ts'
import type { OpenSessionResult } from '../../../usecases/links/open-session.ts'
import type { Opening } from '../../../usecases/opening.ts'
import { callerAddress } from '../caller-address.ts'
import { landingUrl } from '../landing-pages.ts'
import { linkRequests, type LinkRequestOptions } from '../link-requests.ts'
import type { Limits } from '../limits.ts'
import { actorOf, setLogContext } from '../request-context.ts'
import { platformAsked, settingsOf, type PlatformSettings } from '../platform-settings.ts'
import { turns } from '../turns.ts'

interface Options extends Pick<
  ServiceUseCases,
  'openLink' | 'openSession' | 'leaveSession' | 'previewLink' | 'requestNewLink' | 'requestLinks'
> {
  readonly limits: Limits
  readonly pause?: LinkRequestOptions['pause']
  readonly platforms: Platforms<PlatformSettings>
  readonly askWords: AskWords
  /** Whether a link can be opened by GET, as existing front ends do; it puts the token into URLs. */
  readonly openByGet: boolean
}

/** The least duration of a reply that must not reveal whether anything was done, in milliseconds. */
const UNIFORM_MS = 250

/** For the holder of a link: open it, preview it, request a new one. */
export const linkRoutes: FastifyPluginAsyncTypebox<Options> = async (app, options) => {
  const opens = opener(options)
  const open = opens(options.openLink, ({ url, expiresAt }) => ({ url, expiresAt: expiresAt.toISOString() }))
  const openSession = opens(options.openSession, (session) =>
    sessionReply(session, settingsOf(options.platforms, session.opening.platform).publishableKey),
  )
  const requestByAddress = linkRequests(options)
  if (options.openByGet) {
    // There is no HEAD on this route, because a scanner's HEAD must not create an account: see `exposeHeadRoutes`.
    app.get('/onboard-client', { ...operations.openLinkByUrl, onRequest: refusePrefetch }, (request, reply) =>
      open(request.query.token, request, reply),
    )
  }

  app.post('/onboard-client', { ...operations.openLink, onRequest: refusePrefetch }, (request, reply) =>
    open(request.body.token, request, reply, request.body),
  )

  app.post('/onboard-client/session', { ...operations.openSession, onRequest: refusePrefetch }, (request, reply) =>
    openSession(request.body.token, request, reply, request.body),
  )

  app.post('/onboard-client/session/exit', operations.leaveSession, async (request) => {
    const { token } = request.body
    const { exists } = await options.limits.useOfToken(token, request)
    const left = await options.leaveSession(token, actorOf(request))
    if (left === undefined) throw await options.limits.unknown('TOKEN_NOT_FOUND', request)
    exists()
    const { opening, landing } = left
    setLogContext(request, { clientId: opening.client.id, tokenId: opening.token.id })
    return { status: returnStatusOf(landing), url: landingUrl(options.platforms, opening, landing) }
  })

  app.post('/onboard-client/preview', operations.previewLink, async (request) => {
    const { token, browser } = request.body
    const { exists } = await options.limits.useOfToken(token, request)
    const opening = await options.previewLink(token, browser)
    if (opening === undefined) throw await options.limits.unknown('TOKEN_NOT_FOUND', request)
    exists()
    setLogContext(request, { clientId: opening.client.id, tokenId: opening.token.id })
    const settings = settingsOf(options.platforms, opening.platform)
    const locale = nearestLocale([opening.client.locale, ...languagesOf(request)], settings.locale)
    return previewReply(opening, { ...settings, locale, askWords: options.askWords })
  })

  app.post('/onboard-client/request-new-link', operations.requestNewLink, async (request, reply) => {
    const { token, email } = request.body
    reply.code(202)
    if (email !== undefined) {
      await requestByAddress(platformAsked(options.platforms, request), email, request)
      return { accepted: true as const }
    }
    await options.limits.requestForLink(token ?? '', request)
    const [issued] = await Promise.all([options.requestNewLink(token ?? '', actorOf(request)), sleep(UNIFORM_MS)])
    if (issued !== undefined) setLogContext(request, { clientId: issued.clientId, tokenId: issued.id })
    return { accepted: true as const }
  })
}

/** Openings of one token at the same time. Its client opens it once; many more are a loop or an attack. */
const OPENINGS = { most: 3, waiting: 60, retryAfterSeconds: 5 }

/** Makes the handlers of the routes that open a link. Together they open one token a few times at once. */
function opener({ limits, platforms }: Pick<Options, 'limits' | 'platforms'>) {
  const inTurn = turns(OPENINGS)
  return <Made, Reply>(
    openIt: (
      token: string,
      actor: Actor,
      options: OpenLinkOptions,
    ) => Promise<OpenLinkResult<Made> | Extract<OpenSessionResult, { outcome: 'not_embeddable' }>>,
    replyOf: (made: Made & { readonly opening: Opening }) => Reply,
  ) =>
    async (
      token: string,
      request: FastifyRequest,
      reply: FastifyReply,
      { browser, country, code, termsVersion }: OpenLinkOptions = {},
    ): Promise<Reply> => {
      const address = callerAddress(request)
      const typed = { browser, country, code: code?.replaceAll(/\s/g, ''), termsVersion, address }
      const { key = 'none', exists } = await limits.useOfToken(token, request)
      const result = await counted(() => inTurn(key, reply.raw, () => openIt(token, actorOf(request), typed)))
      if (result.outcome === 'unknown_token') throw await limits.unknown('TOKEN_NOT_FOUND', request)
      exists()
      setLogContext(request, { clientId: result.opening.client.id, tokenId: result.opening.token.id })
      switch (result.outcome) {
        case 'opened':
          return replyOf(result)
        case 'refused':
          throw refused(result.refusal)
        case 'country_required':
          throw new ProblemError('COUNTRY_REQUIRED')
        case 'country_unfit':
          throw new ProblemError('COUNTRY_UNAVAILABLE')
        case 'code_required':
        case 'code_wrong':
        case 'code_over':
          throw notAdmitted(result.outcome)
        case 'terms_required':
          throw termsRequired(settingsOf(platforms, result.opening.platform).terms)
        case 'not_embeddable':
          throw new ProblemError('PUBLISHABLE_KEY_MISSING')
        case 'provider_failed':
          throw providerFailed(result.failure)
      }
    }
}

const REFUSED = new Set([
  ...['country_required', 'country_unfit', 'not_embeddable'],
  ...['code_required', 'code_wrong', 'code_over', 'terms_required'],
])

/** Counts an opening by its outcome. */
async function counted<Result extends { readonly outcome: string }>(open: () => Promise<Result>): Promise<Result> {
  try {
    const result = await open()
    const { outcome } = result
    openings.inc({ outcome: REFUSED.has(outcome) ? 'refused' : outcome })
    return result
  } catch (error) {
    openings.inc({ outcome: error instanceof ProblemError ? 'busy' : 'failed' })
    throw error
  }
}

/** Browsers mark requests that precede a click. */
async function refusePrefetch({ headers }: FastifyRequest): Promise<void> {
  const purposes = [headers['sec-purpose'], headers['purpose'], headers['x-moz']].flat()
  if (purposes.some((purpose) => purpose?.includes('prefetch'))) throw new ProblemError('PREFETCH_REFUSED')
}
