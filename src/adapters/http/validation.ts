import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import type { FastifyInstance } from 'fastify'
import { COMPONENTS } from './schemas/components.ts'

/**
 * Unknown fields are refused, not dropped: a caller who sends `status` shall learn that it does nothing. What comes as
 * text (query, path) is coerced; bodies have types of their own, and Ajv would turn `null` into `""`.
 */
export function registerValidation(app: FastifyInstance): void {
  const options = { schemas: COMPONENTS, removeAdditional: false, useDefaults: true, allErrors: false } as const
  const body = new Ajv({ ...options, coerceTypes: false })
  const query = new Ajv({ ...options, coerceTypes: true })
  for (const ajv of [body, query]) formats.default(ajv)
  app.setValidatorCompiler(({ schema, httpPart }) => (httpPart === 'body' ? body : query).compile(schema))

  app.removeContentTypeParser('text/plain')
  // A POST with a JSON content type and nothing behind it has no body; front ends send the header on every call.
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    if (text.length === 0) done(null, undefined)
    else void parse(request, text.toString(), done)
  })
}
