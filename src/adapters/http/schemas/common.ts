import { Type, type Static, type TSchema } from '@fastify/type-provider-typebox'

/** Refuses fields that the schema does not name. */
export const strict = { additionalProperties: false }

/** An instant in UTC. */
export const Instant = Type.String({ format: 'date-time' })

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** Text that a person entered: no control characters, which mails and databases take amiss. */
export const Line = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '^[^\\p{Cc}]+$' })

/** Points to a schema that is registered under its `$id`. */
export const ref = <T extends TSchema>(schema: T) => Type.Unsafe<Static<T>>({ $ref: `${schema.$id ?? ''}#` })
