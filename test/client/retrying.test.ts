import t from 'tap'
import { retrying } from '../../packages/client/src/retrying.ts'

const REQUEST = () => new Request('http://localhost/', { method: 'POST', body: '{"a":1}' })

const problem = (status: number, retryable: boolean, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({ code: 'X', retryable }), {
    status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8', ...headers },
  })
const ofProxy = (status: number) => new Response('<h1>Bad gateway</h1>', { status })
const lost = () => new TypeError('fetch failed')

/** A fetch with these answers, in this order, and what it was asked and how long it waited before each repetition. */
function fetching(answers: readonly (Response | Error)[], options: Partial<Parameters<typeof retrying>[1]> = {}) {
  const bodies: string[] = []
  const pauses: number[] = []
  const left = [...answers]
  const fetch = retrying(
    async (request) => {
      bodies.push(await request.text())
      const next = left.shift()
      if (next === undefined) throw new Error('one request too many')
      if (next instanceof Error) throw next
      return next
    },
    { mayRepeat: () => true, random: () => 1, pause: async (ms) => void pauses.push(ms), ...options },
  )
  return { fetch, bodies, pauses }
}

t.test('what may succeed later is sent again with the same body, each time after a longer pause', async (t) => {
  for (const failure of [problem(503, true), problem(409, true), lost(), ofProxy(502), ofProxy(504)]) {
    const { fetch, bodies, pauses } = fetching([failure, lost(), new Response('done')])
    t.equal(await (await fetch(REQUEST())).text(), 'done')
    t.strictSame(bodies, ['{"a":1}', '{"a":1}', '{"a":1}'])
    t.strictSame(pauses, [500, 1000])
  }
})

t.test('what would fail again is answered at the first time, and can be read', async (t) => {
  for (const final of [problem(409, false), problem(503, false), problem(400, false), ofProxy(500), ofProxy(404)]) {
    const { fetch, bodies } = fetching([final])
    const answer = await fetch(REQUEST())
    t.equal(answer.status, final.status)
    t.ok((await answer.text()).length > 0)
    t.equal(bodies.length, 1)
  }
})

t.test('a request that is not safe to repeat is sent once', async (t) => {
  const { fetch } = fetching([problem(503, true)], { mayRepeat: () => false })
  t.equal((await fetch(REQUEST())).status, 503)
  await t.rejects(fetching([lost()], { mayRepeat: () => false }).fetch(REQUEST()), { message: 'fetch failed' })
})

t.test('after the last repetition the failure is returned as it is', async (t) => {
  const { fetch, bodies } = fetching([problem(503, true), problem(503, true), problem(502, true)])
  const answer = await fetch(REQUEST())
  t.equal(answer.status, 502)
  t.match(await answer.json(), { retryable: true })
  t.equal(bodies.length, 3)
  await t.rejects(fetching([lost(), lost(), lost()]).fetch(REQUEST()), { message: 'fetch failed' })
  t.equal((await fetching([problem(503, true)], { retries: 0 }).fetch(REQUEST())).status, 503)
})

t.test('Retry-After is waited for, in seconds or until a date, and a part of a second more', async (t) => {
  const inSeconds = fetching([problem(429, true, { 'retry-after': '3' }), new Response()])
  await inSeconds.fetch(REQUEST())
  t.strictSame(inSeconds.pauses, [3500])
  const past = new Date(0).toUTCString()
  const byDate = fetching([problem(503, true, { 'retry-after': past }), new Response()], { random: () => 0 })
  await byDate.fetch(REQUEST())
  t.strictSame(byDate.pauses, [0])
})

t.test('a Retry-After beyond the longest pause is left to the caller', async (t) => {
  const { fetch, pauses } = fetching([problem(429, true, { 'retry-after': '21' })])
  const answer = await fetch(REQUEST())
  t.equal(answer.headers.get('retry-after'), '21')
  t.match(await answer.json(), { retryable: true })
  t.strictSame(pauses, [])
})

t.test('no pause is longer than the longest, and a random part spreads callers', async (t) => {
  const failures = [...Array(7)].map(lost)
  const most = fetching([...failures, new Response()], { retries: 7, longestPauseMs: 4000 })
  await most.fetch(REQUEST())
  t.strictSame(most.pauses, [500, 1000, 2000, 4000, 4000, 4000, 4000])
  const least = fetching([lost(), new Response()], { random: () => 0 })
  await least.fetch(REQUEST())
  t.strictSame(least.pauses, [250])
})

t.test('an abort ends the pause, and repeats nothing', async (t) => {
  const during = new AbortController()
  const sent: string[] = []
  const waiting = retrying(
    async ({ url }) => {
      sent.push(url)
      setImmediate(() => during.abort(new Error('the page was left')))
      throw lost()
    },
    { mayRepeat: () => true, random: () => 1, longestPauseMs: 3_600_000, retries: 9 },
  )
  await t.rejects(waiting(new Request('http://localhost/', { signal: during.signal })), {
    message: 'the page was left',
  })
  t.equal(sent.length, 1)

  const before = AbortSignal.abort()
  const { fetch, bodies } = fetching([before.reason])
  await t.rejects(fetch(new Request('http://localhost/', { signal: before })), { name: 'AbortError' })
  t.equal(bodies.length, 1)
})
