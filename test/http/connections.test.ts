import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { fastify } from 'fastify'
import t from 'tap'
import { limitConnections } from '../../src/adapters/http/connections.ts'

/** A server with limits, one of whose routes answers when it is let go. */
async function server(t: { teardown(handler: () => unknown): unknown }, limits: { most: number; many: number }) {
  const app = fastify()
  limitConnections(app, limits)
  const gate = Promise.withResolvers<void>()
  app.get('/quick', async () => 'done')
  app.get('/slow', async () => {
    await gate.promise
    return 'done'
  })
  t.teardown(() => app.close())
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  async function ask(path: string): Promise<Socket> {
    const socket = connect(Number(port), '127.0.0.1')
    t.teardown(() => socket.destroy())
    socket.on('error', () => {})
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
    await once(socket, 'connect')
    return socket
  }
  /** The answer of a connection that stays open. */
  const answered = async (socket: Socket) => String((await once(socket, 'data'))[0])
  return { ask, answered, letGo: () => gate.resolve() }
}

t.test('when there are many connections the idle ones are closed', async (t) => {
  const { ask, answered, letGo } = await server(t, { most: 100, many: 3 })
  const idle = [await ask('/quick'), await ask('/quick')]
  for (const socket of idle) await answered(socket)
  const busy = await ask('/slow')
  const closed = Promise.all(idle.map((socket) => once(socket, 'close')))
  const another = await ask('/quick')
  t.match(await answered(another), /^HTTP\/1\.1 200 /)
  await closed
  letGo()
  t.match(await answered(busy), /^HTTP\/1\.1 200 /, 'but not one whose request runs')
})

t.test('a connection above the limit is closed, and the others stay', async (t) => {
  const { ask, answered, letGo } = await server(t, { most: 2, many: 2 })
  const busy = [await ask('/slow'), await ask('/slow')]
  const third = await ask('/quick')
  await once(third, 'close')
  letGo()
  for (const socket of busy) t.match(await answered(socket), /^HTTP\/1\.1 200 /)
})
