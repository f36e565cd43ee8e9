import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { memoryApp } from '../support/memory-app.ts'
import { signature } from '../support/signed-events.ts'

const SIGNATURE = signature('{}', 'any secret')

/** An app to which every body is an event, and ways to send it a part of one. */
async function receiver(t: Parameters<typeof memoryApp>[0]) {
  const event = { id: 'evt_1', type: 'any', kind: 'other', livemode: false, createdAt: new Date() } as const
  const { app, captured } = await memoryApp(t, { verify: (body) => ({ ...event, id: `evt_${body.length}` }) })
  const { port, origin } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))

  /** Sends the headers of a webhook and a part of its body. */
  async function begin(headers: readonly string[], part = ''): Promise<Socket> {
    const socket = connect(Number(port), '127.0.0.1')
    await once(socket, 'connect')
    const lines = ['POST /api/v1/webhooks/stripe HTTP/1.1', 'Host: x', 'Content-Type: application/json', ...headers]
    socket.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n${part}`, 'latin1'))
    return socket
  }
  const deliver = () =>
    fetch(`${origin}/api/v1/webhooks/stripe`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json', 'stripe-signature': SIGNATURE },
    })
  return { begin, deliver, captured }
}

t.test('a webhook without a signature of the right form is refused before its body is read', async (t) => {
  const { begin, captured } = await receiver(t)
  const hash = 'a'.repeat(64)
  const wrong: Record<string, readonly string[]> = {
    none: [],
    empty: ['Stripe-Signature: '],
    'no time': [`Stripe-Signature: v1=${hash}`],
    'a time that is none': [`Stripe-Signature: t=now,v1=${hash}`],
    'no hash': ['Stripe-Signature: t=1'],
    'a hash that is too short': [`Stripe-Signature: t=1,v1=${hash.slice(1)}`],
    'a hash that is too long': [`Stripe-Signature: t=1,v1=${hash}a`],
    'a hash in another scheme': [`Stripe-Signature: t=1,v0=${hash}`],
    'a hash beyond ASCII': [`Stripe-Signature: t=1,v1=${'\u00e9'.repeat(64)}`],
    'more than a hash, beyond ASCII': [`Stripe-Signature: t=1,v1=${hash},v0=\u00e9`],
    'too long': [`Stripe-Signature: t=1,v1=${hash},${'x'.repeat(4096)}`],
    two: [`Stripe-Signature: ${SIGNATURE}`, `Stripe-Signature: ${SIGNATURE}`],
  }
  for (const [name, headers] of Object.entries(wrong)) {
    // Nothing of the body is ever sent.
    const answer = await text(await begin([...headers, 'Content-Length: 60000']))
    t.match(answer, /^HTTP\/1\.1 400 /, name)
    t.match(answer, /"code":"SIGNATURE_INVALID"/, name)
  }
  t.notMatch(captured.text(), /"level":"(error|warn)"/)
})

t.test('a webhook is refused as too large by its length, and by what arrives', async (t) => {
  const { begin } = await receiver(t)
  const signed = `Stripe-Signature: ${SIGNATURE}`
  t.match(await text(await begin([signed, 'Content-Length: 65537'])), /^HTTP\/1\.1 413 /)
  const chunk = `8000\r\n${'x'.repeat(0x8000)}\r\n`
  const chunked = await begin([signed, 'Transfer-Encoding: chunked'], `${chunk}${chunk}1\r\nx\r\n`)
  t.match(await text(chunked), /^HTTP\/1\.1 413 /)
  const whole = await begin([signed, 'Content-Length: 65536', 'Connection: close'], 'x'.repeat(65536))
  t.match(await text(whole), /^HTTP\/1\.1 200 /)
})

t.test('of more than a hundred unfinished webhooks the oldest is given up, and a whole one is taken', async (t) => {
  const { begin, deliver, captured } = await receiver(t)
  const headers = [`Stripe-Signature: ${SIGNATURE}`, 'Content-Length: 60000']
  const sockets: Socket[] = []
  const closed: Promise<number>[] = []
  for (let index = 0; index < 105; index += 1) {
    const socket = await begin(headers, 'x'.repeat(1000))
    socket.on('error', () => {}).resume()
    sockets.push(socket)
    closed.push(once(socket, 'close').then(() => index))
  }
  t.equal(await Promise.race(closed), 0)
  t.equal((await deliver()).status, 200)
  await Promise.all(closed.slice(0, 6))
  t.equal(sockets.filter(({ closed: isClosed }) => isClosed).length, 6, 'and no more than needed')
  t.notMatch(captured.text(), /"level":"error"/, 'a caller that is cut off is no bug')
  for (const socket of sockets) socket.destroy()
})

t.test('finished webhooks make room', async (t) => {
  const { begin, deliver } = await receiver(t)
  const early = await begin([`Stripe-Signature: ${SIGNATURE}`, 'Content-Length: 2', 'Connection: close'], '{')
  for (let index = 0; index < 120; index += 1) t.equal((await deliver()).status, 200)
  early.write('}')
  t.match(await text(early), /^HTTP\/1\.1 200 /)
})
