import { Webhook } from 'standardwebhooks'
import t from 'tap'
import { type EventOfType, EventVerificationError, type OnboardingEvent, verifyEvent } from '#client/events'

const [OLD, NEW, OTHER] = ['old', 'new', 'other'].map(
  (name) => `whsec_${Buffer.from(name.repeat(11)).toString('base64')}`,
) as [string, string, string]

const EVENT: EventOfType<'account.action_required'> = {
  type: 'account.action_required',
  timestamp: '2026-11-28T10:00:00.000Z',
  sequence: 300,
  platform: 'default',
  data: {
    clientId: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
    accountId: 'acct_1',
    readiness: 'action_required',
    nextAction: 'client',
    asks: [{ what: 'Ein Konto für Auszahlungen', due: 'now' }],
  },
}

/** An event as the service sends it, signed with these secrets. */
function sent({ secrets = [OLD], at = new Date(), body = JSON.stringify(EVENT), id = 'event-1' } = {}) {
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  }
  return { body, headers }
}

t.test('an event that the service signed is verified, as text and as bytes, with headers in any form', async (t) => {
  const { body, headers } = sent()
  for (const request of [
    { body, headers },
    { body: Buffer.from(body), headers },
    { body: new TextEncoder().encode(body), headers: new Headers(headers) },
    { body, headers: { 'Webhook-Id': ['event-1'], 'WEBHOOK-TIMESTAMP': headers['webhook-timestamp'], ...headers } },
  ]) {
    t.strictSame(await verifyEvent({ ...request, secrets: OLD }), { id: 'event-1', event: EVENT })
  }
})

t.test('while a secret is rotated, either side may have both', async (t) => {
  for (const [signedBy, known] of [
    [[OLD, NEW], [OLD]],
    [[OLD, NEW], [NEW]],
    [[OLD], [OLD, NEW]],
    [[NEW], [OLD, NEW]],
    [
      [NEW, OLD],
      [OTHER, OLD],
    ],
  ] as const) {
    const { event } = await verifyEvent({ ...sent({ secrets: [...signedBy] }), secrets: known })
    t.equal(event.sequence, 300)
  }
  await t.rejects(verifyEvent({ ...sent({ secrets: [OLD, NEW] }), secrets: OTHER }), EventVerificationError)
  await t.rejects(verifyEvent({ ...sent(), secrets: [] }), EventVerificationError)
})

t.test('what was changed on the way is refused', async (t) => {
  const { body, headers } = sent()
  const id = { ...headers, 'webhook-id': 'event-2' }
  const later = { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) }
  const without = (name: string) => Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name))
  for (const request of [
    { body: body.replace('acct_1', 'acct_2'), headers },
    { body: JSON.stringify(EVENT, undefined, 2), headers },
    { body: `\u{feff}${body}`, headers },
    { body: Buffer.from(`\u{feff}${body}`), headers },
    { body, headers: id },
    { body, headers: later },
    ...Object.keys(headers).map((name) => ({ body, headers: without(name) })),
    ...['v2,AAAA', 'v1,', 'v1', 'v1,%%%', 'v1,AAAA', ','].map((signature) => ({
      ...{ body, headers: { ...headers, 'webhook-signature': signature } },
    })),
    ...['', 'soon', '1e9', '-1', '1.5'].map((timestamp) => ({
      ...{ body, headers: { ...headers, 'webhook-timestamp': timestamp } },
    })),
  ]) {
    await t.rejects(verifyEvent({ ...request, secrets: OLD }), EventVerificationError)
  }
})

t.test('an event from too long ago or from the future is refused, within a tolerance', async (t) => {
  const away = (seconds: number) => sent({ at: new Date(Date.now() + seconds * 1000) })
  for (const seconds of [-290, 290]) t.ok(await verifyEvent({ ...away(seconds), secrets: OLD }))
  for (const seconds of [-310, 310]) {
    await t.rejects(verifyEvent({ ...away(seconds), secrets: OLD }), EventVerificationError)
    t.ok(await verifyEvent({ ...away(seconds), secrets: OLD, toleranceSeconds: 600 }))
  }
})

t.test('a secret that is none is a mistake of the receiver, not of the sender', async (t) => {
  for (const secret of ['', 'whsec_', 'whsec_%%%', 'whsec_c2hvcnQ=']) {
    await t.rejects(verifyEvent({ ...sent(), secrets: [OTHER, secret] }), TypeError)
  }
})

t.test('the type of an event tells what its data has', async (t) => {
  const { event } = await verifyEvent({ ...sent(), secrets: OLD })
  const describe = (one: OnboardingEvent): string => {
    switch (one.type) {
      case 'account.action_required':
        return one.data.asks.map(({ what }) => what).join()
      case 'client.changed':
        return one.data.fields.join()
      // @ts-expect-error: there is no such event
      case 'client.unknown':
        return ''
      default:
        // @ts-expect-error: not every event has them
        return String(one.data.asks.length)
    }
  }
  t.equal(describe(event), 'Ein Konto für Auszahlungen')
})
