import t from 'tap'
import { OUTGOING_EVENT_TYPES } from '../../src/domain/outgoing-event.ts'
import { memoryApp } from '../support/memory-app.ts'
import { DOCUMENT, faults, mustBePublished, OPERATIONS } from '../support/published-document.ts'

const UUID = '00000000-0000-4000-8000-000000000000'

t.test('the committed document is what the routes say', async (t) => {
  const { app } = await memoryApp(t)
  const served = await app.inject('/openapi.json')
  t.match(served.headers['content-type'], /^application\/json/)
  t.strictSame(served.json(), DOCUMENT, 'npm run openapi writes it')
})

t.test('every operation has a name, a summary, a description and a topic', async (t) => {
  const topics = DOCUMENT.tags.map(({ name }) => name)
  for (const { path, method, operation } of OPERATIONS) {
    t.match(operation.operationId, /^[a-z][A-Za-z]+$/, `${method} ${path}`)
    for (const text of [operation.summary, operation.description]) t.ok(text.length > 5, operation.operationId)
    t.ok(operation.tags.length === 1 && operation.tags.every((tag) => topics.includes(tag)), operation.operationId)
  }
  const names = OPERATIONS.map(({ operation }) => operation.operationId)
  t.equal(new Set(names).size, names.length)
})

t.test('every body has examples, and they fit their schema', async (t) => {
  for (const { path, method, operation } of OPERATIONS) {
    const { requestBody, responses } = operation
    const bodies = Object.entries(responses).map(([status, response]) => {
      t.ok(response.description.length > 5, `${operation.operationId} ${status}`)
      t.equal(response.content === undefined, ['204', '303'].includes(status), `${operation.operationId} ${status}`)
      return { at: ['responses', status], content: response.content ?? {} }
    })
    if (requestBody !== undefined) bodies.push({ at: ['requestBody'], content: requestBody.content })
    for (const { at, content } of bodies) {
      for (const [mediaType, { example, examples }] of Object.entries(content)) {
        const given = [
          ...(example === undefined ? [] : [example]),
          ...Object.values(examples ?? {}).map((e) => e.value),
        ]
        t.ok(given.length > 0, `${operation.operationId} ${at.join(' ')} has an example`)
        for (const value of given) {
          const fault = faults(value, 'paths', path, method, ...at, 'content', mediaType, 'schema')
          t.equal(fault, '', `an example of ${operation.operationId} ${at.join(' ')}`)
        }
      }
    }
  }
})

t.test('the operations that require a key are exactly those that the document marks', async (t) => {
  const { app } = await memoryApp(t)
  for (const { path, method, operation } of OPERATIONS) {
    const url = path.replaceAll(/\{\w+\}/g, UUID)
    const { statusCode } = await app.inject({ method: method.toUpperCase() as 'GET', url })
    t.equal(statusCode === 401, operation.security.length > 0, operation.operationId)
  }
})

t.test('the example of each type of event fits its schema', async (t) => {
  for (const [type, { post }] of Object.entries(DOCUMENT.webhooks)) {
    const { example } = post.requestBody.content['application/json']
    const at = ['webhooks', type, 'post', 'requestBody', 'content', 'application/json', 'schema']
    t.equal(faults(example, ...at), '', type)
    t.match(example, { type })
  }
  t.strictSame(Object.keys(DOCUMENT.webhooks), OUTGOING_EVENT_TYPES)
})

t.test('each POST says whether it is safe to repeat, and no other operation does', async (t) => {
  for (const { path, method, operation } of OPERATIONS) {
    const word = typeof operation['x-safe-to-repeat']
    t.equal(word, method === 'post' ? 'boolean' : 'undefined', `${method} ${path}`)
  }
})

t.test('the description can be switched off', async (t) => {
  const { app } = await memoryApp(t, { docs: false })
  for (const url of ['/openapi.json', '/docs', '/docs/', '/docs/json', '/docs/static/swagger-ui.css']) {
    t.match((await app.inject(url)).json(), { status: 404, code: 'NOT_FOUND' }, url)
  }
})

t.test('the page that shows it has a policy of its own, and the other pages have theirs', async (t) => {
  const { app } = await memoryApp(t)
  const policyOf = async (url: string) => (await app.inject(url)).headers['content-security-policy']
  t.match(await policyOf('/docs/'), /script-src 'self';/)
  t.notMatch(await policyOf('/docs/'), /https?:|script-src [^;]*unsafe/)
  t.match(await policyOf('/docs/static/swagger-ui-bundle.js'), /script-src 'self';/)
  t.match(
    (await app.inject('/docs/')).body,
    /<head><meta name="viewport" content="width=device-width/,
    'on phones, too',
  )
  for (const url of ['/openapi.json', '/livez', '/no-such-route']) t.notMatch(await policyOf(url), /script-src/, url)
})

t.test('a path that leads out of its files is no route', async (t) => {
  const { app } = await memoryApp(t)
  for (const path of ['/docs/static/%2e%2e/%2e%2e/package.json', '/docs/static/..%2f..%2fpackage.json']) {
    t.match((await app.inject({ url: path })).json(), { status: 404, code: 'NOT_FOUND' }, path)
  }
})

t.test('an answer that is not in the document fails a test', async (t) => {
  const known = { method: 'GET', url: '/livez', status: 200, contentType: 'application/json', text: '{"status":"ok"}' }
  mustBePublished(known)
  const unknown = {
    'a status': { ...known, status: 201 },
    'a content type': { ...known, contentType: 'text/html' },
    'a body': { ...known, text: '{"status":"well"}' },
    'another code': { ...known, status: 503, contentType: 'application/problem+json', text: problem('INTERNAL') },
    'an error without a problem': { ...known, url: '/no-such-route', status: 404, contentType: 'text/plain' },
    'a code that is none': {
      ...known,
      url: '/no-such-route',
      status: 404,
      contentType: 'application/problem+json',
      text: problem('GONE_FISHING'),
    },
  }
  for (const [name, answer] of Object.entries(unknown)) t.throws(() => mustBePublished(answer), name)
})

function problem(code: string): string {
  const said = 'A sentence.'
  return JSON.stringify({
    type: 'about:blank',
    title: 'A title',
    status: 503,
    detail: said,
    code,
    requestId: UUID,
    retryable: true,
    error: said,
  })
}
