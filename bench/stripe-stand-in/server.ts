// Stands in for Stripe, in a process of its own: fixed answers, a latency, and a count of the calls. It must cost little,
// because it shares the machine with the servers that are measured; the simulator in packages/ does far more.
// `POST /stand-in`, with milliseconds as its body, sets the latency of all later calls, and returns how many calls came
// since the last time.
import { createServer, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { account } from './account.ts'

/**
 * By how much a call takes less or more than the latency, at most. With the very same latency for all, requests that were
 * sent at the same time would stay together for the whole run, which those of people do not.
 */
const SPREAD = 0.2

let latencyMs = 0
let calls = 0
let made = 0
/** Ids differ from run to run, as both databases want them unique. */
const run = Date.now().toString(36)

const METADATA = /(?:^|&)metadata(?:\[|%5B)(\w+)(?:\]|%5D)=([^&]*)/g

function metadataIn(form: string): Record<string, string> {
  return Object.fromEntries(
    [...form.matchAll(METADATA)].map(([, name = '', value = '']) => [name, decodeURIComponent(value)]),
  )
}

/** What Stripe answers, or `undefined` for a call that no scenario makes. */
function answerTo(call: string, form: string): object | undefined {
  switch (call) {
    case 'POST /v1/accounts':
      return account(`acct_${run}x${(made += 1)}`, metadataIn(form))
    case 'POST /v1/account_links': {
      const created = Math.floor(Date.now() / 1000)
      const url = `http://127.0.0.1/setup/${(made += 1)}`
      return { object: 'account_link', created, expires_at: created + 300, url }
    }
    case 'GET /v1/account':
      return account('acct_platform', {})
    default:
      return undefined
  }
}

function send(response: ServerResponse, status: number, answer: object | number): void {
  const body = JSON.stringify(answer)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'request-id': `req_${run}x${calls}`,
  })
  response.end(body)
}

async function reply(call: string, form: string, response: ServerResponse): Promise<void> {
  if (call === 'POST /stand-in') {
    send(response, 200, calls)
    latencyMs = Number(form)
    calls = 0
    return
  }
  calls += 1
  const answer = answerTo(call, form)
  if (latencyMs > 0) await sleep(latencyMs * (1 + SPREAD * (2 * Math.random() - 1)))
  if (answer !== undefined) return send(response, 200, answer)
  return send(response, 404, {
    error: { type: 'invalid_request_error', message: `the stand-in does not know ${call}` },
  })
}

const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
  let form = ''
  request.setEncoding('latin1')
  request.on('data', (chunk: string) => {
    form += chunk
  })
  request.on('end', () => void reply(`${request.method} ${request.url}`, form, response))
})
server.listen(Number(process.env['PORT']), '127.0.0.1')
