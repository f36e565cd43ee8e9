import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import type { FastifyInstance } from 'fastify'
import { COMPONENTS } from './schemas/components.ts'

/** What checks a value against a schema of ours; with `coerceTypes`, text is taken for what it says. */
export function rules({ coerceTypes, allErrors = false }: { coerceTypes: boolean; allErrors?: boolean }): Ajv {
  const ajv = new Ajv({
    schemas: COMPONENTS,
    removeAdditional: false,
    useDefaults: true,
    allErrors,
    coerceTypes,
  })
  formats.default(ajv)
  return ajv
}

/**
 * Unknown fields are refused, not dropped: a caller who sends `status` shall learn that it does nothing. What comes as
 * text (query, path) is coerced; bodies have types of their own, and Ajv would turn `null` into `""`.
 */
export function registerValidation(app: FastifyInstance): void {
  const body = rules({ coerceTypes: false })
  const query = rules({ coerceTypes: true })
  app.setValidatorCompiler(({ schema, httpPart }) => (httpPart === 'body' ? body : query).compile(schema))

  app.removeContentTypeParser('text/plain')
  // A POST with a JSON content type and nothing behind it has no body; front ends send the header on every call.
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    if (text.length === 0) done(null, undefined)
    else void parse(request, text.toString(), done)
  })
}
