import { Type, type SchemaOptions, type Static, type TSchema } from '@fastify/type-provider-typebox'

/** Refuses fields that the schema does not name. */
export const strict = { additionalProperties: false }

/** An instant, said in UTC. */
export const Instant = (description: string) => Type.String({ format: 'date-time', description })

export const Id = (description: string) => Type.String({ format: 'uuid', description })

export const Nullable = <T extends TSchema>(schema: T, options: SchemaOptions = {}) =>
  Type.Union([schema, Type.Null()], options)

/** One of these words. */
export const OneOf = <const T extends string>(words: readonly T[], options: SchemaOptions = {}) =>
  Type.Unsafe<T>({ type: 'string', enum: words, ...options })

/** Text that a person entered: no control characters, which mails and databases take amiss. */
export const Line = (maxLength: number, options: SchemaOptions = {}) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\p{Cc}]+$', ...options })

/** Points to one of the schemas in `components.ts`, by its `$id`. */
export const ref = <T extends TSchema>(schema: T) => Type.Unsafe<Static<T>>({ $ref: `${schema.$id ?? ''}#` })

/** A success, for a route's `response`: what it means in a sentence, what it looks like, and an example that fits. */
export const answer = <T extends TSchema>(
  description: string,
  schema: T,
  example: Static<T>,
  headers?: Record<string, TSchema>,
) => ({ description, ...(headers && { headers }), content: { 'application/json': { schema, example } } })
