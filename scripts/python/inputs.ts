// The arguments of a method, made from the parameters and the body of an operation.
import { type Document, type Operation, referredTo, type Schema } from './document.ts'
import { pascalCase, snakeCase } from './names.ts'
import type { PythonTypes } from './types.ts'

export interface Argument {
  /** As the API calls it. */
  readonly name: string
  readonly python: string
  readonly type: string
  readonly isRequired: boolean
  /** Whether null is a value of its own, so that None does not stand for an absent one. */
  readonly isNullable: boolean
  readonly description: string
}

export interface Inputs {
  readonly path: readonly Argument[]
  readonly query: readonly Argument[]
  readonly header: readonly Argument[]
  /** The fields of a JSON body. */
  readonly fields: readonly Argument[]
  /** Any other body, and its type where there is a choice. */
  readonly content: readonly Argument[]
}

/** All arguments in the order of the method: those of the path, what is required, and the rest. */
export function argumentsOf({ path, content, fields, query, header }: Inputs): Argument[] {
  const named = [...content, ...fields, ...query, ...header]
  return [...path, ...named.filter(({ isRequired }) => isRequired), ...named.filter(({ isRequired }) => !isRequired)]
}

interface Source {
  readonly name: string
  readonly schema: Schema
  readonly required?: boolean | undefined
  readonly description?: string | undefined
}

export function inputsOf(operation: Operation, { components }: Document, types: PythonTypes): Inputs {
  const { operationId, parameters = [], requestBody } = operation

  function argument({ name, schema, required = false, description = schema.description }: Source): Argument {
    const type = types.of(schema, pascalCase(operationId) + pascalCase(name)).replace(/^list\[/, 'Sequence[')
    const referred = schema.$ref === undefined ? undefined : components.schemas[referredTo(schema.$ref)]?.description
    return {
      name,
      python: snakeCase(name),
      type: type.replace(/ \| None$/, ''),
      isRequired: required,
      isNullable: type.endsWith(' | None'),
      description: description ?? referred ?? '',
    }
  }

  const inPlace = (place: string) => parameters.filter((parameter) => parameter.in === place).map(argument)
  const isClosed = Object.values(requestBody?.content ?? {})[0]?.schema?.additionalProperties === false
  const inputs = {
    path: inPlace('path'),
    query: inPlace('query'),
    header: inPlace('header'),
    fields: isClosed ? fieldsOf(requestBody).map(argument) : [],
    content: isClosed || requestBody === undefined ? [] : contentOf(requestBody).map(argument),
  }
  const names = argumentsOf(inputs).map(({ python }) => python)
  if (new Set(names).size < names.length) throw new Error(`${operationId} has two arguments with one name`)
  return inputs
}

function fieldsOf(body: Operation['requestBody']): Source[] {
  const { properties = {}, required = [] } = body?.content['application/json']?.schema ?? {}
  return Object.entries(properties).map(([name, schema]) => ({ name, schema, required: required.includes(name) }))
}

function contentOf({ content }: NonNullable<Operation['requestBody']>): Source[] {
  const body = { name: 'content', schema: { type: 'bytes' }, required: true, description: 'The body, as it is sent.' }
  const choices = Object.keys(content)
  if (choices.length === 1) return [body]
  const type = { name: 'contentType', schema: { type: 'string' }, required: true }
  const description = `${choices.map((choice) => `\`${choice}\``).join(' or ')}.`
  return [body, { ...type, description }]
}
