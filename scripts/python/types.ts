// The types of packages/python-client: a TypedDict for each object of the OpenAPI document, and a Literal for each list
// of words.
import { type Document, referredTo, type Schema } from './document.ts'
import { docstring, group, laidOut, wrapped } from './layout.ts'
import { merged } from './merged.ts'
import { isIdentifier, pascalCase } from './names.ts'

/** A Literal with more words than this has a name. */
const MOST_WORDS_IN_PLACE = 4

export interface PythonTypes {
  /** The type of the schema's values. An object gets this name, unless it has one. */
  of(schema: Schema, name: string): string
  /** The types of this code that have to be imported, in order. */
  namedIn(code: string): string[]
  /** The module with all types that were asked for so far. */
  module(): string
}

export function pythonTypes({ components, webhooks }: Document): PythonTypes {
  const defined = new Map<string, string>()

  function component($ref: string): string {
    const name = referredTo($ref)
    const schema = components.schemas[name]
    if (schema === undefined) throw new Error(`there is no component ${name}`)
    if (!defined.has(name)) define(name, schema)
    return name
  }

  /** What a type needs is defined before it. */
  function define(name: string, schema: Schema): void {
    const type = schema.enum === undefined ? typeOf(schema, name) : literal(schema.enum)
    if (type !== name) defined.set(name, alias(name, type, schema.description))
  }

  function typeOf(schema: Schema, name: string): string {
    const { $ref, allOf, anyOf, type, items } = schema
    if ($ref !== undefined) return component($ref)
    if (allOf !== undefined)
      return allOf.length === 1 && allOf[0] ? typeOf(allOf[0], name) : object(merged(schema, components.schemas), name)
    if (anyOf !== undefined) return [...new Set(anyOf.map((one) => typeOf(one, name)))].join(' | ')
    if (schema.const !== undefined) return literal([schema.const])
    if (schema.enum !== undefined) return words(schema.enum, name)
    if (type === 'array') return `list[${typeOf(items ?? {}, name.replace(/s$/, ''))}]`
    if (type === 'object') return object(schema, name)
    return [type]
      .flat()
      .map((one = '') => SIMPLE[one] ?? 'Any')
      .join(' | ')
  }

  function words(enumeration: readonly unknown[], name: string): string {
    if (enumeration.length <= MOST_WORDS_IN_PLACE) return literal(enumeration)
    defined.set(name, alias(name, literal(enumeration)))
    return name
  }

  function object(schema: Schema, name: string): string {
    const { properties = {}, additionalProperties: others } = schema
    if (Object.keys(properties).length === 0) {
      return `dict[str, ${typeof others === 'object' ? typeOf(others, name) : 'Any'}]`
    }
    const fields = Object.entries(properties).map(([key, field]) => {
      const type = typeOf(field, name + pascalCase(key))
      const isRequired = schema.required?.includes(key) ?? false
      return { key, type: isRequired ? type : `NotRequired[${type}]`, description: field.description ?? '' }
    })
    if (defined.has(name)) throw new Error(`two types would be called ${name}`)
    const isClass = fields.every(({ key }) => isIdentifier(key))
    defined.set(name, isClass ? typedDict(name, schema, fields) : typedDictOfWords(name, schema, fields))
    return name
  }

  for (const [name, schema] of Object.entries(components.schemas)) if (!defined.has(name)) define(name, schema)
  const events = Object.entries(webhooks).map(([type, { post }]) => {
    const schema = post.requestBody?.content['application/json']?.schema ?? {}
    const whole = { ...merged(schema, components.schemas), description: post.description ?? '' }
    return typeOf(whole, `${pascalCase(type)}Event`)
  })

  return {
    of: typeOf,
    namedIn: (code) =>
      [...defined.keys()].filter((name) => new RegExp(`\\b${name}\\b`).test(code)).toSorted(regardlessOfCase),
    module: () => moduleOf([...defined.values(), union('OnboardingEvent', events)]),
  }
}

const SIMPLE: Readonly<Record<string, string>> = {
  string: 'str',
  bytes: 'bytes | str',
  integer: 'int',
  number: 'float',
  boolean: 'bool',
  null: 'None',
}

/** As Ruff sorts imports. */
const regardlessOfCase = (one: string, other: string) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1)

interface Field {
  readonly key: string
  readonly type: string
  readonly description: string
}

const literal = (words: readonly unknown[]) => `Literal[${words.map(written).join(', ')}]`

/** A word as Python writes it. */
function written(word: unknown): string {
  if (typeof word === 'boolean') return word ? 'True' : 'False'
  return JSON.stringify(word)
}

function alias(name: string, type: string, description = ''): string {
  const [, list] = /^Literal\[(.*)\]$/.exec(type) ?? []
  const python = list === undefined ? type : group(`${name}: TypeAlias = Literal[`, list.split(', '), ']')
  const definition = typeof python === 'string' ? `${name}: TypeAlias = ${python}` : laidOut(python, 0)
  return description === '' ? definition : `${definition}\n${docstring([description], 0)}`
}

function typedDict(name: string, { description = '' }: Schema, fields: readonly Field[]): string {
  const lines = fields.map(({ key, type, description: said }) => {
    const field = `    ${key}: ${type}`
    return said === '' ? field : `${field}\n${docstring([said], 4)}`
  })
  const intro = description === '' ? '' : `${docstring(description.split('\n\n'), 4)}\n\n`
  return `class ${name}(TypedDict):\n${intro}${lines.join('\n')}`
}

/** Python's other notation, for names that a class cannot have. */
function typedDictOfWords(name: string, { description = '' }: Schema, fields: readonly Field[]): string {
  const lines = fields.map(({ key, type, description: said }) => {
    const comment = said === '' ? '' : `${wrapped(said, 10).replace(/^ {10}/gm, '        # ')}\n`
    return `${comment}        ${JSON.stringify(key)}: ${type},\n`
  })
  const definition = `${name} = TypedDict(\n    "${name}",\n    {\n${lines.join('')}    },\n)`
  return description === '' ? definition : `${definition}\n${docstring(description.split('\n\n'), 0)}`
}

const union = (name: string, types: readonly string[]) => `${name}: TypeAlias = (\n    ${types.join('\n    | ')}\n)`

function moduleOf(definitions: readonly string[]): string {
  return `"""The types of the API. Generated from docs/openapi.json by npm run openapi."""

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

${separated(definitions)}
`
}

/** Two empty lines around a class, one between other definitions. */
function separated(definitions: readonly string[]): string {
  const isClass = (definition: string) => definition.startsWith('class ')
  return definitions
    .map((definition, at) => {
      const isApart = [definition, definitions[at - 1] ?? ''].some(isClass)
      return isApart ? `\n${definition}` : definition
    })
    .join('\n\n')
}
