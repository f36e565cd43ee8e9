// Stands in for Stripe, in a process of its own: fixed answers, a latency, and a count of the calls. It must cost little,
// because it shares the machine with the servers that are measured; the simulator in packages/ does far more.
// `POST /stand-in`, with milliseconds as its body, sets the latency of all later calls and returns how many came since the last time.
import { createServer, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

let latencyMs = 0
let calls = 0
let made = 0
/** Ids differ from run to run, as both databases want them unique. */
const run = Date.now().toString(36)

/** An account that has not submitted anything, with the fields of a real one that matter to a parser. */
const account = (id: string, metadata: object) => ({
  id,
  object: 'account',
  business_profile: {
    mcc: null,
    name: 'Client',
    support_email: null,
    support_phone: null,
    support_url: null,
    url: null,
  },
  business_type: null,
  capabilities: { card_payments: 'inactive', transfers: 'inactive' },
  charges_enabled: false,
  controller: {
    fees: { payer: 'application' },
    is_controller: true,
    losses: { payments: 'application' },
    requirement_collection: 'stripe',
    stripe_dashboard: { type: 'express' },
    type: 'application',
  },
  country: 'US',
  created: 1_780_000_000,
  default_currency: 'usd',
  details_submitted: false,
  email: 'client@example.com',
  external_accounts: {
    object: 'list',
    data: [],
    has_more: false,
    total_count: 0,
    url: `/v1/accounts/${id}/external_accounts`,
  },
  future_requirements: {
    alternatives: [],
    current_deadline: null,
    currently_due: [],
    disabled_reason: null,
    errors: [],
    eventually_due: [],
    past_due: [],
    pending_verification: [],
  },
  login_links: { object: 'list', data: [], has_more: false, total_count: 0, url: `/v1/accounts/${id}/login_links` },
  metadata,
  payouts_enabled: false,
  requirements: {
    alternatives: [],
    current_deadline: null,
    currently_due: [
      'business_profile.url',
      'business_type',
      'external_account',
      'tos_acceptance.date',
      'tos_acceptance.ip',
    ],
    disabled_reason: 'requirements.past_due',
    errors: [],
    eventually_due: [
      'business_profile.url',
      'business_type',
      'external_account',
      'tos_acceptance.date',
      'tos_acceptance.ip',
    ],
    past_due: ['business_profile.url', 'business_type', 'external_account', 'tos_acceptance.date', 'tos_acceptance.ip'],
    pending_verification: [],
  },
  settings: {
    card_payments: { decline_on: { avs_failure: false, cvc_failure: false }, statement_descriptor_prefix: null },
    dashboard: { display_name: null, timezone: 'Etc/UTC' },
    payments: { statement_descriptor: null },
    payouts: {
      debit_negative_balances: true,
      schedule: { delay_days: 2, interval: 'daily' },
      statement_descriptor: null,
    },
  },
  type: 'express',
})

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
  if (latencyMs > 0) await sleep(latencyMs)
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
