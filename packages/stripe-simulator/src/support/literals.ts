import { Type } from '@sinclair/typebox'

/** A string that is one of a few. */
export const literals = <const Value extends string>(values: readonly Value[]) =>
  Type.Union(values.map((value) => Type.Literal(value)))
