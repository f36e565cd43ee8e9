import { readFileSync } from 'node:fs'
import type { Static, TObject } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { emailFaults } from './email.ts'
import { liveKeyFaults } from './stripe.ts'

export type Variables = Readonly<Record<string, string | undefined>>

/** The values of a schema's variables. If any is not valid, adds to `faults` what is wrong and returns `undefined`. */
export function readVariables<T extends TObject>(
  schema: T,
  variables: Variables,
  faults: string[],
): Static<T> | undefined {
  const unreadable = new Set<string>()
  const given: Record<string, string> = {}
  for (const [name, { secret }] of Object.entries(schema.properties)) {
    const before = faults.length
    const value = secret ? readSecret(name, variables, faults) : variables[name] || undefined
    if (faults.length > before) unreadable.add(name)
    if (value !== undefined) given[name] = value
  }
  const environment: unknown = Value.Convert(schema, Value.Default(schema, { ...given }))
  for (const name of invalidNames(schema, environment)) {
    if (unreadable.has(name)) continue
    // The value is not repeated: it may be a secret under the wrong name.
    const state = name in given ? 'is not valid' : 'is missing'
    faults.push(`${name} ${state}: ${schema.properties[name]?.description ?? ''}`)
  }
  faults.push(...liveKeyFaults(given), ...emailFaults(given))
  return Value.Check(schema, environment) ? environment : undefined
}

function invalidNames(schema: TObject, environment: unknown): Set<string> {
  return new Set([...Value.Errors(schema, environment)].map(({ path }) => path.split('/')[1] ?? ''))
}

/** The value of a secret, or the content of its file. An empty value counts as absent. */
export function readSecret(name: string, variables: Variables, faults: string[] = []): string | undefined {
  const value = variables[name] || undefined
  const path = variables[`${name}_FILE`]
  if (path === undefined || path === '') return value
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
