import type { Static, TObject } from '@fastify/type-provider-typebox'
import { rules } from '../../adapters/http/validation.ts'
import { CommandError, EXIT } from '../exit-code.ts'

// Options are text, and mean what the same words mean in a query of the API.
const ajv = rules({ coerceTypes: true, allErrors: true })

/**
 * The options of a command as the API takes them, by the API's own schema; what is not given is left out. A value that
 * the schema refuses is not repeated.
 */
export function checked<T extends TObject>(
  schema: T,
  options: Readonly<Record<string, string | undefined>>,
): Static<T> {
  const given: unknown = Object.fromEntries(
    Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [[name, value.trim()]])),
  )
  const check = ajv.compile<Static<T>>(schema)
  if (check(given)) return given
  const faults = (check.errors ?? []).map(({ instancePath, message = 'is not valid' }) => {
    const name = instancePath.slice(1)
    const { description = '' } = schema.properties[name] ?? {}
    return `error: ${optionOf(name)} ${message}. ${description}`.trim()
  })
  throw new CommandError(EXIT.usage, faults.join('\n'))
}

const optionOf = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
