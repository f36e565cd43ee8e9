import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

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
  /** How many bytes of the server's may still pass before the connection is reset. */
  left: number
  /** Resolves when the client has got what the server said so far. */
  said: Promise<void>
}

/** A slow line: what the server says comes in pieces of this size, and each piece takes so long. */
interface Pace {
  readonly bytes: number
  readonly ms: number
}

/**
 * A TCP proxy in front of a server, which can be made to behave like a bad network. `url` is the server's URL with the
 * proxy's address; `breakOff()` resets all connections; `swallow(true)` takes all bytes of both sides and passes none
 * on, as a half-open connection does; `refuse(true)` resets new connections; `cutAt(n)` resets each connection when n more
 * bytes of the server's have passed; `slow(pace)` makes the line slow; `leadTo(url)` has new connections go elsewhere.
 *
 * `stop(text, at)` waits for the next statement to PostgreSQL with this text, lets nothing through on its connection any
 * more from that moment on, and resolves then. `unanswered` is the moment at which the statement has been committed and
 * nobody knows.
 */
export async function tcpProxy(t: Test, serverUrl: string) {
  let target = new URL(serverUrl)
  const pairs = new Set<Pair>()
  let swallowing = false
  let refusing = false
  let passing = Number.POSITIVE_INFINITY
  let pace: Pace | undefined
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

  /** Gives the client what the server says, as well as the line allows. */
  async function say(pair: Pair, bytes: Buffer): Promise<void> {
    const { bytes: size, ms } = pace ?? { bytes: bytes.length, ms: 0 }
    for (let from = 0; from < bytes.length; from += size) {
      if (ms > 0) await sleep(ms)
      if (swallowing || pair.state !== 'open') return
      const piece = bytes.subarray(from, Math.min(from + size, from + pair.left))
      pair.incoming.write(piece)
      pair.left -= piece.length
      if (pair.left <= 0) {
        pair.state = 'dead'
        // Not at once: what was said is to arrive before.
        setTimeout(() => reset(pair), 5)
      }
    }
  }

  const server = createServer({ allowHalfOpen: true }, (incoming) => {
    if (refusing) return void incoming.resetAndDestroy()
    const outgoing = connect({ host: target.hostname, port: Number(target.port), allowHalfOpen: true })
    const pair: Pair = { incoming, outgoing, state: 'open', left: passing, said: Promise.resolve() }
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
      pair.said = pair.said.then(() => say(pair, bytes))
    })
    for (const [from, to] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      from.on('end', () => void pair.said.then(() => to.end()))
      from.on('error', end)
      from.on('close', end)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const breakOff = () => {
    for (const pair of pairs) reset(pair)
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
    cutAt: (bytes: number | undefined) => {
      passing = bytes ?? Number.POSITIVE_INFINITY
      for (const pair of pairs) pair.left = passing
    },
    slow: (to: Pace | undefined) => {
      pace = to
    },
    leadTo: (otherUrl: string) => {
      target = new URL(otherUrl)
    },
    stop: (text: string, at: Stop) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      stops.push({ text, at, stopped: resolve })
      return promise
    },
  }
}

function reset({ incoming, outgoing }: Pair): void {
  incoming.resetAndDestroy()
  outgoing.destroy()
}

/** How every answer of PostgreSQL to a statement ends, but for one byte that says in which transaction: ReadyForQuery. */
const READY = Buffer.from('Z\0\0\0\x05', 'latin1')
