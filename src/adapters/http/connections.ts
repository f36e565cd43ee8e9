import type { FastifyInstance } from 'fastify'

/** Open connections of one instance. Each costs memory, and each request that runs needs one. */
const MOST = 2000

/** From here on idle connections are closed, so that new callers get in. */
const MANY = MOST * 0.9

/** Looking for idle connections takes the longer the more there are. In milliseconds. */
const CLOSED_EVERY_MS = 1000

/** Limits the connections to this instance. A caller that keeps many idle ones open does not keep others out. */
export function limitConnections({ server }: FastifyInstance, { most = MOST, many = MANY } = {}): void {
  let open = 0
  let closedAt = Number.NEGATIVE_INFINITY
  server.maxConnections = most
  server.on('connection', (socket) => {
    open += 1
    socket.once('close', () => {
      open -= 1
    })
    if (open <= many || performance.now() - closedAt < CLOSED_EVERY_MS) return
    closedAt = performance.now()
    server.closeIdleConnections()
  })
}
