import type { FastifyInstance } from 'fastify'
import { schemaCompiler } from '../../api/validation.ts'

/** Query and path values arrive as text and are coerced. Bodies are not: Ajv would turn `null` into `""`. */
export function registerValidation(app: FastifyInstance): void {
  const body = schemaCompiler({ coerceTypes: false })
  const query = schemaCompiler({ coerceTypes: true })
  app.setValidatorCompiler(({ schema, httpPart }) => (httpPart === 'body' ? body : query).compile(schema))

  app.removeContentTypeParser('text/plain')
  // Front ends send a JSON content type on every call, so a POST with that header and no content has no body.
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    if (text.length === 0) done(null, undefined)
    else void parse(request, text.toString(), done)
  })
}
