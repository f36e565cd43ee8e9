import { once } from 'node:events'
import { connect } from 'node:net'

export interface Answer {
  readonly status: number
  readonly body: string
}

/** One keep-alive connection, with at most one request on it at a time. */
export interface Connection {
  /** Sends a whole request. Rejects if the connection ends before the answer is complete. */
  send(request: Buffer): Promise<Answer>
  close(): void
}

const HEAD_END = '\r\n\r\n'
const LENGTH = /\r\ncontent-length: *(\d+)/i

/**
 * Opens a connection to this machine. It understands only what the servers here send: HTTP/1.1 with a content-length. On
 * a machine with few cores the load generator takes CPU from the servers that it measures, and this client takes a
 * quarter of what `node:http` takes.
 */
export async function openConnection(port: number): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  let received = ''
  let waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined

  // One character for each byte, so that lengths in characters are lengths in bytes.
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    received += chunk
    const head = received.indexOf(HEAD_END)
    if (head === -1) return
    const length = LENGTH.exec(received.slice(0, head + 2))?.[1]
    if (length === undefined) {
      socket.destroy(new Error(`an answer without a content-length: ${received.slice(0, 200)}`))
      return
    }
    const end = head + HEAD_END.length + Number(length)
    if (received.length < end) return
    const answer = { status: Number(received.slice(9, 12)), body: received.slice(head + HEAD_END.length, end) }
    received = received.slice(end)
    const { resolve } = waiting ?? {}
    waiting = undefined
    resolve?.(answer)
  })
  let failure: Error | undefined
  socket.on('error', (error) => {
    failure = error
  })
  socket.on('close', () => waiting?.reject(failure ?? new Error('the server closed the connection')))

  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        if (socket.destroyed) reject(failure ?? new Error('the server closed the connection'))
        else socket.write(request)
      }),
    close: () => socket.destroy(),
  }
}
