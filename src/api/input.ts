// Reads input before it is validated: what is unambiguous is cleaned, and all else is left to the validation.
import { Readable } from 'node:stream'
import { countryNamed } from '../domain/country.ts'
import { readLocale } from '../domain/locale.ts'
import { readEmail } from '../domain/email-address.ts'
import { tidied } from '../domain/text.ts'
import { COMPONENTS } from './schemas/components.ts'

/** The parts of a JSON schema that reading depends on. */
interface Shape {
  readonly $id?: string
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly anyOf?: readonly Shape[]
  readonly properties?: Readonly<Record<string, Shape>>
}

/**
 * Tidies the texts of a body at any depth, and removes the fields that are null, as tables have them for what is not
 * known; a field that may be null keeps it. Changes the body itself.
 */
export function readBody(body: unknown, schema: object): void {
  // Some routes get a stream as their body.
  if (!isRecord(body) || body instanceof Readable) return
  const { properties = {} } = resolved(schema)
  for (const [field, value] of Object.entries(body)) {
    const shape = Object.hasOwn(properties, field) ? properties[field] : undefined
    if (typeof value === 'string') body[field] = readText(value, shape)
    else if (shape === undefined) continue
    else if (value === null) removeUnless(isNullable(shape), body, field)
    else if (isRecord(value)) {
      const wasEmpty = Object.keys(value).length === 0
      readBody(value, shape)
      removeUnless(wasEmpty || Object.keys(value).length > 0, body, field)
    }
  }
}

/**
 * The values of a query, a path or a command line, which arrive as text: whole numbers in plain digits, `true` and
 * `false`, ids in lower case, and tidied texts. Changes the object itself.
 */
export function readTexts(texts: unknown, schema: object): void {
  if (!isRecord(texts)) return
  for (const [field, shape] of Object.entries(resolved(schema).properties ?? {})) {
    const text = Object.hasOwn(texts, field) ? texts[field] : undefined
    if (typeof text !== 'string') continue
    switch (shape.type) {
      case 'integer':
        if (/^-?(0|[1-9]\d{0,14})$/.test(text)) texts[field] = Number(text)
        break
      case 'boolean':
        if (text === 'true' || text === 'false') texts[field] = text === 'true'
        break
      // A field that may be given several times, and was given once.
      case 'array':
        texts[field] = [text]
        break
      default:
        texts[field] = shape.format === 'uuid' ? text.toLowerCase() : readText(text, shape)
    }
  }
}

function readText(text: string, shape: Shape | undefined): string {
  switch (formatOf(shape)) {
    case 'email': {
      const read = readEmail(text)
      return 'email' in read ? read.email : text
    }
    case 'country':
      return countryNamed(text) ?? tidied(text)
    case 'language':
      return readLocale(tidied(text)) ?? tidied(text)
    default:
      return tidied(text)
  }
}

/** The format of a text, also of one that may be null. */
const formatOf = ({ format, anyOf = [] }: Shape = {}): string | undefined =>
  format ?? anyOf.find((each) => each.format !== undefined)?.format

function removeUnless(isToStay: boolean, from: Record<string, unknown>, field: string): void {
  if (!isToStay) delete from[field]
}

function resolved(schema: Shape): Shape {
  return COMPONENTS.find(({ $id }) => schema.$ref === `${$id ?? ''}#`) ?? schema
}

const isNullable = ({ anyOf = [] }: Shape): boolean => anyOf.some(({ type }) => type === 'null')

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
