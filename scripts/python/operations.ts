// The client of packages/python-client: a method for each operation of the OpenAPI document.
import { isKeyed, isRepeatable } from '../repeatable-posts.ts'
import type { Document, Operation } from './document.ts'
import { type Argument, argumentsOf, type Inputs, inputsOf } from './inputs.ts'
import { docstring, group, laidOut, type Python, withPrefix } from './layout.ts'
import { pascalCase, snakeCase } from './names.ts'
import type { PythonTypes } from './types.ts'

/** How a reply is read, and what it then is. */
interface Reply {
  readonly reader: '_json' | '_text' | '_lines' | '_chunks' | '_location' | '_nothing'
  readonly type: string
}

interface Route {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

export function pythonClient(document: Document, types: PythonTypes): string {
  const routes = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  )
  const operations = routes.map(({ operation }) => operation.operationId)
  const methods = routes.map((route) => {
    const inputs = inputsOf(route.operation, document, types)
    return methodOf({ route, inputs, replies: repliesOf(route.operation, types), operations })
  })
  const body = methods.join('\n\n')
  const imports = types.namedIn(body).map((name) => `    ${name},\n`)
  return `"""The client. Generated from docs/openapi.json by npm run openapi."""

${imported('collections.abc', ['Sequence'], body)}
${imported('typing', ['Any', 'Literal', 'overload'], body)}

${imported('._core', ['OMITTED', 'BaseClient', 'Call', 'Omitted', 'new_key'], `BaseClient ${body}`)}
${imported('._stream', ['Stream'], body)}
from .types import (
${imports.join('')})


class OnboardingClient(BaseClient):
    """A client of the API, with a method for each of its operations.

    Failures are raised: an ApiError with the \`code\` of the problem, or a TransportError if there is
    no answer. What failed and may succeed later is repeated, where a repetition has no further
    effect.
    """

${body}
`
}

/** An import of those names that the code uses. */
const imported = (module: string, names: readonly string[], code: string) =>
  `from ${module} import ${names.filter((name) => new RegExp(`\\b${name}\\b`).test(code)).join(', ')}`

interface Method {
  readonly route: Route
  readonly inputs: Inputs
  readonly replies: readonly Reply[]
  /** The ids of all operations, which descriptions may name. */
  readonly operations: readonly string[]
}

function methodOf({ route, inputs, replies, operations }: Method): string {
  const name = snakeCase(route.operation.operationId)
  const names = [...operations, ...argumentsOf(inputs).map((each) => each.name)]
  const text = docstring(inPythonsWords(documentation(route.operation, inputs), names), 8)
  const call = callOf(route, inputs)
  const [reply, other] = replies
  if (reply === undefined || replies.length > 2) throw new Error(`${name} has replies that the generator does not know`)
  if (other === undefined) {
    const returned = laidOut(group(`return self.${reply.reader}(`, [call], ')'), 8)
    return `${signature(name, inputs, reply.type)}\n${text}\n${returned}`
  }
  const [first, second] = formatsOf(inputs)
  return `${overloaded(name, withFormat(inputs, first, false), reply.type)}
${overloaded(name, withFormat(inputs, second, true), other.type)}
${signature(name, inputs, `${reply.type} | ${other.type}`)}
${text}
${laidOut(withPrefix('call = ', call), 8)}
        return self.${other.reader}(call) if format == ${second} else self.${reply.reader}(call)`
}

function signature(name: string, inputs: Inputs, returned: string, end = ''): string {
  const named = argumentsOf(inputs).slice(inputs.path.length)
  const items = ['self', ...inputs.path.map(declared), ...(named.length > 0 ? ['*'] : []), ...named.map(declared)]
  return laidOut(group(`def ${name}(`, items, `) -> ${returned}:${end}`), 4)
}

const overloaded = (name: string, inputs: Inputs, returned: string) =>
  `    @overload\n${signature(name, inputs, returned, ' ...')}\n`

function declared({ python, type, isRequired, isNullable }: Argument): string {
  if (isRequired) return `${python}: ${type}`
  return isNullable ? `${python}: ${type} | Omitted | None = OMITTED` : `${python}: ${type} | None = None`
}

/** The two words of the parameter that chooses between the types of a reply, in their order. */
function formatsOf({ query }: Inputs): [string, string] {
  const [, first, second] = /^Literal\[("\w+"), ("\w+")\]$/.exec(query.find(isFormat)?.type ?? '') ?? []
  if (first === undefined || second === undefined) throw new Error('no parameter chooses between the replies')
  return [first, second]
}

const isFormat = ({ name }: Argument) => name === 'format'

const withFormat = (inputs: Inputs, word: string, isRequired: boolean): Inputs => ({
  ...inputs,
  query: inputs.query.map((each) => (isFormat(each) ? { ...each, type: `Literal[${word}]`, isRequired } : each)),
})

function callOf({ method, path, operation }: Route, inputs: Inputs): Python {
  const { fields, content } = inputs
  const nullable = fields.filter(({ isNullable }) => isNullable).map(({ name }) => JSON.stringify(name))
  const repeatable = isRepeatable(method, operation) ? 'True' : 'False'
  return group(
    'Call(',
    [
      ...[method.toUpperCase(), path].map((text) => JSON.stringify(text)),
      `repeatable=${repeatable}`,
      ...dictionary('values', inputs.path),
      ...dictionary('query', inputs.query),
      ...dictionary('headers', inputs.header),
      ...dictionary('fields', fields),
      ...(nullable.length > 0 ? [`nullable=(${nullable.join(', ')})`] : []),
      ...content.map(({ python }) => `${python}=${python}`),
    ],
    ')',
  )
}

function dictionary(name: string, values: readonly Argument[]): Python[] {
  if (values.length === 0) return []
  const items = values.map((value) => {
    // The client makes a key where the caller gives none.
    const given = isKeyed({ parameters: [value] }) ? `${value.python} or new_key()` : value.python
    return `${JSON.stringify(value.name)}: ${given}`
  })
  return [group(`${name}={`, items, '}')]
}

/** The replies of an operation; two if the caller may choose between types. */
function repliesOf({ operationId, responses }: Operation, types: PythonTypes): Reply[] {
  const successes = Object.entries(responses).filter(([status]) => /^[23]/.test(status))
  if (successes.some(([status]) => status === '303')) return [{ reader: '_location', type: 'str' }]
  const replies = new Map<Reply['reader'], string>()
  for (const [status, { content = {} }] of successes) {
    for (const [mediaType, { schema = {} }] of Object.entries(content)) {
      const reader = READERS[mediaType]
      if (reader === undefined) throw new Error(`${operationId} ${status} is ${mediaType}`)
      const name = `${pascalCase(operationId)}Reply`
      const type = typeOfReply[reader](() => types.of(schema.contentSchema ?? schema, name))
      const before = replies.get(reader)
      replies.set(reader, before === undefined ? type : `${before} | ${type}`)
    }
  }
  const found = [...replies].map(([reader, type]) => ({ reader, type }))
  return found.length === 0 ? [{ reader: '_nothing', type: 'None' }] : found
}

type ReaderOfContent = Exclude<Reply['reader'], '_location' | '_nothing'>

const READERS: Readonly<Record<string, ReaderOfContent>> = {
  'application/json': '_json',
  'application/x-ndjson': '_lines',
  'text/csv': '_chunks',
  'text/plain': '_text',
}

const typeOfReply: Readonly<Record<ReaderOfContent, (type: () => string) => string>> = {
  _json: (type) => type(),
  _lines: (type) => `Stream[${type()}]`,
  _chunks: () => 'Stream[bytes]',
  _text: () => 'str',
}

function documentation({ summary, description = '', responses }: Operation, inputs: Inputs): string[] {
  const listed = argumentsOf(inputs)
    .filter((each) => each.description !== '')
    .map((each) => `    ${each.python}: ${each.description}`)
  const success = Object.entries(responses).find(([status]) => /^[23]/.test(status))?.[1].description ?? ''
  const codes = Object.values(responses).flatMap((each) => each.description.match(/^`[A-Z_]+`(?=:)/gm) ?? [])
  const section = (name: string, lines: readonly string[]) => (lines.length === 0 ? '' : [name, ...lines].join('\n'))
  return [
    `${summary}.`,
    ...description.split('\n\n'),
    section('Args:', listed),
    section('Returns:', [`    ${success}`]),
    section('Raises:', codes.length === 0 ? [] : [`    ApiError: ${[...new Set(codes)].join(', ')}.`]),
  ]
}

/** The paragraphs with the names of operations and arguments as they are called in Python. */
function inPythonsWords(paragraphs: readonly string[], names: readonly string[]): string[] {
  return paragraphs.map((paragraph) =>
    paragraph.replace(/`([A-Za-z]+)`/g, (quoted, name) => (names.includes(name) ? `\`${snakeCase(name)}\`` : quoted)),
  )
}
