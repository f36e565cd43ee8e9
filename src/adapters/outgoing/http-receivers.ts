import dns from 'node:dns'
import type { LookupFunction } from 'node:net'
import { promisify } from 'node:util'
import { Webhook } from 'standardwebhooks'
import { Agent, request, type Dispatcher } from 'undici'
import type { HostFault, Receivers, SignedMessage } from '../../ports/receivers.ts'
import { isPublicAddress, literalAddress, PRIVATE_ADDRESS, publicLookup } from './public-address.ts'

interface Options {
  /** Whether events may go to loopback and private addresses. */
  readonly allowsPrivate: boolean
  /** How long an attempt may take, in milliseconds. */
  readonly timeoutMs?: number
  readonly resolve?: LookupFunction
}

const TIMEOUT_MS = 10_000

/** How much of an answer is kept, in characters; and read, in bytes. */
const KEPT = 1000
const READ = 4 * KEPT

/** Receivers that are reached by HTTP, with signatures as https://www.standardwebhooks.com describes them. */
export function httpReceivers({ allowsPrivate, timeoutMs = TIMEOUT_MS, resolve = dns.lookup }: Options): Receivers {
  const lookup = allowsPrivate ? resolve : publicLookup(resolve)
  const dispatcher = new Agent({
    connect: { lookup, timeout: timeoutMs },
    // A receiver that closes idle connections must not lose an event that is on its way.
    keepAliveTimeout: 1000,
    connections: 32,
  })
  // A literal address is never looked up.
  const isRefused = (url: string): boolean => {
    const address = literalAddress(url)
    return !allowsPrivate && address !== undefined && !isPublicAddress(address)
  }
  return {
    async faultOf(url) {
      if (isRefused(url)) return PRIVATE_ADDRESS
      if (literalAddress(url) !== undefined) return undefined
      try {
        await promisify(lookup)(new URL(url).hostname, { all: true })
        return undefined
      } catch (error) {
        return hostFaultOf(error)
      }
    },

    async send(url, message) {
      if (isRefused(url)) return { failure: PRIVATE_ADDRESS }
      const signal = AbortSignal.timeout(timeoutMs)
      try {
        const { statusCode: status, body } = await request(url, { ...requestOf(message), signal, dispatcher })
        return { status, body: await beginningOf(body) }
      } catch (error) {
        return { failure: codeOf(error) }
      }
    },
  }
}

const requestOf = ({ id, at, body, secrets }: SignedMessage) => ({
  method: 'POST' as const,
  body,
  headers: {
    'content-type': 'application/json',
    'user-agent': 'connect-onboarding',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  },
})

/** The beginning of an answer, as a text that can be stored. Its status counts even if the rest never comes. */
async function beginningOf(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of body) {
      const bytes = Buffer.from(chunk)
      chunks.push(bytes)
      length += bytes.length
      if (length >= READ) break
    }
  } catch {
    // Closed early, or too slow.
  }
  const text = Buffer.concat(chunks).subarray(0, READ).toString('utf8')
  return text.replaceAll('\0', '').slice(0, KEPT).toWellFormed()
}

function hostFaultOf(error: unknown): HostFault {
  return codeOf(error) === PRIVATE_ADDRESS ? PRIVATE_ADDRESS : 'unknown_host'
}

const CODES: Readonly<Record<string, string>> = {
  TimeoutError: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  ENOTFOUND: 'unknown_host',
  EAI_AGAIN: 'unknown_host',
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_closed',
  UND_ERR_SOCKET: 'connection_closed',
}

/** A code of ours, or the network's own in lower case. Of several addresses that were tried, the first one's. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return CODES[error.name] ?? CODES[code] ?? code.toLowerCase()
}
