import { type TSchema, Type } from '@sinclair/typebox'

/** A rule for a string, and Stripe's response if it is violated. */
export interface Check {
  readonly test: (value: string) => boolean
  readonly message: (value: string) => string
  readonly code?: string
}

// By name, because TypeBox copies a schema to make it optional.
const checks = new Map<unknown, Check>()

/** A string parameter with its own check and refusal. */
export function checkedString(name: string, check: Check) {
  checks.set(name, check)
  return Type.String({ check: name })
}

export const checkOf = (schema: TSchema): Check | undefined => checks.get(schema['check'])
