import type { Static, TObject } from '@fastify/type-provider-typebox'
import { schemaCompiler } from '../../../api/validation.ts'
import { CommandError, EXIT } from '../exit-code.ts'

// Options are text, and are coerced like the values of a query.
const ajv = schemaCompiler({ coerceTypes: true, allErrors: true })

/**
 * The options of a command as the API accepts them, validated by the schema of the API. The message about an invalid
 * value does not repeat it.
 */
export function parseOptions<T extends TObject>(
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
