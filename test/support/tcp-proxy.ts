import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

/**
 * Where a statement is stopped: before the server got it, or after the server executed it and before its response
 * arrived.
 */
export type Stop = 'unsent' | 'unanswered'

interface Pair {
  readonly incoming: Socket
  readonly outgoing: Socket
  /** `answer`: the server's response is held back until it is complete. `dead`: no bytes pass in either direction. */
  state: 'open' | 'answer' | 'dead'
  /** Number of bytes from the server that may still pass before the connection is reset. */
  left: number
  /** Resolves when the client has received everything that the server has sent so far. */
  said: Promise<void>
}

/** A slow line: the server's bytes arrive in pieces of this size, with this delay each. */
interface Pace {
  readonly bytes: number
  readonly ms: number
}

/**
 * A TCP proxy in front of a server, which can behave like a bad network. `url` is the server's URL with the proxy's
 * address; `breakOff()` resets all connections; `swallow(true)` accepts all bytes of both sides and forwards none, like
 * a half-open connection; `refuse(true)` resets new connections; `cutAt(n)` resets each connection after n more bytes
 * from the server; `slow(pace)` makes the line slow; `leadTo(url)` forwards new connections elsewhere.
 *
 * `stop(text, at)` waits for the next PostgreSQL statement with this text, prepared or not, blocks its connection from that moment on,
 * and then resolves. `unanswered` is the moment when the statement has been committed and no client knows.
 */
export async function tcpProxy(t: Test, serverUrl: string) {
  let target = new URL(serverUrl)
  const pairs = new Set<Pair>()
  let swallowing = false
  let refusing = false
  let passing = Number.POSITIVE_INFINITY
  let pace: Pace | undefined
  let stops: { text: string; at: Stop; stopped: () => void }[] = []
  const prepared = new Map<string, string>()

  /** Whether bytes of the client may be forwarded to the server. */
  function passes(pair: Pair, bytes: Buffer): boolean {
    if (pair.state !== 'open') return pair.state === 'answer'
    for (const [, name = '', text = ''] of bytes.toString('latin1').matchAll(PARSE)) prepared.set(name, text)
    const names = (text: string) => [...prepared].filter((entry) => entry[1].includes(text)).map(([name]) => name)
    const stop = stops.find(
      ({ text }) => bytes.includes(text) || names(text).some((name) => bytes.includes(`\0${name}\0`)),
    )
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

  /** Forwards the server's bytes to the client, as the line allows. */
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
        // Delayed, so that what was sent before still arrives.
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

/**
 * The end of every PostgreSQL response to a statement (ReadyForQuery), without the last byte, which is the transaction
 * status.
 */
const READY = Buffer.from('Z\0\0\0\x05', 'latin1')

/** The message that prepares a named statement (Parse): its length, its name, and its text. */
const PARSE = /P[^]{4}(\w+)\0([^\0]+)\0/g
