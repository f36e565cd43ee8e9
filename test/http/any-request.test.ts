import { randomInt, randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import t from 'tap'
import {
  anyRequest,
  CANARY,
  filledIn,
  FREE_ACCOUNT,
  GOOD_SIGNATURE,
  SUBMITTED_ACCOUNT,
  RETURN_URL,
  type AnyRequest,
} from '../support/any-request.ts'
import { malformed } from '../support/malformed-http.ts'
import { asAdmin, memoryApp } from '../support/memory-app.ts'
import { mustBePublished, operationFor, OPERATIONS } from '../support/published-document.ts'
import { bytesOf, sendRaw, type RawAnswer } from '../support/raw-http.ts'

const seed = Number(process.env['TEST_SEED'] ?? randomInt(2 ** 31))
const path = process.env['TEST_PATH'] === undefined ? {} : { path: process.env['TEST_PATH'] }

const REQUESTS = 10_000
/** How often each operation succeeds at least: a quarter of the valid requests for it. */
const LEAST = (0.4 * REQUESTS) / OPERATIONS.length / 4
/** Some answers take their time by design, so several requests are under way at once; a run that is replayed has one lane. */
const LANES = process.env['TEST_PATH'] === undefined ? 10 : 1
/** Far longer than any answer takes on a busy machine: what is still open then hangs. */
const HANGS_MS = 40_000

/** The app, and what it has told its callers so far. */
async function world(t: Parameters<typeof memoryApp>[0]) {
  const known = {
    key: asAdmin.authorization.slice('Bearer '.length),
    clients: [] as string[],
    attached: [] as string[],
    tokenIds: [] as string[],
    tokens: [] as string[],
    states: [] as string[],
    noticeTokens: [] as string[],
    jobs: [] as string[],
    events: [] as string[],
    endpoints: [] as string[],
    deliveries: [] as string[],
  }
  let events = 0
  const memory = await memoryApp(t, {
    perMinute: { token: 1e9, unknownCaller: 1e8 },
    publishableKey: 'pk_test_0123456789',
    codes: 'sent',
    provider: (provider) => ({
      ...provider,
      createAccountLink: async (request, signal) => {
        for (const url of [request.returnUrl, request.refreshUrl])
          known.states.push(new URL(url).searchParams.get('state') ?? '')
        return request.accountId.startsWith(FREE_ACCOUNT)
          ? { url: 'https://connect.example.com/free', expiresAt: new Date(Date.now() + 300_000) }
          : provider.createAccountLink(request, signal)
      },
      createAccountSession: async (request, signal) =>
        request.accountId.startsWith(FREE_ACCOUNT)
          ? { clientSecret: 'session-free', components: [request.purpose], expiresAt: new Date(Date.now() + 300_000) }
          : provider.createAccountSession(request, signal),
      retrieveAccount: async (request, signal) =>
        request.accountId.startsWith(FREE_ACCOUNT)
          ? {
              facts: {
                accountId: request.accountId,
                submitted: request.accountId.startsWith(SUBMITTED_ACCOUNT),
                capabilities: { payouts: 'pending' },
                asks: [],
              },
            }
          : provider.retrieveAccount(request, signal),
      // What is done to a free account leaves it as it is.
      closeAccount: async () => {},
      rejectAccount: async () => {},
      unrejectAccount: async () => {},
      createLoginLink: async () => 'https://connect.example.com/login',
    }),
    verify: (_body, signature) =>
      signature === GOOD_SIGNATURE
        ? { id: `evt_${(events += 1)}`, type: 'x', kind: 'other', livemode: false, createdAt: new Date() }
        : undefined,
  })
  function learn(text: string) {
    const { client, onboarding } = JSON.parse(text)
    known.clients.push(client.id)
    known.tokenIds.push(onboarding.tokenId)
    known.tokens.push(onboarding.token)
  }
  for (let n = 0; n < 5; n += 1) learn((await memory.invite()).response.body)
  for (let n = 0; n < 200; n += 1) {
    const { clientId } = await memory.invite()
    const url = `/api/v1/clients/${clientId}/account/adopt`
    await memory.app.inject({
      method: 'POST',
      url,
      headers: asAdmin,
      payload: { accountId: `${SUBMITTED_ACCOUNT}${n}` },
    })
    known.attached.push(clientId)
  }
  /** One more job is given up, which a replay takes off the list. */
  function giveUp() {
    const [id, eventId] = [randomUUID(), `evt_${known.events.length}`]
    memory.giveUp({ id, kind: 'provider_event', subject: { eventId } })
    known.jobs.push(id)
    known.events.push(eventId)
  }
  /** One more webhook endpoint, with an event that was delivered. */
  function addEndpoint() {
    const { endpointId, deliveryId } = memory.addEndpoint()
    known.endpoints.push(endpointId)
    known.deliveries.push(deliveryId)
  }
  return { ...memory, known, learn, giveUp, addEndpoint }
}

const UNKNOWN_FIELD = /[\w.-]+(?= is not a known field)|(?<="field":")[\w.-]+/g

/** Refuses what no answer may be, whatever was asked. */
function mustBeHarmless({ status, headers, text }: RawAnswer, key: string): void {
  if (status >= 500) throw new Error(`${status} ${text}`)
  // At the end of its way a client is sent to the URL that staff entered.
  const { location = '', ...others } = headers
  const said = `${JSON.stringify(others)}${location.replace(RETURN_URL, '')}${text.replace(UNKNOWN_FIELD, '')}`
  // A client's name is in the answer to whoever entered it; in an error or on a page nothing of a request is, except for
  // the names of fields that are not known.
  if (status >= 300 && said.includes(CANARY)) throw new Error(`reflected: ${said}`)
  if (said.includes(key)) throw new Error('the key is in the answer')
}

t.test(`${REQUESTS} requests of all kinds`, { timeout: 240_000 }, async (t) => {
  t.comment(`TEST_SEED=${seed}`)
  const { app, known, learn, giveUp, addEndpoint } = await world(t)
  const port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
  const hits = new Map<string, number>()
  const hit = (what: string) => hits.set(what, (hits.get(what) ?? 0) + 1)
  let sent = 0

  /** Past the socket, which is faster, but for some; what a webhook has twice in its headers is known to a socket only. */
  async function answerTo(request: AnyRequest): Promise<RawAnswer> {
    const { method, url, headers, body } = request
    if ((sent += 1) % 30 === 0 || url.includes('/webhooks/')) {
      hit('over a socket')
      const [answer, second] = await sendRaw(port, bytesOf(request), { withoutBody: method === 'HEAD' })
      if (answer === undefined || second !== undefined) throw new Error('not one answer')
      mustBePublished({ method, url, ...answer, contentType: answer.headers['content-type'] })
      return answer
    }
    const response = await app.inject({
      method,
      url,
      headers,
      ...(body !== undefined && { payload: body }),
    })
    if (response.headers['x-request-id'] === undefined) throw new Error('an answer without a name')
    return { status: response.statusCode, headers: response.headers as Record<string, string>, text: response.body }
  }

  async function answerInTime(request: AnyRequest): Promise<RawAnswer> {
    const answer = await Promise.race([answerTo(request), sleep(HANGS_MS, undefined, { ref: false })])
    if (answer === undefined) throw new Error('no answer')
    return answer
  }

  /**
   * One import or bulk run after the other: more at once than the service takes are refused with 503. Its time begins with
   * its turn, because a run is as long as the clients are many.
   */
  let imports: Promise<unknown> = Promise.resolve()
  function inTurn(request: AnyRequest): Promise<RawAnswer> {
    const answer = imports.then(() => answerInTime(request))
    imports = answer.catch(() => undefined)
    return answer
  }

  async function send(anyRequest: AnyRequest): Promise<void> {
    if (anyRequest.url.includes('/replay')) giveUp()
    if (anyRequest.url.includes('/webhook-endpoints')) addEndpoint()
    const request = filledIn(anyRequest, known)
    const answer = await (/\/(import|bulk)/.test(request.url) ? inTurn(request) : answerInTime(request))
    mustBeHarmless(answer, known.key)
    const isRefused = /"code":"(VALIDATION_FAILED|UNSUPPORTED_MEDIA_TYPE|PAYLOAD_TOO_LARGE)"/.test(answer.text)
    // Which cursor fits which list is no matter of a schema.
    const isOtherOrder = answer.text.includes('cursor is the nextCursor of a list in another order')
    // Nor is what goes with which act on many clients.
    const isOtherAct = /(filter|all|expiresInHours|sendEmail) is (empty|for)\b/.test(answer.text)
    if (request.kind === 'valid' && isRefused && !isOtherOrder && !isOtherAct)
      throw new Error(`the document allows it: ${answer.text}`)
    if (answer.text.includes('"token":"obn_')) known.noticeTokens.push(JSON.parse(answer.text).token)
    if (answer.status === 201 && !request.url.includes('/webhook-endpoints')) learn(answer.text)
    hit(`${request.kind} ${answer.status}`)
    hit(`${operationFor(request.method, request.url)?.operation.operationId ?? 'no operation'} ${answer.status}`)
  }

  const lane = async (index: number) => {
    const property = fc.asyncProperty(anyRequest(), send)
    await fc.assert(property, { numRuns: REQUESTS / LANES, seed: seed + index, includeErrorInReport: true, ...path })
  }
  await Promise.all(Array.from({ length: LANES }, (_lane, index) => lane(index)))
  for (const [what, times] of [...hits].toSorted(([a], [b]) => a.localeCompare(b))) t.comment(`${what}: ${times}`)
  for (const { operation } of OPERATIONS) {
    const successes = Object.keys(operation.responses).filter((status) => Number(status) < 400)
    const times = successes.reduce((sum, status) => sum + (hits.get(`${operation.operationId} ${status}`) ?? 0), 0)
    t.ok(times >= LEAST, `${operation.operationId} has succeeded ${times} times`)
  }
  for (const what of ['mutated 400', 'mutated 401', 'mutated 404', 'mutated 410', 'mutated 415', 'hostile 404']) {
    t.ok((hits.get(what) ?? 0) >= REQUESTS / 500, what)
  }
  t.ok((hits.get('over a socket') ?? 0) >= REQUESTS / 40, 'some of it over a socket')
})

const MALFORMED = 200

t.test(`${MALFORMED} connections that speak no HTTP, or nearly`, { timeout: 60_000 }, async (t) => {
  t.comment(`TEST_SEED=${seed}`)
  const { app, known } = await world(t)
  const port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
  const [victim = ''] = known.clients
  const url = `/api/v1/clients/${victim}`
  const smuggled = `DELETE ${url} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${asAdmin.authorization}\r\n\r\n`
  let refused = 0

  async function send(bytes: Buffer): Promise<void> {
    const answers = await Promise.race([
      sendRaw(port, bytes, { end: true }),
      sleep(HANGS_MS, undefined, { ref: false }),
    ])
    if (answers === undefined) throw new Error('the connection is still open')
    for (const answer of answers) {
      mustBeHarmless(answer, known.key)
      if (answer.status >= 400) refused += 1
      // Node answers a few of them by itself, without a body.
      if (answer.text === '') continue
      mustBePublished({ method: '', url: '', ...answer, contentType: answer.headers['content-type'] })
    }
  }

  await fc.assert(fc.asyncProperty(malformed(smuggled), send), {
    numRuns: MALFORMED,
    seed,
    includeErrorInReport: true,
    ...path,
  })
  t.ok(refused > MALFORMED / 2, `${refused} were refused`)
  t.equal((await app.inject({ url, headers: asAdmin })).statusCode, 200, 'nothing was smuggled in')
})

t.test('a connection on which a request does not come to its end is ended', { timeout: 60_000 }, async (t) => {
  const { app } = await memoryApp(t)
  const port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
  const begun = {
    '400 after headers, a byte at a time': 'GET /livez HTTP/1.1\r\nHost: localhost\r\nX: ',
    '503 after a body, a byte at a time':
      'POST /api/v1/onboard-client HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{',
  }
  await Promise.all(
    Object.entries(begun).map(async ([name, bytes]) => {
      const start = performance.now()
      const socket = connect(port, '127.0.0.1')
      socket.write(bytes)
      const drip = setInterval(() => socket.write('a'), 500)
      socket.on('error', () => {})
      const received = await text(socket)
      clearInterval(drip)
      t.match(received, new RegExp(`^HTTP/1.1 ${name.slice(0, 3)} .*"requestId":`, 's'), name)
      t.ok(performance.now() - start < 20_000, `${name}: ${Math.round(performance.now() - start)} ms`)
    }),
  )
})
