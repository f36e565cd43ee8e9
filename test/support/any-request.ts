import fc from 'fast-check'
import { DOCUMENT, OPERATIONS, resolved, type Schema } from './published-document.ts'

/**
 * A request before it is sent. In its texts, placeholders such as `{{client}}` stand for known values (see `filledIn`).
 */
export interface AnyRequest {
  readonly kind: 'valid' | 'mutated' | 'hostile'
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** The known values, newest last. */
export interface Known {
  readonly clients: readonly string[]
  /** Clients with an account, which only requests about accounts name, so that no other ends them. */
  readonly attached: readonly string[]
  readonly tokenIds: readonly string[]
  readonly tokens: readonly string[]
  readonly states: readonly string[]
  readonly noticeTokens: readonly string[]
  /** Jobs that were given up, each with its event. */
  readonly jobs: readonly string[]
  readonly events: readonly string[]
  /** Webhook endpoints, each with a delivery. */
  readonly endpoints: readonly string[]
  readonly deliveries: readonly string[]
}

/** Part of every hostile text, so that it can be found in the responses. */
export const CANARY = 'cAnArY7q'

/** Where clients of these requests are sent at the end of their way. */
export const RETURN_URL = `https://app.example.com/${CANARY}?a=b`

const GOOD_KEY = '{{key}}'

/** How the ids of accounts begin that are at the provider and belong to no client yet. */
export const FREE_ACCOUNT = 'acct_free-'

/** How the ids of those begin that have submitted their details. */
export const SUBMITTED_ACCOUNT = `${FREE_ACCOUNT}submitted-`

/** A signature of the right form, which the test takes for Stripe's. */
export const GOOD_SIGNATURE = `t=1,v1=${'a'.repeat(64)}`

/** The request with its placeholders replaced by known values. */
export function filledIn(request: AnyRequest, known: Known & { readonly key: string }): AnyRequest {
  const last = (list: readonly string[], index: number) => list.at(-1 - (index % Math.max(1, list.length))) ?? 'none'
  const fill = (text: string) =>
    text
      .replaceAll('{{key}}', known.key)
      .replaceAll(
        /\{\{(clients|attached|tokenIds|tokens|noticeTokens|states|jobs|events|endpoints|deliveries):(\d+)\}\}/g,
        (_all, list: keyof Known, index) => last(known[list], Number(index)),
      )
  return {
    ...request,
    url: fill(request.url),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, fill(value)])),
    body: request.body === undefined ? undefined : fill(request.body),
  }
}

const one = (list: keyof Known, max = 12) => fc.nat({ max }).map((index) => `{{${list}:${index}}}`)

/** Fields whose values are known ones, apart from a few unknown ones. */
const FROM_THE_WORLD: Record<string, fc.Arbitrary<unknown>> = {
  clientId: fc.oneof({ weight: 9, arbitrary: one('clients') }, { weight: 1, arbitrary: fc.uuid() }),
  tokenId: fc.oneof({ weight: 9, arbitrary: one('tokenIds') }, { weight: 1, arbitrary: fc.uuid() }),
  token: fc.oneof({ weight: 9, arbitrary: one('tokens') }, { weight: 1, arbitrary: fc.constant(`obt_${CANARY}`) }),
  noticeToken: one('noticeTokens'),
  platformId: fc.constantFrom('default', 'default', CANARY),
  state: one('states'),
  jobId: fc.oneof({ weight: 9, arbitrary: one('jobs', 0) }, { weight: 1, arbitrary: fc.uuid() }),
  eventId: fc.oneof({ weight: 9, arbitrary: one('events', 0) }, { weight: 1, arbitrary: fc.constant(`evt_${CANARY}`) }),
  endpointId: fc.oneof({ weight: 9, arbitrary: one('endpoints', 0) }, { weight: 1, arbitrary: fc.uuid() }),
  deliveryId: fc.oneof({ weight: 9, arbitrary: one('deliveries', 0) }, { weight: 1, arbitrary: fc.constant('9') }),
  accountId: fc.oneof(
    { weight: 9, arbitrary: fc.uuid().map((id) => `${FREE_ACCOUNT}${id}`) },
    { weight: 1, arbitrary: fc.constant(`acct_${CANARY}`) },
  ),
  profile: fc.oneof({ weight: 9, arbitrary: fc.constant('default') }, { weight: 1, arbitrary: fc.constant(CANARY) }),
  url: fc.constantFrom(
    'https://ada.example.com',
    `http://shop.example.co.uk:8080/${CANARY}?a=b#c`,
    'https://läden.example',
  ),
  returnUrl: fc.constant(RETURN_URL),
  all: fc.constant(true),
  q: fc.constantFrom('Ada', 'example', CANARY),
  'stripe-signature': fc.constantFrom(GOOD_SIGNATURE, `t=1,v1=${'b'.repeat(64)}`, 'bad'),
}

/** Some names have another meaning where they are a choice, such as the state of an event. */
const fromTheWorld = (name: string, schema: Schema) =>
  resolved(schema).enum === undefined ? FROM_THE_WORLD[name] : undefined

/** Whose account is reset, closed, and so on: a reset leaves fewer clients to the requests after it. */
const ATTACHED = fc.oneof(
  { weight: 9, arbitrary: one('attached', 199) },
  { weight: 1, arbitrary: one('clients') },
  { weight: 1, arbitrary: fc.uuid() },
)
const isAboutAnAccount = (path: string) => path.includes('/account/') && !path.endsWith('/adopt')

/** Text that breaks careless code. */
const HOSTILE = fc
  .constantFrom(
    ...[
      '',
      ' ',
      '\0',
      '\r\nX-Injected: yes\r\n',
      '../../../etc/passwd',
      '%00',
      '%',
      '{{7*7}}',
      '${7*7}',
      '\u202e',
      '💥',
    ],
    ...["'; drop table clients; --", '" or ""="', '<script>alert(1)</script>', '\ud800', 'é'.repeat(200)],
    ...['a'.repeat(300), '9'.repeat(40), '-1', '1e309', 'NaN', 'true', 'null', '[]', '__proto__', 'constructor'],
  )
  .chain((text) => fc.constantFrom(`${CANARY}${text}`, `${text}${CANARY}`))

const FOR_SOME_ACTS = new Set(['filter', 'expiresInHours', 'sendEmail', 'cursor'])

/** Values that a schema allows. */
function allowedBy(given: Schema): fc.Arbitrary<unknown> {
  const schema = resolved(given)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(allowedBy))
  switch (schema.type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000 })
    case 'string':
      return textFor(schema)
    case 'array':
      return fc.uniqueArray(allowedBy(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 3 })
    case 'object': {
      const { properties = {}, required = [] } = schema
      const fields = Object.entries(properties).map(([name, property]) => {
        const values = fromTheWorld(name, property) ?? allowedBy(property)
        // A free account is hardly ever the right one, and few of the fields of an act on many clients go with each act.
        const isSeldomRight =
          (name === 'accountId' && !required.includes(name)) || ('all' in properties && FOR_SOME_ACTS.has(name))
        return [name, isSeldomRight ? fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, values) : values]
      })
      return fc.record(Object.fromEntries(fields), { requiredKeys: required as never[] }).filter((value) => {
        const fields = Object.keys(value).length
        return fields >= (schema.minProperties ?? 0) && fields <= (schema.maxProperties ?? Infinity)
      })
    }
    default:
      throw new Error(`no values are made for ${JSON.stringify(schema)}`)
  }
}

function textFor({ format, pattern, minLength = 0, maxLength = 80 }: Schema): fc.Arbitrary<string> {
  switch (format) {
    case 'uuid':
      return fc.uuid()
    case 'email':
      return fc.nat({ max: 100_000 }).map((n) => `${CANARY}${n}@example.com`)
    case 'date-time':
      return fc
        .date({ noInvalidDate: true, min: new Date('0000-01-01'), max: new Date('9999-12-31') })
        .map((date) => date.toISOString())
    case 'language':
      return fc.constantFrom('en', 'de-AT', 'pt-BR', 'zh-Hant-TW')
    case 'country':
      return fc.constantFrom('DE', 'us', 'UK', 'France', 'Österreich')
    case undefined:
      break
    default:
      throw new Error(`no texts are made for ${format}`)
  }
  if (pattern === undefined || pattern.includes('\\p{Cc}')) {
    return fc.stringMatching(/^[A-Za-zé ]+$/, { maxLength: Math.min(maxLength, 20) }).map((text) => `Ada ${text}`)
  }
  return fc
    .stringMatching(new RegExp(pattern), { maxLength })
    .filter((text) => text.length >= minLength && text.length <= maxLength)
}

const ANY_VALUE: fc.Arbitrary<unknown> = fc.oneof(
  HOSTILE,
  fc.constantFrom(null, true, 0, -1, 1.5, 1e21, '', [], {}, [CANARY], { [CANARY]: CANARY }),
)

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']

const BROKEN_BODIES = fc.constantFrom(
  ...[
    '',
    '{',
    '[',
    `{"${CANARY}`,
    'null',
    '[]',
    '5',
    `"${CANARY}"`,
    '{"a":1}{"a":2}',
    `{"token":"${CANARY}","token":5}`,
  ],
  ...[`{"__proto__":{"${CANARY}":1}}`, `{"constructor":{"prototype":{"${CANARY}":1}}}`, `token=${CANARY}`, '\uFEFF{}'],
  ...['['.repeat(4000), `{"token":"${CANARY}${'x'.repeat(17_000)}"}`, `{"name":"${'\\ud800'.repeat(50)}${CANARY}"}`],
)

const ODD_HEADERS = fc.constantFrom<Record<string, string>>(
  { 'content-type': 'text/plain' },
  { 'content-type': `application/${CANARY}` },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-type': `;;;${CANARY}` },
  { 'content-encoding': 'gzip' },
  { accept: 'text/html' },
  { accept: CANARY },
  { 'sec-purpose': 'prefetch' },
  { origin: `https://${CANARY}.example.com` },
  { origin: 'https://app.example.com', 'access-control-request-method': 'POST' },
  { host: `${CANARY}.example.com` },
  { 'x-forwarded-for': CANARY, 'x-forwarded-host': CANARY, forwarded: `for=${CANARY}` },
  { 'x-request-id': CANARY, 'request-id': CANARY },
  { 'x-http-method-override': 'DELETE' },
  { 'stripe-signature': CANARY },
  { 'idempotency-key': CANARY },
  { 'idempotency-key': 'k'.repeat(300) },
  { cookie: `session=${CANARY}` },
  { range: 'bytes=0-1' },
)

const KEYS = fc.constantFrom<Record<string, string>>(
  {},
  { authorization: 'Bearer' },
  { authorization: `Bearer ${CANARY}` },
  { authorization: `Basic ${CANARY}` },
  { authorization: `Bearer obk_${CANARY}_${CANARY}` },
  { authorization: `Bearer ${GOOD_KEY}x` },
)

const ODD_PATHS = fc.constantFrom(
  ...[
    '/',
    '//',
    '/%',
    '/%zz',
    '/%00',
    `/${CANARY}`,
    `/${CANARY}/../livez`,
    '/api',
    '/api/v1',
    '/api/v1/',
    '/api/v2/clients',
  ],
  ...[
    '/livez/',
    '/LIVEZ',
    '/livez%2f',
    '/liv%65z',
    `/livez;${CANARY}`,
    `/livez?${CANARY}=1`,
    '/docs',
    '/docs/',
    '/docs/json',
  ],
  ...[
    '/docs/static/../../package.json',
    '/docs/static/%2e%2e/%2e%2e/package.json',
    `/docs/static/${CANARY}`,
    '/openapi.json',
  ],
  ...[
    '/onboard',
    `/onboard?token=${CANARY}`,
    '/assets/..%2fonboard.html',
    '/assets/onboard.js',
    `/api/v1/clients/${CANARY}`,
  ],
  ...['/api/v1/clients/', '/api/v1/clients//events', `/api/v1/clients/${'a'.repeat(5000)}`, '/api/v1/clients/%E0%A4%A'],
  ...['/api/v1/clients%2f', `/api/v1/onboarding-tokens/${CANARY}/revoke`, '/favicon.ico', '/.env', '/metrics'],
)

/** A request that matches the document. */
function validRequest({ path, method, operation }: (typeof OPERATIONS)[number]): fc.Arbitrary<AnyRequest> {
  const { parameters = [], requestBody, security } = operation
  const values = Object.fromEntries(
    parameters.map(({ name, required, schema }) => {
      const known = name === 'clientId' && isAboutAnAccount(path) ? ATTACHED : fromTheWorld(name, schema)
      const value = (known ?? allowedBy(schema)).map((made) => [made].flat().map(String))
      return [name, required ? value : fc.option(value, { nil: undefined, freq: 2 })]
    }),
  )
  const bodies = Object.entries(requestBody?.content ?? {}).map(([mediaType, { schema, example }]) => {
    // Some strings have a format that their schema does not state.
    const written =
      mediaType === 'application/json'
        ? allowedBy(schema).map((value) => JSON.stringify(value))
        : fc.constant(String(example))
    return written.map((text) => ({ mediaType, text }))
  })
  const body = fc.oneof(...bodies, ...(requestBody?.required === true ? [] : [fc.constant(undefined)]))
  return fc.record({ given: fc.record(values), body }).map(({ given, body }) => {
    const where = (place: string) =>
      parameters.flatMap(({ in: at, name }) =>
        at === place ? (given[name] ?? []).map((value) => [name, value] as const) : [],
      )
    const filledPath = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => escaped(String(given[name])))
    const query = where('query').map(([name, value]) => `${name}=${escaped(value)}`)
    return {
      kind: 'valid',
      method: method.toUpperCase(),
      url: query.length === 0 ? filledPath : `${filledPath}?${query.join('&')}`,
      headers: {
        ...Object.fromEntries(where('header')),
        ...(security.length > 0 && { authorization: `Bearer ${GOOD_KEY}` }),
        ...(body !== undefined && { 'content-type': body.mediaType }),
      },
      body: body?.text,
    }
  })
}

/** Placeholders are not encoded. */
const escaped = (text: string) => (text.startsWith('{{') ? text : encodeURIComponent(text.toWellFormed()))

/** A valid request with one or more faults. */
function mutated(valid: fc.Arbitrary<AnyRequest>): fc.Arbitrary<AnyRequest> {
  const changes: fc.Arbitrary<(request: AnyRequest) => AnyRequest>[] = [
    KEYS.map((key) => ({ headers: { authorization: _authorization, ...headers }, ...request }) => ({
      ...request,
      headers: { ...headers, ...key },
    })),
    ODD_HEADERS.map((odd) => (request) => ({ ...request, headers: { ...request.headers, ...odd } })),
    fc.constantFrom(...METHODS).map((method) => (request) => ({ ...request, method })),
    HOSTILE.map((text) => (request) => ({ ...request, url: request.url.replace(/\{\{.*?\}\}/, escaped(text)) })),
    fc
      .tuple(fc.constantFrom('limit', 'cursor', 'token', 'state', 'status', CANARY, 'limit[]', '__proto__'), HOSTILE)
      .map(([name, text]) => (request) => {
        const joint = request.url.includes('?') ? '&' : '?'
        return { ...request, url: `${request.url}${joint}${name}=${escaped(text)}` }
      }),
    fc
      .tuple(fc.constantFrom('name', 'email', 'country', 'token', 'expiresInHours', CANARY, '__proto__'), ANY_VALUE)
      .map(([name, value]) => (request) => ({ ...request, ...withField(request, name, value) })),
    BROKEN_BODIES.map((body) => (request) => ({
      ...request,
      body,
      headers: { 'content-type': 'application/json', ...request.headers },
    })),
  ]
  return fc
    .tuple(valid, fc.array(fc.oneof(...changes), { minLength: 1, maxLength: 3 }))
    .map(([request, list]) => ({ ...list.reduce((before, change) => change(before), request), kind: 'mutated' }))
}

function withField({ headers, body }: AnyRequest, name: string, value: unknown): Pick<AnyRequest, 'headers' | 'body'> {
  const fields = /^\{.*\}$/s.test(body ?? '') ? String(body).slice(1, -1) : ''
  const field = `${JSON.stringify(name)}:${JSON.stringify(value)}`
  return {
    headers: { 'content-type': 'application/json', ...headers },
    // Inserted as text, so that names with a meaning in JavaScript arrive, some of them twice.
    body: `{${fields === '' ? field : `${fields},${field}`}}`,
  }
}

/** Nothing in it matches the document. */
const hostile: fc.Arbitrary<AnyRequest> = fc.record({
  kind: fc.constant('hostile' as const),
  method: fc.constantFrom(...METHODS),
  url: fc.oneof(
    ODD_PATHS,
    HOSTILE.map((text) => `/api/v1/${escaped(text)}`),
    fc.constantFrom(...Object.keys(DOCUMENT.paths)),
  ),
  headers: fc.tuple(ODD_HEADERS, KEYS, ODD_HEADERS).map((all) => Object.assign({}, ...all)),
  body: fc.option(
    fc.oneof(
      BROKEN_BODIES,
      ANY_VALUE.map((value) => JSON.stringify(value)),
    ),
    { nil: undefined },
  ),
})

/** Requests of all kinds, for all operations of the document. */
export function anyRequest(): fc.Arbitrary<AnyRequest> {
  const valid = fc.oneof(...OPERATIONS.map(validRequest))
  return fc.oneof(
    { weight: 4, arbitrary: valid },
    { weight: 4, arbitrary: mutated(valid) },
    { weight: 2, arbitrary: hostile },
  )
}
