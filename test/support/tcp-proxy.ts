import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

/** Where a statement stops: before the server got it, or after the server did it and before its answer came back. */
export type Stop = 'unsent' | 'unanswered'

interface Pair {
  readonly incoming: Socket
  readonly outgoing: Socket
  /** `answer`: what the server says is kept back until it is complete. `dead`: nothing gets through either way. */
  state: 'open' | 'answer' | 'dead'
}

/**
 * A TCP proxy in front of a server, which can be made to behave like a bad network. `url` is the server's URL with the
 * proxy's address; `breakOff()` resets all connections; `swallow(true)` takes all bytes of both sides and passes none
 * on, as a half-open connection does; `refuse(true)` resets new connections.
 *
 * `stop(text, at)` waits for the next statement to PostgreSQL with this text, lets nothing through on its connection any
 * more from that moment on, and resolves then. `unanswered` is the moment at which the statement has been committed and
 * nobody knows.
 */
export async function tcpProxy(t: Test, serverUrl: string) {
  const target = new URL(serverUrl)
  const pairs = new Set<Pair>()
  let swallowing = false
  let refusing = false
  let stops: { text: string; at: Stop; stopped: () => void }[] = []

  /** Whether bytes of the client may go on to the server. */
  function passes(pair: Pair, bytes: Buffer): boolean {
    if (pair.state !== 'open') return pair.state === 'answer'
    const stop = stops.find(({ text }) => bytes.includes(text))
    if (stop === undefined) return true
    stops = stops.filter((other) => other !== stop)
    if (stop.at === 'unsent') {
      pair.state = 'dead'
      stop.stopped()
      return false
    }
    pair.state = 'answer'
    let tail = Buffer.alloc(0)
    pair.outgoing.on('data', (answer) => {
      tail = Buffer.concat([tail, answer]).subarray(-READY.length - 1)
      if (pair.state !== 'answer' || !tail.subarray(0, READY.length).equals(READY)) return
      pair.state = 'dead'
      stop.stopped()
    })
    return true
  }

  const server = createServer({ allowHalfOpen: true }, (incoming) => {
    if (refusing) return void incoming.resetAndDestroy()
    const outgoing = connect({ host: target.hostname, port: Number(target.port), allowHalfOpen: true })
    const pair: Pair = { incoming, outgoing, state: 'open' }
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      incoming.destroy()
      outgoing.destroy()
    }
    incoming.on('data', (bytes) => {
      if (!swallowing && passes(pair, bytes)) outgoing.write(bytes)
    })
    outgoing.on('data', (bytes) => {
      if (!swallowing && pair.state === 'open') incoming.write(bytes)
    })
    for (const [from, to] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      from.on('end', () => to.end())
      from.on('error', end)
      from.on('close', end)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const breakOff = () => {
    for (const { incoming, outgoing } of pairs) {
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
    stop: (text: string, at: Stop) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      stops.push({ text, at, stopped: resolve })
      return promise
    },
  }
}

/** How every answer of PostgreSQL to a statement ends, but for one byte that says in which transaction: ReadyForQuery. */
const READY = Buffer.from('Z\0\0\0\x05', 'latin1')
