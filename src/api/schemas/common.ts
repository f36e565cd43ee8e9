import { Type, type SchemaOptions, type Static, type TSchema } from '@sinclair/typebox'

/** Refuses fields that are not in the schema. */
export const strict = { additionalProperties: false }

/** An instant in UTC. */
export const Instant = (description: string) => Type.String({ format: 'date-time', description })

export const Id = (description: string) => Type.String({ format: 'uuid', description })

export const Nullable = <T extends TSchema>(schema: T, options: SchemaOptions = {}) =>
  Type.Union([schema, Type.Null()], options)

/** One of these words. */
export const OneOf = <const T extends string>(words: readonly T[], options: SchemaOptions = {}) =>
  Type.Unsafe<T>({ type: 'string', enum: words, ...options })

/** A line of text from a person, without control characters, which can break emails and queries. */
export const Line = (maxLength: number, options: SchemaOptions = {}) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\p{Cc}]+$', ...options })

/** A reference to one of the schemas in `components.ts`, by its `$id`. */
export const ref = <T extends TSchema>(schema: T) => Type.Unsafe<Static<T>>({ $ref: `${schema.$id ?? ''}#` })

/** A success, for the `response` of an operation: its meaning in a sentence, its schema, and a valid example. */
export const answer = <T extends TSchema>(
  description: string,
  schema: T,
  example: Static<T>,
  headers?: Record<string, TSchema>,
) => ({ description, ...(headers && { headers }), content: { 'application/json': { schema, example } } })
