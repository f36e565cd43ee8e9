import type { Static, TObject } from '@fastify/type-provider-typebox'
import { describeFaults, fieldFaults } from '../../../api/faults.ts'
import { readTexts } from '../../../api/input.ts'
import { schemaCompiler } from '../../../api/validation.ts'
import { CommandError, EXIT } from '../exit-code.ts'

const ajv = schemaCompiler()

/**
 * The options of a command as the API accepts them, validated by the schema of the API. The message about an invalid
 * value does not repeat it.
 */
export function parseOptions<T extends TObject>(
  schema: T,
  options: Readonly<
    Record<string, string | readonly string[] | Readonly<Record<string, string>> | boolean | undefined>
  >,
): Static<T> {
  const given: unknown = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  readTexts(given, schema)
  const check = ajv.compile<Static<T>>(schema)
  if (check(given)) return given
  const faults = fieldFaults(check.errors ?? [], 'the command')
  const lines = faults.map((fault) => `error: ${describeFaults([{ ...fault, field: optionOf(fault.field) }])}`)
  throw new CommandError(EXIT.usage, lines.join('\n'))
}

/** The option for a field of the API. */
export const optionOf = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
