import type { FastifyRequest } from 'fastify'
import { ProblemError } from '../../api/problem.ts'

const JSON_TYPE = 'application/json'

/** Alternatives in English: `a`, `a or b`. */
const either = new Intl.ListFormat('en-GB', { type: 'disjunction' })

/** The content type of a body is none that the route takes: says which it takes. */
export function unsupportedType({ routeOptions }: FastifyRequest): ProblemError {
  const body: unknown = routeOptions.schema?.body
  const isFile = typeof body === 'object' && body !== null && 'content' in body
  const types = isFile ? Object.keys(Object(body.content)) : [JSON_TYPE]
  return new ProblemError('UNSUPPORTED_MEDIA_TYPE', { detail: `Send the body as ${either.format(types)}.` })
}

/** The problem of a body that is compressed: no route reads one. */
export function faultOfEncoding({ headers }: Pick<FastifyRequest, 'headers'>): ProblemError | undefined {
  if (['identity', ''].includes(headers['content-encoding']?.trim().toLowerCase() ?? '')) return undefined
  return new ProblemError('UNSUPPORTED_MEDIA_TYPE', { detail: 'Send the body without a Content-Encoding.' })
}

/** The charset of a content type; `undefined` if it names none. */
export function charsetOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const [, ...parameters] = (headers['content-type'] ?? '').split(';')
  return parameters.map((each) => /^\s*charset\s*=\s*"?([^"\s]+)"?\s*$/i.exec(each)?.[1]).find(Boolean)
}

/**
 * The problem of JSON that is compressed, or in another charset than UTF-8: read as UTF-8, it would be no JSON, or have
 * other texts. Some libraries declare another charset, but send ASCII, which is the same in most of them.
 */
export function faultOfJson(request: Pick<FastifyRequest, 'headers'>, text: string): ProblemError | undefined {
  const fault = faultOfEncoding(request)
  if (fault !== undefined) return fault
  const charset = charsetOf(request)
  if (charset === undefined || /^(utf-?8|us-ascii)$/i.test(charset) || /^[\x20-\x7e\s]*$/.test(text)) return undefined
  return new ProblemError('UNSUPPORTED_MEDIA_TYPE', { detail: 'Send JSON in UTF-8, with no other charset.' })
}
