import { createHmac, randomUUID } from 'node:crypto'
import { request } from '../load/request.ts'
import { WEBHOOK_SECRET } from '../servers/credentials.ts'
import { account } from '../stripe-stand-in/account.ts'
import { once, type Prepare, type Scenario } from './scenario.ts'

/** A new event about an account: verified, stored, answered; our server also enqueues the job that processes it. */
export const webhook: Scenario = {
  name: 'webhook',
  providerCalls: 0,
  connections: [16, 64],
  ours: events('/api/v1/webhooks/stripe'),
  reference: events('/webhooks/stripe'),
}

function events(path: string): Prepare {
  return async (_world, amount) =>
    once(
      200,
      Array.from({ length: amount }, () => delivery(path)),
    )
}

/** An event as Stripe sends it: with the whole account, indented, and signed. */
function delivery(path: string): Buffer {
  const created = Math.floor(Date.now() / 1000)
  const event = {
    id: `evt_${randomUUID().replaceAll('-', '')}`,
    object: 'event',
    account: 'acct_bench',
    api_version: '2026-10-28.endive',
    created,
    data: { object: account('acct_bench', { client_id: randomUUID(), generation: '1' }) },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: 'account.updated',
  }
  const body = JSON.stringify(event, null, 2)
  const signature = createHmac('sha256', WEBHOOK_SECRET).update(`${created}.${body}`).digest('hex')
  return request('POST', path, { body, headers: { 'stripe-signature': `t=${created},v1=${signature}` } })
}
