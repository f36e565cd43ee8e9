import { connect } from 'node:net'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fastify } from 'fastify'
import t, { type Test } from 'tap'
import { registerErrors } from '../../src/adapters/http/errors.ts'
import { registerHandlerTimeout } from '../../src/adapters/http/handler-timeout.ts'

const LIMIT_MS = 100

async function server(t: Test) {
  const app = fastify()
  t.teardown(() => app.close())
  registerHandlerTimeout(app, LIMIT_MS)
  registerErrors(app, { of: () => undefined, all: () => [] })
  app.get('/never', () => new Promise(() => {}))
  app.get('/late', async () => {
    await sleep(2 * LIMIT_MS)
    return { late: true }
  })
  app.get('/patient', { config: { handlerTimeoutMs: 60_000 } }, async () => {
    await sleep(2 * LIMIT_MS)
    return { patient: true }
  })
  app.get('/half', (_request, reply) => {
    const half = new Readable({ read: () => {} })
    half.push('half a reply')
    return reply.send(half)
  })
  app.post('/upload', async () => ({ uploaded: true }))
  return { app, url: await app.listen({ port: 0, host: '127.0.0.1' }) }
}

t.test('a request without a reply in time is answered with 503 and when to retry', async (t) => {
  const { app } = await server(t)
  for (const url of ['/never', '/late']) {
    const response = await app.inject({ url })
    const body: { code?: string } = response.json()
    t.equal(response.statusCode, 503, url)
    t.equal(body.code, 'SERVICE_UNAVAILABLE')
    t.equal(response.headers['retry-after'], '1')
  }
  // The reply of the handler that was late changes nothing.
  await sleep(2 * LIMIT_MS)
  t.equal((await app.inject({ url: '/patient' })).statusCode, 200, 'a route may have a limit of its own')
})

t.test('a reply that stops half-way is cut off', async (t) => {
  const { url } = await server(t)
  const response = await fetch(`${url}/half`)
  t.equal(response.status, 200)
  await t.rejects(response.text())
})

t.test('an upload that stops is answered', async (t) => {
  const { app } = await server(t)
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const socket = connect(address.port, '127.0.0.1')
  t.teardown(() => socket.destroy())
  socket.write(
    'POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"half',
  )
  const [chunk] = await once(socket, 'data')
  t.match(String(chunk), /^HTTP\/1\.1 503 /)
})
