import { readFileSync } from 'node:fs'
import formats from 'ajv-formats'
import { Ajv2020 } from 'ajv/dist/2020.js'

/** What tests look at in the OpenAPI document. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly tags: readonly { readonly name: string }[]
}

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly tags: readonly string[]
  readonly security: readonly object[]
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: object }[]
  readonly requestBody?: { readonly required: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, Response>>
}

interface Response {
  readonly description: string
  readonly headers?: Readonly<Record<string, object>>
  readonly content?: Content
}

type Content = Readonly<Record<string, Media>>

interface Media {
  readonly schema: object
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>
}

/** An answer as a program sees it. */
export interface Answer {
  readonly method: string
  /** With or without an origin. */
  readonly url: string
  readonly status: number
  readonly contentType: string | undefined
  readonly text: string
}

export const DOCUMENT: Document = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'))

const ajv = new Ajv2020({ strict: false, allErrors: true })
formats.default(ajv)
ajv.addSchema(DOCUMENT, 'document')

const pointer = (...steps: string[]) =>
  `document#/${steps.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`

/** What is wrong with a value, by the schema at this place of the document; empty when nothing is. */
export function faults(value: unknown, ...steps: string[]): string {
  const validate = ajv.getSchema(pointer(...steps))
  if (validate === undefined) throw new Error(`the document has no schema at ${steps.join(' > ')}`)
  return validate(value) ? '' : ajv.errorsText(validate.errors)
}

/** All operations, with what names them. */
export const OPERATIONS = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

/** Throws when the document does not know an answer: its status, its content type, its body. */
export function mustBePublished(answer: Answer, { without = [] }: { without?: readonly string[] } = {}): void {
  const fault = faultOf(answer, without)
  if (fault !== undefined) {
    throw new Error(`${answer.method} ${answer.url} answered ${answer.status} ${answer.contentType}: ${fault}`)
  }
}

function faultOf({ method, url, status, contentType, text }: Answer, without: readonly string[]): string | undefined {
  const mediaType = contentType?.split(';')[0] ?? ''
  const found = operationFor(method, url)
  if (found === undefined || without.includes(found.operation.operationId)) {
    // A page, a file, or no route: only its errors are the API's.
    if (status < 400 || method === 'HEAD') return undefined
    if (mediaType !== 'application/problem+json') return 'an error that is no problem'
    return faults(JSON.parse(text), 'components', 'schemas', 'Problem') || undefined
  }
  const { path, operation } = found
  const response = operation.responses[String(status)]
  if (response === undefined) return 'a status that the document does not know'
  if (response.content === undefined) return text === '' ? undefined : 'a body where there is none'
  if (!(mediaType in response.content)) return 'a content type that the document does not know'
  const steps = ['paths', path, method.toLowerCase(), 'responses', String(status), 'content', mediaType, 'schema']
  if (mediaType !== 'application/x-ndjson') return faults(JSON.parse(text), ...steps) || undefined
  const lines = text.split('\n').slice(0, -1)
  return lines.map((line) => faults(JSON.parse(line), ...steps, 'contentSchema')).find((fault) => fault !== '')
}

function operationFor(method: string, url: string) {
  const path = decoded(new URL(url, 'http://localhost').pathname)
  return OPERATIONS.find(
    (operation) => operation.method === method.toLowerCase() && path !== undefined && matches(operation.path, path),
  )
}

function matches(template: string, path: string): boolean {
  const steps = path.split('/')
  const wanted = template.split('/')
  return (
    steps.length === wanted.length &&
    wanted.every((step, index) => (step.startsWith('{') ? steps[index] !== '' : step === steps[index]))
  )
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined // no route either
  }
}
