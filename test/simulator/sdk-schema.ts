import { Ajv } from 'ajv'
import { sourceOf, type TypeNode } from './sdk-types.ts'

/** Where a name is used. */
interface Place {
  readonly file: string
  readonly scope: string
  /** Whether fields may be missing: in what an event tells of the values before, only those that changed are there. */
  readonly partial: boolean
}

type Schema = Record<string, unknown>

/**
 * Checks against a type of the SDK, closed: what the type does not name fails, as do values that its enums do not list.
 * Answers what is wrong, or nothing.
 */
export function sdkChecker(file: string, type: string, { list = false } = {}): (value: unknown) => string[] {
  const definitions: Record<string, Schema> = {}

  /** The name's declaration: looked for from the place outwards, then where it was imported from. */
  function resolved(name: string, place: Place): Place & { readonly name: string } {
    const { declarations, imports } = sourceOf(place.file)
    for (let scope = place.scope; ; scope = scope.replace(/[^.]+\.$/, '')) {
      if (declarations.has(scope + name)) return { ...place, name: scope + name }
      if (scope === '') break
    }
    const from = imports.get(name.split('.')[0] ?? '')
    if (from === undefined) throw new Error(`${place.file} does not say what ${name} is`)
    return resolved(name, { ...place, file: from, scope: '' })
  }

  function reference(name: string, place: Place): Schema {
    const found = resolved(name, place)
    const key = `${found.file.replaceAll('/', '.')}:${found.name}${found.partial ? ':partial' : ''}`
    if (definitions[key] === undefined) {
      definitions[key] = {}
      Object.assign(definitions[key], declared(found))
    }
    return { $ref: `#/$defs/${key}` }
  }

  function declared(found: Place & { readonly name: string }): Schema {
    const type = sourceOf(found.file).declarations.get(found.name)?.().type
    if (type?.kind !== 'object') return schemaOf(type ?? never, within(found))
    const properties: Record<string, Schema> = {}
    const required = new Set<string>()
    collect(found, properties, required)
    return { type: 'object', properties, additionalProperties: false, required: found.partial ? [] : [...required] }
  }

  // Fields of the bases first: an interface may narrow them.
  function collect(
    found: Place & { readonly name: string },
    properties: Record<string, Schema>,
    required: Set<string>,
  ) {
    const declaration = sourceOf(found.file).declarations.get(found.name)?.()
    if (declaration?.type.kind !== 'object') return
    for (const base of declaration.extends) {
      if (base.kind === 'name') collect(resolved(base.name, found), properties, required)
    }
    for (const [field, { optional, type }] of declaration.type.fields) {
      // `deleted?: void`: it is not there.
      if (type.kind === 'name' && type.name === 'void') continue
      const schema = schemaOf(type, within(found))
      // v2 sends null for what the SDK's types call absent.
      properties[field] = optional && isV2(found) ? { anyOf: [schema, { type: 'null' }] } : schema
      if (optional) required.delete(field)
      else required.add(field)
    }
  }

  function named(node: Extract<TypeNode, { kind: 'name' }>, place: Place): Schema {
    const [first = never] = node.of
    switch (node.name) {
      case 'string':
      case 'number':
      case 'boolean':
        return { type: node.name }
      case 'unknown':
        return {}
      case 'Array':
        // What changed in a list is told with the whole list.
        return { type: 'array', items: schemaOf(first, { ...place, partial: false }) }
      case 'Partial':
        return schemaOf(first, { ...place, partial: true })
      case 'ApiList':
        return listOf(schemaOf(first, { ...place, partial: false }))
      default:
        return absent.has(node.name) ? { not: {} } : reference(node.name, place)
    }
  }

  function schemaOf(node: TypeNode, place: Place): Schema {
    switch (node.kind) {
      case 'literal':
        return { const: node.value }
      case 'union':
        return { anyOf: node.of.map((option) => schemaOf(option, place)) }
      case 'map':
        return { type: 'object', additionalProperties: schemaOf(node.of, place) }
      case 'name':
        return named(node, place)
      default:
        throw new Error(`${place.file}: no rule for ${JSON.stringify(node)} in ${place.scope}`)
    }
  }

  const one = reference(type, { file, scope: '', partial: false })
  const schema = { ...(list ? listOf(one) : one), $defs: definitions }
  const ajv = new Ajv({ allErrors: true })
  const check = ajv.compile(schema)
  return (value) => {
    check(value)
    return (check.errors ?? []).map(({ instancePath, message, params }) =>
      [instancePath, message, JSON.stringify(params)].join(' '),
    )
  }
}

/**
 * What the simulator never gives, so that not all of Stripe must be read. `OtherString` stands for values that come after
 * this release of the SDK.
 */
const absent = new Set([
  'any',
  'CustomerSource',
  'Decimal',
  'Error',
  'ExternalAccount',
  'File',
  'HttpClientResponseError',
  'OtherString',
  'PaymentIntent',
  'PaymentMethod',
  'Person',
  'SetupIntent',
  'TaxId',
])

const isV2 = ({ file }: Place): boolean => file.startsWith('resources/V2/')

const never: TypeNode = { kind: 'union', of: [] }

/** The namespace that the declaration is in. */
const within = (found: Place & { readonly name: string }): Place => ({
  ...found,
  scope: found.name.replace(/[^.]+$/, ''),
})

/** A page of a list, as `ApiList` of the SDK. */
const listOf = (items: Schema): Schema => ({
  type: 'object',
  properties: {
    object: { const: 'list' },
    data: { type: 'array', items },
    has_more: { type: 'boolean' },
    url: { type: 'string' },
  },
  required: ['object', 'data', 'has_more', 'url'],
  additionalProperties: false,
})
