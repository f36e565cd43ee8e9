import { createHmac, randomUUID } from 'node:crypto'

/** A v1 snapshot event about an account, as Stripe would send it. Its payload does not matter. */
export function accountEvent(accountId: string, overrides: Record<string, unknown> = {}) {
  return {
    id: `evt_${randomUUID().replaceAll('-', '')}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    account: accountId,
    created: Math.floor(Date.now() / 1000),
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: 'account.updated',
    data: { object: { id: accountId, object: 'account', details_submitted: true } },
    ...overrides,
  }
}

/** Stripe's signature scheme, written out, so that every part of it can be wrong. */
export function signature(body: string, secret: string, { at = Math.floor(Date.now() / 1000), scheme = 'v1' } = {}) {
  const digest = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')
  return `t=${at},${scheme}=${digest}`
}
