import type { Static, TObject } from '@sinclair/typebox'
import { fieldFaults, type FieldFault } from './faults.ts'
import { readTexts } from './input.ts'
import { schemaCompiler } from './validation.ts'

const ajv = schemaCompiler()

/** What was typed, as the API accepts it; or what is wrong with it. */
export type TypedTexts<T extends TObject> =
  | { readonly value: Static<T>; readonly faults?: undefined }
  | { readonly faults: readonly FieldFault[] }

/**
 * Reads what a person typed, such as the options of a command or the fields of a form, by a schema of the API. Fields that
 * are `undefined` were not given. `whole`: what it is called in a fault that is about no single field.
 */
export function readTyped<T extends TObject>(
  schema: T,
  typed: Readonly<Record<string, unknown>>,
  whole: string,
): TypedTexts<T> {
  const given: unknown = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined))
  readTexts(given, schema)
  const check = ajv.compile<Static<T>>(schema)
  return check(given) ? { value: given } : { faults: fieldFaults(check.errors ?? [], whole) }
}
