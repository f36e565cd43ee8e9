import { OPERATIONS, resolved, type Schema } from '../support/published-document.ts'
import { CONTENT_TYPES, ODD_BODIES, oddText, oddValue } from './odd-values.ts'
import type { Random } from './random.ts'

/** What requests may refer to: ids and secrets that earlier answers contained. */
export interface Known {
  readonly keys: readonly string[]
  readonly clientIds: string[]
  readonly tokenIds: string[]
  readonly tokens: string[]
  readonly cursors: string[]
}

export interface FuzzRequest {
  readonly method: string
  /** The path and the query, as sent. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** A share of odd values, so that some requests get far. */
const ODD = 0.15

/** The next request: mostly one that the document describes, with some parts replaced by odd ones. */
export function nextRequest(random: Random, known: Known): FuzzRequest {
  if (random.chance(0.04)) return astray(random)
  const { path: template, method, operation } = random.pick(OPERATIONS)
  const parameters = operation.parameters ?? []
  const valueOf = (name: string, schema: Schema) =>
    String(random.chance(ODD) ? oddText(random) : valueFor(random, name, schema, known))
  const path = template.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const schema = parameters.find((parameter) => parameter.name === name)?.schema ?? {}
    return encoded(valueOf(name, schema))
  })
  const query = parameters
    .filter(({ in: place, required }) => place === 'query' && (required ? !random.chance(0.1) : random.chance(0.4)))
    .map(({ name, schema }) => `${name}=${encoded(valueOf(name, schema))}`)
  if (random.chance(0.05)) query.push(`${encoded(oddText(random))}=${encoded(oddText(random))}`)
  if (random.chance(0.03) && query[0] !== undefined) query.push(query[0])
  const content = Object.entries(operation.requestBody?.content ?? {})
  const headers: Record<string, string> = { 'user-agent': 'fuzz' }
  if (random.chance(0.85)) headers['authorization'] = `Bearer ${random.pick(known.keys)}`
  else if (random.chance(0.5)) headers['authorization'] = printable(oddText(random))
  if (random.chance(0.15))
    headers['idempotency-key'] = random.chance(0.3) ? printable(oddText(random)) : `key-${random.below(50)}`
  for (const name of ['accept', 'sec-purpose', 'x-forwarded-for', 'origin', 'stripe-signature', 'expect']) {
    if (random.chance(0.03)) headers[name] = printable(oddText(random))
  }
  const body = bodyFor(random, content, headers, known)
  return {
    method: (random.chance(0.03) ? random.pick(['PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH']) : method).toUpperCase(),
    path: `${path}${query.length === 0 ? '' : `?${query.join('&')}`}`,
    headers,
    body,
  }
}

/** A path that no route has, or that is no path. */
function astray(random: Random): FuzzRequest {
  const path = `/${random.pick(['', 'api/v1/', 'api/v1/clients/', 'docs/', 'assets/'])}${encoded(oddText(random))}`
  return { method: random.pick(['GET', 'POST', 'HEAD', 'TRACE']), path, headers: {}, body: undefined }
}

function bodyFor(
  random: Random,
  content: readonly (readonly [string, { readonly schema: Schema }])[],
  headers: Record<string, string>,
  known: Known,
): string | undefined {
  const [chosen] = content.length === 0 ? [] : [random.pick(content)]
  if (chosen === undefined && !random.chance(0.05)) return undefined
  if (chosen === undefined || random.chance(0.08)) {
    const type = random.pick(CONTENT_TYPES)
    if (type !== '') headers['content-type'] = type
    return random.pick(ODD_BODIES)
  }
  const [type, { schema }] = chosen
  headers['content-type'] = type
  if (type === 'application/json') return JSON.stringify(mutated(random, valueFor(random, '', schema, known)))
  return lines(random, type === 'text/csv', known)
}

/** A file of clients with a few lines. */
function lines(random: Random, isCsv: boolean, known: Known): string {
  const clients = Array.from({ length: random.below(4) }, () => ({
    name: random.chance(ODD) ? oddText(random) : 'Ada',
    email: String(random.chance(ODD) ? oddText(random) : valueFor(random, 'email', { format: 'email' }, known)),
  }))
  if (!isCsv) return clients.map((client) => `${JSON.stringify(mutated(random, client))}\n`).join('')
  return ['name,email', ...clients.map(({ name, email }) => `${name},${email}`), ''].join('\n')
}

/** The value, with a field replaced, added or left out in some cases. */
function mutated(random: Random, value: unknown): unknown {
  if (random.chance(0.05)) return oddValue(random)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value)
    .filter(() => !random.chance(0.03))
    .map(([name, inner]) => [name, random.chance(ODD) ? oddValue(random) : inner] as const)
  if (random.chance(0.05)) entries.push([oddText(random), oddValue(random)])
  return Object.fromEntries(entries)
}

/** A value that the schema describes. Fields with a known name get what earlier answers contained. */
function valueFor(random: Random, name: string, given: Schema, known: Known): unknown {
  const schema = resolved(given)
  const fromAnswers: Record<string, readonly string[]> = {
    clientId: known.clientIds,
    tokenId: known.tokenIds,
    token: known.tokens,
    cursor: known.cursors,
  }
  const seen = fromAnswers[name] ?? []
  if (seen.length > 0 && !random.chance(0.1)) return random.pick(seen)
  if (schema.enum !== undefined) return random.pick(schema.enum)
  if (schema.anyOf !== undefined) return valueFor(random, name, random.pick(schema.anyOf), known)
  switch (schema.type) {
    case 'object': {
      const fields = Object.entries(schema.properties ?? {})
      const chosen = fields.filter(([field]) => schema.required?.includes(field) || random.chance(0.4))
      return Object.fromEntries(chosen.map(([field, inner]) => [field, valueFor(random, field, inner, known)]))
    }
    case 'integer':
    case 'number':
      return (schema.minimum ?? 0) + random.below(Math.min((schema.maximum ?? 100) - (schema.minimum ?? 0), 300) + 1)
    case 'boolean':
      return random.chance(0.5)
    case 'null':
      return null
    case 'array':
      return []
    default:
      return textFor(random, name, schema)
  }
}

const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  country: ['DE', 'US', 'Germany', 'UK', 'XX'],
  phone: ['+4930123456'],
  url: ['https://ada.example.com', 'https://läden.example/ä'],
  mcc: ['5734'],
  q: ['ada', 'example.com', '日本', 'fuzz-1'],
  profile: ['default'],
  browser: ['browser-1', 'browser-2'],
}

function textFor(random: Random, name: string, { format, minLength = 1 }: Schema): string {
  if (format === 'email') return `fuzz-${random.below(2000)}@example.com`
  if (format === 'uuid') return '0b8a4c3e-94d5-4f6e-8a51-7b0f0a6f3c21'
  if (format === 'date-time') return '2027-01-02T03:04:05Z'
  return random.pick(EXAMPLES[name] ?? [`fuzz-${random.below(500)}`, 'Ada Lovelace', 'Jörg', 'x'.repeat(minLength)])
}

/** As a part of a URL. Half a character becomes its three bytes, as careless programs send them. */
const encoded = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replaceAll('%EF%BF%BD', text.isWellFormed() ? '%EF%BF%BD' : '%ED%A0%80')

/** What a header may contain. */
const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 2000)
