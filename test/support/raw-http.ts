import { once } from 'node:events'
import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** The bytes of a request on a connection that ends with it. */
export function bytesOf({
  method,
  url,
  headers,
  body,
}: {
  method: string
  url: string
  headers: Readonly<Record<string, string>>
  body: string | undefined
}): Buffer {
  const all = { host: 'localhost', ...headers, connection: 'close', 'content-length': Buffer.byteLength(body ?? '') }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`${method} ${url} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`)
}

/**
 * Sends these bytes on a separate connection and returns everything received until the service closes it. `end` closes
 * our side first, which makes the service drop requests that it has not answered yet.
 */
export async function sendRaw(
  port: number,
  bytes: Buffer,
  { withoutBody = false, end = false } = {},
): Promise<RawAnswer[]> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  // The service may close the connection before everything is sent.
  socket.on('error', () => {})
  socket.write(bytes)
  if (end) socket.end()
  const received = await buffer(socket).catch(() => Buffer.alloc(0))
  return answersIn(received.toString('latin1'), withoutBody)
}

function answersIn(received: string, withoutBody: boolean): RawAnswer[] {
  const answers: RawAnswer[] = []
  let rest = received
  while (rest !== '') {
    const [head = '', ...after] = rest.split('\r\n\r\n')
    const [start = '', ...lines] = head.split('\r\n')
    const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(start) ?? []
    if (status === undefined) throw new Error(`no HTTP: ${start}`)
    const headers = Object.fromEntries(lines.map((line) => [line.split(':')[0]?.toLowerCase(), line.split(': ')[1]]))
    const behind = after.join('\r\n\r\n')
    const length = withoutBody || status === '204' ? 0 : Number(headers['content-length'] ?? behind.length)
    const sent = behind.slice(0, length)
    const body = headers['transfer-encoding'] === 'chunked' ? withoutChunks(sent) : sent
    const text = Buffer.from(body, 'latin1').toString()
    if (!status.startsWith('1')) answers.push({ status: Number(status), headers, text })
    rest = behind.slice(length)
  }
  return answers
}

function withoutChunks(sent: string): string {
  const [head = ''] = sent.split('\r\n', 1)
  const start = head.length + 2
  const length = Number.parseInt(head, 16)
  return length > 0 ? sent.slice(start, start + length) + withoutChunks(sent.slice(start + length + 2)) : ''
}
