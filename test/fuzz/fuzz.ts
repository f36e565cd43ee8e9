import { Agent, request as send, type IncomingHttpHeaders } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import { mustBePublished } from '../support/published-document.ts'
import { seeded } from './random.ts'
import { nextRequest, type FuzzRequest, type Known } from './requests.ts'

export interface FuzzOptions {
  readonly url: string
  /** API keys of several scopes; the first one has all rights. */
  readonly keys: readonly string[]
  readonly requests: number
  readonly seed: number
  readonly connections: number
  /** The memory of the service, in bytes, if it is a process of its own. */
  readonly memory?: () => Promise<number>
  readonly onProgress?: (sent: number) => void
}

export interface FuzzResult {
  readonly seed: number
  readonly sent: number
  /** How many answers had each status. */
  readonly statuses: Readonly<Record<string, number>>
  readonly seconds: number
  readonly slowestMs: number
  /** The memory after the first tenth of the requests, and after the last one, in bytes. */
  readonly memory: { readonly start: number; readonly end: number } | undefined
  readonly faults: readonly string[]
}

/** Longer than any answer may take, in milliseconds. */
const LONGEST_MS = 5000
const MOST_FAULTS = 20
/** When a request is given up, in milliseconds. */
const NO_ANSWER_MS = 15_000

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly ms: number
}

/** Sends random requests over several connections, and checks every answer. */
export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { url, keys, requests, seed, connections, memory, onProgress = () => {} } = options
  const random = seeded(seed)
  const known: Known = { keys, clientIds: [], tokenIds: [], tokens: [], cursors: [] }
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const statuses: Record<string, number> = {}
  const faults: string[] = []
  const begin = performance.now()
  let [sent, slowestMs, start] = [0, 0, 0]

  async function lane(): Promise<void> {
    while (sent < requests && faults.length < MOST_FAULTS) {
      sent += 1
      if (sent % 5000 === 0) onProgress(sent)
      if (memory !== undefined && sent === Math.ceil(requests / 10)) start = await memory()
      const request = nextRequest(random, known)
      const answer = await ask(url, request, agent)
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
      slowestMs = Math.max(slowestMs, answer.ms)
      learn(known, answer)
      const fault = faultOf(request, answer, keys)
      if (fault !== undefined) faults.push(`${fault}\n  ${JSON.stringify(request).slice(0, 1500)}`)
    }
  }
  await Promise.all(Array.from({ length: connections }, lane))
  agent.destroy()
  const seconds = (performance.now() - begin) / 1000
  return { seed, sent, statuses, seconds, slowestMs, memory: memory && { start, end: await memory() }, faults }
}

async function ask(url: string, { method, path, headers, body }: FuzzRequest, agent: Agent): Promise<Answer> {
  const begin = performance.now()
  const { promise, resolve } = Promise.withResolvers<Answer>()
  const { hostname, port } = new URL(url)
  let isAnswered = false
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const sending = send({ hostname, port, method, path, headers: { ...headers, ...length }, agent }, (response) => {
    isAnswered = true
    const { statusCode: status = 0 } = response
    textOf(response).then(
      (text) => resolve({ status, headers: response.headers, text, ms: performance.now() - begin }),
      (error: Error) =>
        resolve({ status: 0, headers: {}, text: `hang up: ${error.message}`, ms: performance.now() - begin }),
    )
  })
  // A refusal that ends the connection while the body is still being sent.
  sending.on('error', (error) =>
    resolve({ status: 0, headers: {}, text: error.message, ms: performance.now() - begin }),
  )
  sending.on('close', () => {
    if (!isAnswered) resolve({ status: 0, headers: {}, text: 'hang up', ms: performance.now() - begin })
  })
  sending.setTimeout(NO_ANSWER_MS, () => sending.destroy(new Error(`nothing in ${NO_ANSWER_MS} ms`)))
  sending.end(body)
  return promise
}

/** What is wrong with an answer, or `undefined`. */
function faultOf(
  request: FuzzRequest,
  { status, headers, text, ms }: Answer,
  keys: readonly string[],
): string | undefined {
  if (status === 0) return /ECONNRESET|EPIPE|hang up/.test(text) ? undefined : `no answer: ${text}`
  const told = `${status} ${text.slice(0, 300)}`
  if (ms > LONGEST_MS) return `answered after ${Math.round(ms)} ms: ${told}`
  if (status === 500) return `failed: ${told}`
  const said = `${JSON.stringify(headers)}${text}`
  if (keys.some((key) => said.includes(key))) return `an API key is in the answer: ${told}`
  const secrets = `${request.path}${request.body ?? ''}`.match(/obt_[\w-]{40,}/g) ?? []
  if (secrets.some((secret) => said.includes(secret))) return `the link secret of the request is in the answer: ${told}`
  if (headers['x-injected'] !== undefined) return 'a header was injected'
  for (const name of ['x-content-type-options', 'content-security-policy', 'cache-control']) {
    if (headers[name] === undefined) return `no ${name}: ${told}`
  }
  try {
    const contentType = headers['content-type']
    mustBePublished({ method: request.method, url: request.path, status, contentType, text })
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 500) : String(error)
  }
  return undefined
}

/** Keeps what later requests can refer to: the last few hundred of each. */
function learn(known: Known, { status, text }: Answer): void {
  if (status !== 200 && status !== 201) return
  for (const [pattern, into] of [
    [/"client":\{"id":"([^"]+)"/g, known.clientIds],
    [/"tokenId":"([^"]+)"/g, known.tokenIds],
    [/"token":"([^"]+)"/g, known.tokens],
    [/"nextCursor":"([^"]+)"/g, known.cursors],
  ] as const) {
    for (const [, found = ''] of text.matchAll(pattern)) {
      into.push(found)
      if (into.length > 300) into.shift()
    }
  }
}

/** The result, for people. */
export function report({ seed, sent, statuses, seconds, slowestMs, memory, faults }: FuzzResult): string {
  const mib = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`
  return [
    `seed ${seed}: ${sent} requests in ${Math.round(seconds)} s, the slowest answer after ${Math.round(slowestMs)} ms`,
    Object.entries(statuses)
      .map(([status, count]) => `${status === '0' ? 'connection closed' : status}: ${count}`)
      .join(', '),
    ...(memory === undefined ? [] : [`memory: ${mib(memory.start)} after a tenth, ${mib(memory.end)} at the end`]),
    `${faults.length} faults`,
    ...faults,
  ].join('\n')
}
