import { randomUUID } from 'node:crypto'
import t from 'tap'
import type { DeadJob } from '../../src/ports/dead-jobs.ts'
import { GOOD_SIGNATURE } from '../support/any-request.ts'
import { asAdmin, memoryApp } from '../support/memory-app.ts'

const at = new Date('2026-03-01T12:00:00.000Z')

const job = (given: Partial<DeadJob> = {}) => ({
  ...({
    id: randomUUID(),
    platform: 'default',
    kind: 'email',
    subject: { kind: 'link', tokenId: randomUUID() },
  } as const),
  ...{ reason: 'ECONNECTION', attempts: 21, queuedAt: at, givenUpAt: at, ...given },
})

async function appWith(t: Parameters<typeof memoryApp>[0], jobs: ReturnType<typeof job>[]) {
  const { app, store } = await memoryApp(t)
  store.deadJobs.push(...jobs)
  const call = (method: 'GET' | 'POST', path: string, payload?: object) =>
    app.inject({ method, url: `/api/v1${path}`, headers: asAdmin, ...(payload && { payload }) })
  return { call, app, store }
}

t.test('jobs that were given up are listed and replayed, one or by a filter', async (t) => {
  const event = job({ kind: 'provider_event', subject: { eventId: 'evt_1' }, reason: 'timeout' })
  const emails = Array.from({ length: 3 }, () => job())
  const { call, store } = await appWith(t, [event, ...emails])

  const page = (await call('GET', '/jobs/dead?kind=email&limit=2')).json()
  t.equal(page.data.length, 2)
  const rest = (await call('GET', `/jobs/dead?kind=email&cursor=${page.nextCursor}`)).json()
  t.same(new Set([...page.data, ...rest.data].map(({ id }) => id)), new Set(emails.map(({ id }) => id)))
  t.match(page.data[0], { kind: 'email', reason: 'ECONNECTION', attempts: 21, givenUpAt: at.toISOString() })

  const one = `/jobs/dead/${emails[0]?.id}/replay`
  t.match((await call('POST', one)).json(), { replayed: 1 })
  t.match((await call('POST', one)).json(), { code: 'JOB_NOT_FOUND' })
  t.match((await call('POST', '/jobs/dead/replay', { reason: 'EAUTH' })).json(), { replayed: 0 })
  t.match((await call('POST', '/jobs/dead/replay', { kind: 'email' })).json(), { replayed: 2 })
  t.match((await call('POST', '/provider-events/evt_1/replay')).json(), { replayed: 1 })
  t.match((await call('POST', '/provider-events/evt_1/replay')).json(), { code: 'EVENT_NOT_FOUND' })
  t.same(store.deadJobs, [])
  t.match(
    store.audit.map(({ type, actor }) => `${type} by ${actor}`),
    Array.from({ length: 3 }, () => 'jobs_replayed by admin:environment'),
  )
})

t.test('all jobs are replayed only if that is what was asked for', async (t) => {
  const jobs = Array.from({ length: 1201 }, () => job())
  const { call, store } = await appWith(t, jobs)
  t.equal((await call('POST', '/jobs/dead/replay', {})).statusCode, 400)
  t.equal((await call('POST', '/jobs/dead/replay', { all: false })).statusCode, 400)
  t.equal(store.deadJobs.length, 1201)
  t.match((await call('POST', '/jobs/dead/replay', { all: true })).json(), { replayed: 1201 })
})

t.test('the events of Stripe are listed by what became of them', async (t) => {
  let sent = 0
  const { app } = await memoryApp(t, {
    verify: () => ({ ...EVENT, id: `evt_${(sent += 1)}`, kind: sent === 1 ? 'other' : 'account' }),
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  for (let n = 0; n < 3; n += 1) {
    const headers = { 'content-type': 'application/json', 'stripe-signature': GOOD_SIGNATURE }
    const { status } = await fetch(`${url}/api/v1/webhooks/stripe`, { method: 'POST', headers, body: '{}' })
    t.equal(status, 200)
  }
  const list = async (query = '') =>
    (await app.inject({ url: `/api/v1/provider-events${query}`, headers: asAdmin })).json()
  const ids = (await list()).data.map(({ id }: { id: string }) => id)
  t.same(new Set(ids), new Set(['evt_1', 'evt_2', 'evt_3']))
  t.match((await list('?state=ignored')).data, [{ id: 'evt_1', state: 'ignored', reason: null, accountId: 'acct_1' }])
  t.same((await list('?state=failed')).data, [])
  const { data, nextCursor } = await list('?state=waiting&limit=1')
  t.same((await list(`?state=waiting&cursor=${nextCursor}`)).data.length, 1)
  t.match(data, [{ state: 'waiting', processedAt: null }])
  t.match(await list('?state=lost'), { code: 'VALIDATION_FAILED' })
})

const EVENT = { type: 'account.updated', accountId: 'acct_1', createdAt: at, livemode: false } as const
