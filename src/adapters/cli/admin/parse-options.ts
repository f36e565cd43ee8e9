import type { Static, TObject } from '@fastify/type-provider-typebox'
import { describeFaults } from '../../../api/faults.ts'
import { readTyped } from '../../../api/typed-texts.ts'
import { CommandError, EXIT } from '../exit-code.ts'

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
  const read = readTyped(schema, options, 'the command')
  if (read.faults === undefined) return read.value
  const lines = read.faults.map((fault) => `error: ${describeFaults([{ ...fault, field: optionOf(fault.field) }])}`)
  throw new CommandError(EXIT.usage, lines.join('\n'))
}

/** The option for a field of the API. */
export const optionOf = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
