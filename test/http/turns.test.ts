import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import t from 'tap'
import { turns } from '../../src/adapters/http/turns.ts'
import { CONSOLE_KEY, consoleBrowser } from '../support/console.ts'
import { ADMIN_KEY, asAdmin, memoryApp } from '../support/memory-app.ts'

const response = () => new EventEmitter() as ServerResponse

/** Lets everything run that waits for nothing but other tasks. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** Tasks of which each ends when it is let go. */
function tasks(options: { most: number; waiting: number }) {
  const inTurn = turns({ ...options, retryAfterSeconds: 7 })
  const running: (() => void)[] = []
  const started: string[] = []
  return {
    started,
    end: async () => {
      running.shift()?.()
      await settled()
    },
    begin: (key: string, name: string, reply = response()) =>
      inTurn(key, reply, () => {
        started.push(name)
        return new Promise<string>((resolve) => running.push(() => resolve(name)))
      }),
  }
}

t.test('tasks of one key run a few at a time, in order, and those of others meanwhile', async (t) => {
  const { begin, end, started } = tasks({ most: 2, waiting: 10 })
  const all = ['a1', 'a2', 'a3', 'a4'].map((name) => begin('a', name))
  void begin('b', 'b1')
  await settled()
  t.same(started, ['a1', 'a2', 'b1'])
  await end()
  t.same(started, ['a1', 'a2', 'b1', 'a3'])
  await end()
  t.same(started, ['a1', 'a2', 'b1', 'a3', 'a4'])
  for (let n = 0; n < 3; n += 1) await end()
  t.same(await Promise.all(all), ['a1', 'a2', 'a3', 'a4'])
  const again = begin('a', 'a5')
  await end()
  t.equal(await again, 'a5')
})

t.test('a caller that hangs up loses its place, and what waits too long is refused at once', async (t) => {
  const { begin, end, started } = tasks({ most: 1, waiting: 2 })
  const first = begin('a', 'first')
  const left = response()
  const gone = begin('a', 'gone', left)
  const last = begin('a', 'last')
  await t.rejects(begin('a', 'too many'), { code: 'RATE_LIMITED', retryAfterSeconds: 7 })
  left.emit('close')
  await t.rejects(gone, { code: 'SERVICE_UNAVAILABLE' })
  await end()
  await end()
  t.same(await Promise.all([first, last]), ['first', 'last'])
  t.same(started, ['first', 'last'])
})

t.test('a task that fails makes room', async (t) => {
  const inTurn = turns({ most: 1, waiting: 1, retryAfterSeconds: 1 })
  const failing = () => Promise.reject(new Error('failed'))
  const both = [inTurn('a', response(), failing), inTurn('a', response(), failing)]
  for (const one of both) await t.rejects(one, /failed/)
  t.equal(await inTurn('a', response(), async () => 'done'), 'done')
})

t.test('of the openings of one token three run at the same time, and take three of the places of all', async (t) => {
  const gate = Promise.withResolvers<void>()
  const links: string[] = []
  const { app, invite } = await memoryApp(t, {
    openings: { most: 4, retryAfterSeconds: 15 },
    provider: (memory) => ({
      ...memory,
      createAccountLink: async (...request) => {
        links.push(request[0].accountId)
        await gate.promise
        return memory.createAccountLink(...request)
      },
    }),
  })
  const open = (token: string) =>
    app
      .inject({ method: 'POST', url: '/api/v1/onboard-client', payload: { token } })
      .then(({ statusCode }) => statusCode)
  const [busy, other] = [await invite(), await invite()]
  const many = Array.from({ length: 10 }, () => open(busy.token))
  while (links.length < 3) await settled()
  const honest = open(other.token)
  while (links.length < 4) await settled()
  t.equal(links.length, 4, 'three of the first token, and one of the second')
  gate.resolve()
  t.equal(await honest, 200)
  t.same(await Promise.all(many), Array(10).fill(200), 'and in the end all are served')
})

t.test('requests of staff beyond their places wait, and clients are served meanwhile', async (t) => {
  const gate = Promise.withResolvers<void>()
  const fetches: string[] = []
  const { app, invite } = await memoryApp(t, {
    staffAtOnce: 2,
    consoleKeys: [CONSOLE_KEY],
    provider: (memory) => ({
      ...memory,
      retrieveAccount: async (...request) => {
        fetches.push(request[0].accountId)
        await gate.promise
        return memory.retrieveAccount(...request)
      },
    }),
  })
  const { clientId, token } = await invite()
  const open = () => app.inject({ method: 'POST', url: '/api/v1/onboard-client', payload: { token } })
  t.equal((await open()).statusCode, 200)
  const staff = consoleBrowser(app)
  await staff.signIn(ADMIN_KEY)
  const syncs = Array.from({ length: 5 }, () =>
    app.inject({ method: 'POST', url: `/api/v1/clients/${clientId}/sync`, headers: asAdmin }),
  )
  while (fetches.length < 2) await settled()
  let isShown = false
  const page = staff.get('/console/default/clients').finally(() => (isShown = true))
  t.equal((await open()).statusCode, 200)
  t.equal((await app.inject('/readyz')).statusCode, 200)
  t.equal(fetches.length, 2)
  t.notOk(isShown, 'a page of the console waits for the same places')
  gate.resolve()
  t.equal((await page).statusCode, 200)
  for (const sync of syncs) t.equal((await sync).statusCode, 200)
  t.equal(fetches.length, 5)
})
