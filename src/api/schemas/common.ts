import { Type, type SchemaOptions, type Static, type TSchema } from '@sinclair/typebox'
import { LINE } from '../../domain/text.ts'

/** Refuses fields that are not in the schema. */
export const strict = { additionalProperties: false }

/**
 * Ignores fields that are not in the schema. Only for URLs that people follow: mail programs, chats and social networks
 * add parameters to them (`utm_source`, `fbclid`, `gclid`).
 */
export const openToTrackers = { additionalProperties: true }

/** An instant in UTC. */
export const Instant = (description: string) => Type.String({ format: 'date-time', description })

export const INSTANT_EXPECTED = 'must be an instant such as 2026-11-25T10:00:00Z'

/** An instant that a caller names: with seconds, none of which is a leap second, and with an offset. */
export const GivenInstant = (description: string) =>
  Type.String({
    format: 'date-time',
    pattern: '^[0-9-]{10}T[0-9]{2}:[0-9]{2}:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$',
    'x-expected': INSTANT_EXPECTED,
    description,
  })

/** For an id that does not look like one. */
export const ID_EXPECTED = 'must be an id such as 0b8a4c3e-94d5-4f6e-8a51-7b0f0a6f3c21'

/** A string that matches `pattern`; `expected` says the same in words, and begins with "must". */
export const Matching = (pattern: string, expected: string, options: SchemaOptions = {}) =>
  Type.String({ pattern, 'x-expected': expected, ...options })

export const Nullable = <T extends TSchema>(schema: T, options: SchemaOptions = {}) =>
  Type.Union([schema, Type.Null()], options)

/** For a part of a reply that shows what is stored. */
export const READERS = 'Only for keys with the scope `clients:read`.'

/** One of these words, which are its `enum`. */
export const OneOf = <const T extends string>(words: readonly T[], options: SchemaOptions = {}) =>
  Object.assign(Type.Unsafe<T>({ type: 'string', enum: words, ...options }), { enum: words })

/** The format alone would allow `urn:uuid:`, which a database does not take for an id. */
export const Id = (description: string) =>
  Matching('^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$', ID_EXPECTED, { format: 'uuid', description })

/** A line of text from a person. */
export const Line = (maxLength: number, options: SchemaOptions = {}) =>
  Matching(LINE, LINE_EXPECTED, { minLength: 1, maxLength, ...options })

export const LINE_EXPECTED =
  'must be one line of visible text, without control characters, marks that change its direction, or the sign \ufffd of a lost character'

/** A country in which Stripe opens accounts. What a person writes is replaced by the code before the validation. */
export const Country = (description: string) => Type.String({ format: 'country', description })

/** A reference to one of the schemas in `components.ts`, by its `$id`. */
export const ref = <T extends TSchema>(schema: T) => Type.Unsafe<Static<T>>({ $ref: `${schema.$id ?? ''}#` })

/** A success, for the `response` of an operation: its meaning in a sentence, its schema, and a valid example. */
export const answer = <T extends TSchema>(
  description: string,
  schema: T,
  example: Static<T>,
  headers?: Record<string, TSchema>,
) => ({ description, ...(headers && { headers }), content: { 'application/json': { schema, example } } })
