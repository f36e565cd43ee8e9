import { readFileSync } from 'node:fs'
import type { Static, TObject, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { alertFaults } from './alerts.ts'
import { emailFaults } from './email.ts'
import { reasonFor } from './formats.ts'
import { termsFaults } from './links.ts'
import { isPlaceholder } from './placeholders.ts'
import { stripeFaults } from './stripe.ts'

export type Variables = Readonly<Record<string, string | undefined>>

/**
 * The value of a variable. White space around it does not count, because secret managers, editors and `echo` add line
 * breaks; an empty value counts as absent.
 */
export const valueOf = (variables: Variables, name: string): string | undefined => variables[name]?.trim() || undefined

/** The values of a schema's variables. If any is not valid, adds to `faults` what is wrong and returns `undefined`. */
export function readVariables<T extends TObject>(
  schema: T,
  variables: Variables,
  faults: string[],
): Static<T> | undefined {
  const given: Record<string, string> = {}
  const found = new Map<string, readonly string[]>()
  for (const [name, property] of Object.entries<TSchema>(schema.properties)) {
    const reading: string[] = []
    const value = property['secret'] ? readSecret(name, variables, reading) : valueOf(variables, name)
    if (value !== undefined) given[name] = value
    const fault = value === undefined ? undefined : faultOf(property, value)
    if (fault !== undefined) reading.push(`${name} is not valid: ${fault}`)
    if (reading.length > 0) found.set(name, reading)
  }
  const environment: unknown = Value.Convert(schema, Value.Default(schema, { ...given }))
  for (const name of namesOfErrors(schema, environment)) {
    // The value is not repeated: it may be a secret under the wrong name.
    const state = name in given ? 'is not valid' : 'is missing'
    if (!found.has(name)) found.set(name, [`${name} ${state}: ${schema.properties[name]?.description ?? ''}`])
  }
  faults.push(...Object.keys(schema.properties).flatMap((name) => found.get(name) ?? []))
  faults.push(...stripeFaults(given), ...emailFaults(given), ...alertFaults(given), ...termsFaults(given))
  return Value.Check(schema, environment) ? environment : undefined
}

const NUMBERS: Readonly<Record<string, RegExp>> = { integer: /^\d+$/, number: /^\d+(\.\d+)?$/ }

/** What the schema alone would not find, or could not explain. */
function faultOf({ type, format, secret, description = '' }: TSchema, value: string): string | undefined {
  if (/\p{Cc}/u.test(value)) return 'it contains a line break or another control character'
  if (/^(["']).*\1$/.test(value)) return 'it has quotes around it: remove them'
  if (secret && isPlaceholder(value)) return 'it is a placeholder: put the real value there'
  // The conversion would read `0x10`, `1e3` and `true` as numbers.
  if (NUMBERS[String(type)]?.test(value) === false) return description
  return typeof format === 'string' ? reasonFor(format, value) : undefined
}

function namesOfErrors(schema: TObject, environment: unknown): Set<string> {
  return new Set([...Value.Errors(schema, environment)].map(({ path }) => path.split('/')[1] ?? ''))
}

/** The value of a secret, or the content of its file; both as {@link valueOf} says. */
export function readSecret(name: string, variables: Variables, faults: string[] = []): string | undefined {
  const value = valueOf(variables, name)
  const path = valueOf(variables, `${name}_FILE`)
  if (path === undefined) return value
  if (value !== undefined) {
    faults.push(`${name} and ${name}_FILE are both set: remove one`)
    return undefined
  }
  try {
    const content = readFileSync(path, 'utf8').trim()
    if (content === '') faults.push(`${name}_FILE names an empty file: put the secret into it`)
    return content || undefined
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    faults.push(`${name}_FILE cannot be read (${code}): name a file that this process can read`)
    return undefined
  }
}
