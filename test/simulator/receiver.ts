import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Stripe } from 'stripe'
import { running } from './harness.ts'

interface Teardown {
  teardown(work: () => Promise<void>): unknown
}

export interface Received {
  readonly body: string
  readonly signature: string
  readonly headers: NodeJS.Dict<string | string[]>
}

export const secret = 'whsec_of_the_first_endpoint_x1y2'

/** An endpoint as a platform has it, on a port of its own; `answer` says what the next requests get. */
export async function receiver(t: Teardown) {
  const received: Received[] = []
  let answer: (count: number) => number | Promise<number> = () => 200
  let atOnce = 0
  let mostAtOnce = 0
  const server = createServer((request, response) => {
    const handle = async () => {
      mostAtOnce = Math.max(mostAtOnce, ++atOnce)
      const chunks: Buffer[] = await request.toArray()
      const signature = String(request.headers['stripe-signature'])
      received.push({ body: Buffer.concat(chunks).toString(), signature, headers: request.headers })
      const status = await answer(received.length)
      atOnce -= 1
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('noted')
    }
    void handle()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  t.teardown(async () => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${port}/webhooks`,
    received,
    events: () => received.map((request) => eventIn(request)),
    mostAtOnce: () => mostAtOnce,
    answerWith(next: typeof answer) {
      answer = next
    },
    /** Waits until so many requests have come in. */
    async until(count: number) {
      const limit = Date.now() + 10_000
      while (received.length < count) {
        if (Date.now() > limit) throw new Error(`${received.length} of ${count} requests came`)
        await pause(5)
      }
    },
  }
}

const webhooks = new Stripe('sk_test_x').webhooks

/** The event as the SDK reads it, which throws unless it is signed with this secret and fresh. */
export const eventIn = ({ body, signature }: Received, of = secret): Stripe.Event =>
  webhooks.constructEvent(body, signature, of)

/** A simulator that sends its events to a receiver, and tries again soon. */
export async function notified(t: Teardown, options: Parameters<typeof running>[1] = {}) {
  const endpoint = await receiver(t)
  const retryDelaysMs = [20, 40]
  const made = await running(t, { webhooks: [{ url: endpoint.url, secret, retryDelaysMs }], ...options })
  return { ...made, endpoint }
}
