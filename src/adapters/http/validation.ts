import type { FastifyInstance } from 'fastify'
import { fieldFaults } from '../../api/faults.ts'
import { readBody, readTexts } from '../../api/input.ts'
import { ProblemError } from '../../api/problem.ts'
import { schemaCompiler } from '../../api/validation.ts'
import { faultOfJson } from './media-type.ts'

/** How each part of a request is read before it is validated, and what it is called in a fault. */
const PARTS = {
  body: { read: readBody, name: 'body' },
  querystring: { read: readTexts, name: 'query' },
  params: { read: readTexts, name: 'path' },
  headers: { read: () => {}, name: 'headers' },
}

/** Cleans what is unambiguous in a request, and refuses the rest with all that is wrong with it. */
export function registerValidation(app: FastifyInstance): void {
  const ajv = schemaCompiler()
  app.setValidatorCompiler<object>(({ schema, httpPart }) => {
    const { read, name } = httpPart !== undefined && isPart(httpPart) ? PARTS[httpPart] : PARTS.body
    const validate = ajv.compile(schema)
    return (value: unknown) => {
      read(value, schema)
      if (validate(value)) return true
      return { error: new ProblemError('VALIDATION_FAILED', { errors: fieldFaults(validate.errors ?? [], name) }) }
    }
  })

  app.removeContentTypeParser('text/plain')
  // Front ends send a JSON content type on every call, so a POST with that header and no content has no body.
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    if (text.length === 0) return done(null, undefined)
    const fault = faultOfJson(request, text.toString())
    if (fault !== undefined) return done(fault)
    void parse(request, text.toString(), done)
  })
}

const isPart = (name: string): name is keyof typeof PARTS => name in PARTS
