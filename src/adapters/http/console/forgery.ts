import csrfProtection from '@fastify/csrf-protection'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ProblemError } from '../../../api/problem.ts'
import type { Platforms } from '../../../ports/platforms.ts'
import type { Fields } from '../form-pages.ts'
import type { PlatformSettings } from '../platform-settings.ts'

/** The field of a form with the token of its session. */
const TOKEN_FIELD = 'csrf'

/** A form that another site may have sent, or one of a session that is over. Nothing was done. */
export class ForgedForm extends ProblemError {
  constructor() {
    super('FORBIDDEN', { detail: 'The form was not sent by a page of this session. Nothing was changed.' })
  }
}

/**
 * Refuses forms that no page of this session has sent: by the origin that the browser states, before anything else is
 * read, and by the token in the form.
 */
export async function refuseForgery(app: FastifyInstance, platforms: Platforms<PlatformSettings>): Promise<void> {
  app.addHook('onRequest', async (request) => {
    if (request.method === 'POST' && !isOfSameOrigin(request, platforms)) throw new ForgedForm()
  })
  await app.register(csrfProtection, {
    sessionPlugin: '@fastify/secure-session',
    logLevel: 'debug',
    getToken: ({ body }) => (isFields(body) ? body.get(TOKEN_FIELD) : undefined),
  })
  // The body has been read by now.
  app.addHook('preValidation', (request, reply, done) => {
    if (request.method === 'POST') app.csrfProtection(request, reply, done)
    else done()
  })
}

/** Browsers state the origin of every form, and whether it is that of the page; other programs need not. */
function isOfSameOrigin({ headers, host }: FastifyRequest, platforms: Platforms<PlatformSettings>): boolean {
  const { origin } = headers
  const site = headers['sec-fetch-site']
  if (origin === undefined) return site === undefined || site === 'same-origin'
  if (!URL.canParse(origin)) return false
  return (
    new URL(origin).host === host || platforms.all().some(({ apiBaseUrl }) => new URL(apiBaseUrl).origin === origin)
  )
}

/** Whether a form has been read. */
export const isFields = (body: unknown): body is Fields =>
  typeof body === 'object' && body !== null && 'get' in body && 'all' in body

/** Whether the error says that a form has no token, or another one than that of its session. */
export const isForged = (error: unknown): boolean =>
  error instanceof ForgedForm || (error instanceof Error && 'code' in error && /^FST_CSRF_/.test(String(error.code)))
