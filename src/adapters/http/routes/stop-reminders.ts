import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { problemOf, ProblemError, type ProblemCode } from '../../../api/problem.ts'
import { remindersOf, type Reminders } from '../../../domain/client.ts'
import { nearestLocale, type Locale } from '../../../domain/locale.ts'
import type { Platforms } from '../../../ports/platforms.ts'
import type { UseCases } from '../../../usecases/all.ts'
import { sendProblem, toProblemError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import { isNavigation } from '../navigation.ts'
import { NEUTRAL } from '../page-templates.ts'
import { localeFor, platformAt, settingsOf, type Branding, type PlatformSettings } from '../platform-settings.ts'
import { actorOf, setLogContext } from '../request-context.ts'
import { formPolicyWith, PAGE } from '../security.ts'
import { stopFailurePage, stopPage, type StopFailure } from '../stop-page.ts'

interface Options extends Pick<UseCases, 'setReminders'> {
  readonly limits: Limits
  readonly platforms: Platforms<PlatformSettings>
}

const PATH = '/stop-reminders'
const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data']
const FORM = { content: Object.fromEntries(FORMS.map((type) => [type, { schema: {} }])) }
/** The most bytes of a form. It has one field. */
const MOST_BYTES = 2048

const Held = Type.Object({ token: Type.String() })

type Fields = ReadonlyMap<string, string>

/**
 * The page in the foot of a reminder, and the address that mail providers send the click on their own button to (RFC
 * 8058). GET changes nothing, because mail scanners open every address. The secret in the address is that of one
 * reminder, and opens nothing.
 */
export const stopReminderRoutes: FastifyPluginAsync<Options> = async (app, options) => {
  const { limits, platforms, setReminders } = options
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(FORMS, { parseAs: 'buffer', bodyLimit: MOST_BYTES }, readForm)

  // A person gets a page even when everything fails; a program gets the problem.
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblemError(error, request)
    if (!isNavigation(request)) return sendProblem(problem, request, reply)
    const { status } = problemOf(problem.code, request.id)
    if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', problem.retryAfterSeconds)
    const branding = platformAt(platforms, request) ?? NEUTRAL
    const locale = localeFor(request, branding)
    const page = stopFailurePage(FAILURES[problem.code] ?? 'failed', locale, branding)
    return sendPage(reply.code(status), page, locale, branding)
  })

  async function held(request: FastifyRequest, wanted?: Reminders) {
    const { token } = Value.Check(Held, request.query) ? request.query : { token: '' }
    const exists = await limits.useOfToken(token, request)
    const opening = await setReminders(token, wanted, actorOf(request))
    if (opening === undefined) throw await limits.unknown('TOKEN_NOT_FOUND', request)
    exists()
    setLogContext(request, { clientId: opening.client.id, tokenId: opening.token.id })
    const settings = settingsOf(platforms, opening.platform)
    return { client: opening.client, settings, locale: nearestLocale([opening.client.locale], settings.locale) }
  }

  app.get(PATH, { schema: { hide: true }, exposeHeadRoute: true, ...PAGE }, async (request, reply) => {
    const { client, settings, locale } = await held(request)
    const page = stopPage(remindersOf(client) === 'off' ? 'stopped' : 'ask', locale, settings)
    return sendPage(reply, page, locale, settings)
  })

  // Answered with the page itself: mail providers do not follow a redirect.
  app.post<{ Body?: Fields }>(PATH, { schema: { hide: true, body: FORM }, ...PAGE }, async (request, reply) => {
    const wanted = wantedIn(request.body)
    if (wanted === undefined) throw new ProblemError('VALIDATION_FAILED', { errors: [FAULT] })
    const { settings, locale } = await held(request, wanted)
    const page = stopPage(wanted === 'off' ? 'stopped' : 'resumed', locale, settings)
    return sendPage(reply, page, locale, settings)
  })
}

/** The pages for these problems. */
const FAILURES: Partial<Record<ProblemCode, StopFailure>> = {
  TOKEN_NOT_FOUND: 'unknown',
  RATE_LIMITED: 'tooMany',
  SERVICE_UNAVAILABLE: 'unavailable',
}

const FAULT = { field: 'body', message: 'must be List-Unsubscribe=One-Click' }

/** What the form of a mail provider, or that of the page, asks for. */
function wantedIn(fields: Fields | undefined): Reminders | undefined {
  const reminders = fields?.get('reminders')
  if (reminders === 'on' || reminders === 'off') return reminders
  return fields?.get('List-Unsubscribe') === 'One-Click' ? 'off' : undefined
}

/** The fields of a form, in either encoding. */
async function readForm({ headers }: FastifyRequest, body: string | Buffer): Promise<Fields> {
  try {
    const { 'content-type': type = '' } = headers
    const form = await new Response(new Uint8Array(Buffer.from(body)), { headers: { 'content-type': type } }).formData()
    return new Map([...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])))
  } catch {
    throw new ProblemError('VALIDATION_FAILED', { errors: [{ field: 'body', message: 'is no form' }] })
  }
}

function sendPage(reply: FastifyReply, page: string, locale: Locale, { logo }: Branding): FastifyReply {
  reply.headers({ 'content-security-policy': formPolicyWith(logo), 'content-language': locale })
  return reply.type('text/html; charset=utf-8').send(page)
}
