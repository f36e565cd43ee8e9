import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { text } from 'node:stream/consumers'
import pg from 'pg'
import { Webhook } from 'standardwebhooks'
import t from 'tap'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'
import { startWorker, until } from '../support/worker.ts'

t.setTimeout(110_000)

const admin = { authorization: `Bearer ${ADMIN_KEY}` }
const variables = { ALLOW_PRIVATE_RECEIVERS: 'on' }

interface Told {
  readonly type: string
  readonly data: { readonly clientId: string }
}

/** How a receiver fails the attempts of each event, one after the other, before it is well. */
const FAULTS = ['500', 'redirect', 'closes early', 'slow'] as const

/** A receiver that is down until it is up, then fails each event in every way, and hangs once. */
function receiver(t: { teardown(handler: () => Promise<void>): unknown }) {
  const attempts = new Map<string, number>()
  const accepted: { readonly id: string; readonly told: Told }[] = []
  let [secret, hung, elsewhere, isWell] = ['', 0, 0, false]
  const server = createServer((request, response) => {
    void (async () => {
      if (request.url !== '/hook') elsewhere += 1
      const headers = request.headers as Record<string, string>
      const told = new Webhook(secret).verify(await text(request), headers) as Told
      const id = headers['webhook-id'] ?? ''
      const attempt = attempts.get(id) ?? 0
      attempts.set(id, attempt + 1)
      if (attempt === 0 && hung === 0) return void (hung += 1)
      const fault = isWell ? undefined : FAULTS[attempt]
      if (fault === '500') return response.writeHead(500).end('not now')
      if (fault === 'redirect') return response.writeHead(302, { location: '/elsewhere' }).end()
      if (fault === 'closes early') return request.socket.destroy()
      if (fault === 'slow') await sleep(1500)
      accepted.push({ id, told })
      return response.writeHead(204).end()
    })().catch(() => response.writeHead(401).end())
  })
  t.teardown(async () => {
    server.closeAllConnections()
    server.close()
  })
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    accepted,
    listen,
    /** The URL of a port at which nothing listens yet. */
    async url() {
      await listen(0)
      const { port } = server.address() as AddressInfo
      await new Promise((resolve) => server.close(resolve))
      return { port, url: `http://127.0.0.1:${port}/hook` }
    },
    knows: (its: string) => void (secret = its),
    well: () => void (isWell = true),
    seen: () => ({ hung, elsewhere }),
  }
}

t.test('every event reaches a receiver that was down, failed in every way, and is well again', async (t) => {
  const around = await surroundings(t)
  const service = await startService(t, around, variables)
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 2 })
  t.teardown(() => db.end())
  const there = receiver(t)
  const { url, port } = await there.url()
  const made = await service.call('POST', '/api/v1/webhook-endpoints', { url }, admin)
  t.equal(made.status, 201)
  there.knows(made.body.secret)
  const client = async () => {
    const { clientId, token } = await service.invite()
    t.equal((await service.open(token)).status, 200)
    return clientId
  }
  await client()
  await client()
  await startWorker(t, around, variables)
  const waiting = async (where: string) =>
    (await db.query(`select from deliveries where status = 'waiting' and ${where}`)).rows.length
  await until('all were tried in vain', async () => (await waiting(`failure is not null`)) === 6)

  await there.listen(port)
  await until(
    'all events are there',
    async () => {
      // As if the pause before the next attempt were over.
      await db.query(
        `update deliveries set next_attempt_at = clock_timestamp() where status = 'waiting' and not is_sending`,
      )
      return there.accepted.length >= 6
    },
    60,
  )
  t.same(there.seen(), { hung: 1, elsewhere: 0 }, 'one attempt hung, and no redirect was followed')
  const { rows } = await db.query<{ id: string; status: string }>(
    'select e.id, d.status from outgoing_events e join deliveries d on d.event_id = e.id',
  )
  await until('the last answer is stored', async () => (await waiting('true')) === 0)
  t.same(there.accepted.map(({ id }) => id).toSorted(byText), rows.map(({ id }) => id).toSorted(byText), 'each once')

  there.well()
  const last = await client()
  await until('the events of another client are there', async () => there.accepted.length >= 9)
  t.same(
    there.accepted.slice(6).map(({ told: { type, data } }) => [type, data.clientId]),
    [
      ['client.invited', last],
      ['account.created', last],
      ['link.opened', last],
    ],
    'in the order of what happened',
  )
})

const byText = (one: string, other: string) => (one < other ? -1 : 1)
