import { Type } from '@sinclair/typebox'

/** A schema for one of these strings. */
export const literals = <const Value extends string>(values: readonly Value[]) =>
  Type.Union(values.map((value) => Type.Literal(value)))
