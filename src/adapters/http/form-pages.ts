import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { problemOf, ProblemError, type ProblemCode } from '../../api/problem.ts'
import type { Locale } from '../../domain/locale.ts'
import type { Platforms } from '../../ports/platforms.ts'
import { sendProblem, toProblemError } from './errors.ts'
import { isNavigation } from './navigation.ts'
import { NEUTRAL } from './page-templates.ts'
import { localeFor, platformAt, type Branding, type PlatformSettings } from './platform-settings.ts'
import { formPolicyWith } from './security.ts'

const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data']

/** The most bytes of a form. It has one field. */
const MOST_BYTES = 2048

/** The body of a route that takes a form. */
export const FORM = { content: Object.fromEntries(FORMS.map((type) => [type, { schema: {} }])) }

/** The fields of a form. */
export interface Fields {
  /** The value of a field that a form has once. */
  get(name: string): string | undefined
  /** All values of a field, such as those of boxes that were ticked. */
  all(name: string): readonly string[]
}

/** The problem of a request, and the status of its answer. */
export interface FormFailure {
  readonly code: ProblemCode
  readonly status: number
}

interface Options {
  readonly platforms: Platforms<PlatformSettings>
  /** The page for a request that failed. */
  readonly failurePage: (failure: FormFailure, locale: Locale, branding: Branding) => string
}

/**
 * Prepares the routes of a page whose form is sent to its own address, without a script. A person gets a page even when
 * everything fails; a program gets the problem.
 */
export function registerForms(app: FastifyInstance, { platforms, failurePage }: Options): void {
  takeForms(app, MOST_BYTES)
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblemError(error, request)
    if (!isNavigation(request)) return sendProblem(problem, request, reply)
    const { status } = problemOf(problem.code, request.id)
    if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', problem.retryAfterSeconds)
    const branding = platformAt(platforms, request) ?? NEUTRAL
    const locale = localeFor(request, branding)
    return sendFormPage(
      reply.code(status),
      failurePage({ code: problem.code, status }, locale, branding),
      locale,
      branding,
    )
  })
}

/** Has the routes take forms of at most so many bytes, and nothing else. */
export function takeForms(app: FastifyInstance, mostBytes: number): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(FORMS, { parseAs: 'buffer', bodyLimit: mostBytes }, readForm)
}

/** The fields of a form, in either encoding. */
async function readForm({ headers }: FastifyRequest, body: string | Buffer): Promise<Fields> {
  try {
    const { 'content-type': type = '' } = headers
    const form = await new Response(new Uint8Array(Buffer.from(body)), { headers: { 'content-type': type } }).formData()
    const all = (name: string) => form.getAll(name).filter((value) => typeof value === 'string')
    return { get: (name) => all(name)[0], all }
  } catch {
    throw new ProblemError('VALIDATION_FAILED', { errors: [{ field: 'body', message: 'is no form' }] })
  }
}

export function sendFormPage(reply: FastifyReply, page: string, locale: Locale, { logo }: Branding): FastifyReply {
  reply.headers({ 'content-security-policy': formPolicyWith(logo), 'content-language': locale })
  return reply.type('text/html; charset=utf-8').send(page)
}
