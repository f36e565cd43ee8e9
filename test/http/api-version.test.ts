import { readdirSync, readFileSync } from 'node:fs'
import { fastify } from 'fastify'
import t from 'tap'
import { registerApiVersion } from '../../src/adapters/http/api-version.ts'
import { API_VERSION, API_VERSIONS } from '../../src/api/api-version.ts'
import { type ApiDocument, breaks } from '../support/api-compatibility.ts'
import { asAdmin, memoryApp } from '../support/memory-app.ts'
import { DOCUMENT } from '../support/published-document.ts'

const KEPT = new URL('../../docs/api-versions/', import.meta.url)
const read = (version: string): ApiDocument => JSON.parse(readFileSync(new URL(`${version}.json`, KEPT), 'utf8'))
const today = DOCUMENT as unknown as ApiDocument

t.test('clients of every version that is served can use the service of today', async (t) => {
  t.strictSame(readdirSync(KEPT).toSorted(), API_VERSIONS.map((version) => `${version}.json`).toSorted())
  for (const version of API_VERSIONS) t.strictSame(breaks(read(version), today), [], version)
})

/** Changes of the document: the path of a value, and the value that it gets; `undefined` removes it. */
type Change = readonly [path: string, value: unknown]

const CLIENTS = 'paths|/api/v1/clients|post'
const BODY = `${CLIENTS}|requestBody|content|application/json|schema`
const INVITED = 'components|schemas|Invited'

function changed([path, value]: Change): ApiDocument {
  const document = structuredClone(today)
  const steps = path.split('|')
  const last = steps.pop() ?? ''
  const place = steps.reduce<Record<string, unknown>>(
    (at, step) => at[step] as Record<string, unknown>,
    document as unknown as Record<string, unknown>,
  )
  if (place === undefined) throw new Error(`the document has no ${path}`)
  if (value === undefined) delete place[last]
  else place[last] = value
  return document
}

t.test('what would break a client is found', async (t) => {
  const changes: Record<string, Change> = {
    'an operation is removed': [CLIENTS, undefined],
    'a field of a request is removed': [`${BODY}|properties|name`, undefined],
    'a field of a request becomes required': [`${BODY}|required`, ['name', 'email', 'country']],
    'a text of a request may be less long': [`${BODY}|properties|name|maxLength`, 1],
    'a parameter becomes required': ['paths|/api/v1/clients|get|parameters|0|required', true],
    'a parameter is removed': ['paths|/api/v1/clients|get|parameters', []],
    'a field of a reply is removed': [`${INVITED}|properties|client`, undefined],
    'a field of a reply may be absent': [`${INVITED}|required`, ['onboarding']],
    'a field of a reply has another type': ['components|schemas|Notice|properties|words', { type: 'integer' }],
    'a field of a reply may be null': [
      'components|schemas|Notice|properties|words',
      { anyOf: [{ type: 'string' }, { type: 'null' }] },
    ],
    'a reply has a new word': ['components|schemas|Notice|properties|level|enum', ['none', 'info', 'fatal']],
    'a success has another status': [`${CLIENTS}|responses|201`, undefined],
    'an event is removed': ['webhooks|account.ready', undefined],
  }
  for (const [what, change] of Object.entries(changes)) t.not(breaks(today, changed(change)).length, 0, what)
})

t.test('what breaks no client is allowed', async (t) => {
  const changes: Record<string, Change> = {
    'a new operation': ['paths|/api/v1/new', { get: { responses: {} } }],
    'a new field of a request': [`${BODY}|properties|nickname`, { type: 'string' }],
    'a new field of a reply': [`${INVITED}|properties|nickname`, { type: 'string' }],
    'a longer text of a request': [`${BODY}|properties|name|maxLength`, 1000],
    'fewer words in a reply': ['components|schemas|Notice|properties|level|enum', ['none', 'info']],
    'a new event': ['webhooks|client.seen', { post: { responses: {} } }],
  }
  for (const [what, change] of Object.entries(changes)) t.strictSame(breaks(today, changed(change)), [], what)
})

t.test('every reply of the API says its version, and a request may expect one', async (t) => {
  const { app } = await memoryApp(t)
  const ask = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers })
  for (const url of ['/api/v1/clients', '/api/v1/nothing'])
    t.equal((await ask(url)).headers['api-version'], API_VERSION)
  t.equal((await ask('/livez')).headers['api-version'], undefined)
  t.equal((await ask('/api/v1/clients', { ...asAdmin, 'api-version': API_VERSION })).statusCode, 200)
  for (const version of ['2020-01-01', '', 'v1']) {
    const refused = await ask('/api/v1/clients', { ...asAdmin, 'api-version': version })
    t.equal(refused.statusCode, 400)
    t.match(refused.json(), {
      code: 'VALIDATION_FAILED',
      errors: [{ field: 'api-version', allowed: [...API_VERSIONS] }],
    })
  }
})

t.test('a route that goes says since when it is deprecated, and when it is removed', async (t) => {
  const app = fastify()
  t.teardown(() => app.close())
  registerApiVersion(app)
  const deprecated = { since: '2026-11-28', sunset: '2027-11-28' } as const
  app.get('/api/v1/old', { config: { deprecated } }, async () => 'old')
  app.get('/api/v1/new', async () => 'new')
  const { headers } = await app.inject('/api/v1/old')
  t.equal(headers['deprecation'], '@1795824000')
  t.equal(headers['sunset'], 'Sun, 28 Nov 2027 00:00:00 GMT')
  t.notHas((await app.inject('/api/v1/new')).headers, { sunset: String })
})
