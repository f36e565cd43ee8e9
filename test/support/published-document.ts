import { readFileSync } from 'node:fs'
import { API_VERSION } from '../../src/api/api-version.ts'
import formats from 'ajv-formats'
import { Ajv2020 } from 'ajv/dist/2020.js'

/** The parts of the OpenAPI document that tests use. */
export interface Document {
  readonly webhooks: Readonly<
    Record<string, { post: { requestBody: { content: { 'application/json': { example: object } } } } }>
  >
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly tags: readonly { readonly name: string }[]
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

/** The parts of JSON schema that tests understand. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly items?: Schema
  readonly minItems?: number
  readonly anyOf?: readonly Schema[]
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly minProperties?: number
  readonly maxProperties?: number
}

interface Operation {
  readonly operationId: string
  readonly 'x-safe-to-repeat'?: boolean
  readonly summary: string
  readonly description: string
  readonly tags: readonly string[]
  readonly security: readonly object[]
  readonly parameters?: readonly {
    readonly in: string
    readonly name: string
    readonly required: boolean
    readonly schema: Schema
  }[]
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
  readonly schema: Schema
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>
}

/** A response as a program sees it. */
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

/** What was promised to clients of the last version: its kept document. */
const KEPT: Pick<Document, 'paths'> = JSON.parse(
  readFileSync(new URL(`../../docs/api-versions/${API_VERSION}.json`, import.meta.url), 'utf8'),
)
ajv.addSchema(KEPT, 'kept')

const pointer = (...steps: string[]) =>
  `document#/${steps.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`

/** The faults of a value according to the schema at this place of the document; empty if there are none. */
export function faults(value: unknown, ...steps: string[]): string {
  const validate = ajv.getSchema(pointer(...steps))
  if (validate === undefined) throw new Error(`the document has no schema at ${steps.join(' > ')}`)
  return validate(value) ? '' : ajv.errorsText(validate.errors)
}

/** The schema, or the one that it refers to. */
export function resolved(schema: Schema): Schema {
  const [, name] = /^#\/components\/schemas\/(\w+)$/.exec(schema.$ref ?? '') ?? []
  const found = name === undefined ? schema : DOCUMENT.components.schemas[name]
  if (found === undefined) throw new Error(`the document has no schema ${name}`)
  return found
}

/** All operations, with their paths and methods. */
export const OPERATIONS = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

/** Throws if the document does not allow a response: its status, content type or body. */
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
    // A page, a file, or no route: only its errors belong to the API.
    const mayFail = status === 404 || /\/(stop-reminders|start)$|^\/console\b/.test(url.split('?')[0] ?? '')
    const isPage = mediaType === 'text/html' && mayFail && !url.includes('/api/')
    if (status < 400 || method === 'HEAD' || isPage) return undefined
    if (mediaType !== 'application/problem+json') return 'an error that is no problem'
    return faults(JSON.parse(text), 'components', 'schemas', 'Problem') || undefined
  }
  const { path, operation } = found
  const response = operation.responses[String(status)]
  if (response === undefined) return 'a status that the document does not know'
  if (response.content === undefined) return text === '' ? undefined : 'a body where there is none'
  if (!(mediaType in response.content)) return 'a content type that the document does not know'
  const steps = ['paths', path, method.toLowerCase(), 'responses', String(status), 'content', mediaType, 'schema']
  if (mediaType === 'text/plain' || mediaType === 'text/csv') return undefined
  const isLines = mediaType === 'application/x-ndjson'
  const at = isLines ? [...steps, 'contentSchema'] : steps
  const bodies: unknown[] = (isLines ? text.split('\n').slice(0, -1) : [text]).map((body) => JSON.parse(body))
  return bodies.map((body) => faults(body, ...at) || brokenPromise(body, status, at)).find(Boolean)
}

/** Why a successful reply is none that the kept document of the version allows; `undefined` if it is one. */
function brokenPromise(body: unknown, status: number, steps: readonly string[]): string | undefined {
  const validate = status < 400 ? ajv.getSchema(pointer(...steps).replace('document#', 'kept#')) : undefined
  return validate === undefined || validate(body) ? undefined : `not as promised: ${ajv.errorsText(validate.errors)}`
}

/** The operation of a request, or `undefined`. */
export function operationFor(method: string, url: string) {
  // As sent: a URL parser would normalise dots and slashes that a router does not.
  const steps =
    url
      .replace(/^https?:\/\/[^/]+/, '')
      .split(/[?#]/)[0]
      ?.split('/')
      .map(decoded) ?? []
  const found = OPERATIONS.filter((one) => one.method === method.toLowerCase() && matches(one.path, steps))
  // As in the router, a path without parameters goes first.
  return found.find(({ path }) => !path.includes('{')) ?? found[0]
}

function matches(template: string, steps: readonly (string | undefined)[]): boolean {
  const wanted = template.split('/')
  return (
    steps.length === wanted.length &&
    wanted.every((step, index) => (step.startsWith('{') ? Boolean(steps[index]) : step === steps[index]))
  )
}

function decoded(step: string): string | undefined {
  try {
    return decodeURIComponent(step)
  } catch {
    return undefined // no route either
  }
}
