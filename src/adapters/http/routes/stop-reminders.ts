import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { ProblemError, type ProblemCode } from '../../../api/problem.ts'
import { remindersOf, type Reminders } from '../../../domain/client.ts'
import { nearestLocale } from '../../../domain/locale.ts'
import type { Platforms } from '../../../ports/platforms.ts'
import type { UseCases } from '../../../usecases/all.ts'
import { FORM, registerForms, sendFormPage, type Fields } from '../form-pages.ts'
import type { Limits } from '../limits.ts'
import { settingsOf, type PlatformSettings } from '../platform-settings.ts'
import { actorOf, setLogContext } from '../request-context.ts'
import { PAGE } from '../security.ts'
import { stopFailurePage, stopPage, type StopFailure } from '../stop-page.ts'

interface Options extends Pick<UseCases, 'setReminders'> {
  readonly limits: Limits
  readonly platforms: Platforms<PlatformSettings>
}

const PATH = '/stop-reminders'
const Held = Type.Object({ token: Type.String() })

/**
 * The page in the foot of a reminder, and the address that mail providers send the click on their own button to (RFC
 * 8058). GET changes nothing, because mail scanners open every address. The secret in the address is that of one
 * reminder, and opens nothing.
 */
export const stopReminderRoutes: FastifyPluginAsync<Options> = async (app, options) => {
  const { limits, platforms, setReminders } = options
  registerForms(app, {
    platforms,
    failurePage: ({ code }, locale, branding) => stopFailurePage(FAILURES[code] ?? 'failed', locale, branding),
  })

  async function held(request: FastifyRequest, wanted?: Reminders) {
    const { token } = Value.Check(Held, request.query) ? request.query : { token: '' }
    const { exists } = await limits.useOfToken(token, request)
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
    return sendFormPage(reply, page, locale, settings)
  })

  // Answered with the page itself: mail providers do not follow a redirect.
  app.post<{ Body?: Fields }>(PATH, { schema: { hide: true, body: FORM }, ...PAGE }, async (request, reply) => {
    const wanted = wantedIn(request.body)
    if (wanted === undefined) throw new ProblemError('VALIDATION_FAILED', { errors: [FAULT] })
    const { settings, locale } = await held(request, wanted)
    const page = stopPage(wanted === 'off' ? 'stopped' : 'resumed', locale, settings)
    return sendFormPage(reply, page, locale, settings)
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
