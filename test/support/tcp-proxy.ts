import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

/**
 * A TCP proxy in front of a server, which can be made to behave like a bad network. `url` is the server's URL with the
 * proxy's address; `breakOff()` resets all connections; `swallow(true)` takes all bytes of both sides and passes none
 * on, as a half-open connection does; `refuse(true)` resets new connections.
 */
export async function tcpProxy(t: Test, serverUrl: string) {
  const target = new URL(serverUrl)
  const pairs = new Set<readonly [Socket, Socket]>()
  let swallowing = false
  let refusing = false

  const server = createServer({ allowHalfOpen: true }, (incoming) => {
    if (refusing) return void incoming.resetAndDestroy()
    const outgoing = connect({ host: target.hostname, port: Number(target.port), allowHalfOpen: true })
    const pair = [incoming, outgoing] as const
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      for (const socket of pair) socket.destroy()
    }
    for (const [from, to] of [pair, [outgoing, incoming]] as const) {
      from.on('data', (bytes) => {
        if (!swallowing) to.write(bytes)
      })
      from.on('end', () => to.end())
      from.on('error', end)
      from.on('close', end)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const breakOff = () => {
    for (const [incoming, outgoing] of pairs) {
      incoming.resetAndDestroy()
      outgoing.destroy()
    }
  }
  t.teardown(async () => {
    breakOff()
    server.close()
  })

  const url = new URL(serverUrl)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    breakOff,
    swallow: (on: boolean) => {
      swallowing = on
    },
    refuse: (on: boolean) => {
      refusing = on
    },
  }
}
