import { readFileSync } from 'node:fs'
import type { TSchema } from '@sinclair/typebox'
import { Value, ValueErrorType, type ValueError } from '@sinclair/typebox/value'

/** The content of the JSON file that a variable names. It is not repeated in a fault: it may be the wrong file. */
export function jsonIn(
  { name, path, example }: { readonly name: string; readonly path: string; readonly example: string },
  faults: string[],
): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
    faults.push(
      code === undefined
        ? `${name} names a file that is not valid JSON: see ${example}`
        : `${name} cannot be read (${code}): name a file that this process can read`,
    )
    return undefined
  }
}

/** What the schema refuses, by place, once for each. Descriptions complete the sentence "<place> must be …". */
export function faultsByPlace(schema: TSchema, content: unknown): Map<string, string> {
  const byPlace = new Map<string, string>()
  for (const error of Value.Errors(schema, content)) {
    const place = placeOf(error.path)
    if (!byPlace.has(place)) byPlace.set(place, `${place} ${wordsFor(error)}`)
  }
  return byPlace
}

/** `/profiles/x/fees` as `profiles.x.fees`, and `/1/name` as `[1].name`. */
const placeOf = (pointer: string): string =>
  pointer === ''
    ? 'the file'
    : pointer
        .slice(1)
        .replace(/^(\d+)(?=\/|$)/, '[$1]')
        .replaceAll('/', '.')
        .replaceAll('~1', '/')
        .replaceAll('~0', '~')

function wordsFor({ type, schema }: ValueError): string {
  switch (type) {
    case ValueErrorType.ObjectAdditionalProperties:
      return 'patternProperties' in schema
        ? `is not a valid name: its parent must be ${described(schema)}`
        : 'is not a known field: remove it'
    case ValueErrorType.ObjectRequiredProperty:
      return `is missing: it must be ${described(schema)}`
    default:
      return `must be ${described(schema)}`
  }
}

export const described = ({ description = 'something else' }: { readonly description?: string }): string => description
