import { Webhook } from 'standardwebhooks'
import t from 'tap'
import { derivedEndpointSecrets } from '../../src/adapters/crypto/endpoint-secrets.ts'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import { startDelivering } from '../../src/deliver.ts'
import type { ReceiverAnswer } from '../../src/domain/delivery.ts'
import type { SignedMessage } from '../../src/ports/receivers.ts'
import { deliverEvents } from '../../src/usecases/outgoing-events/deliver-events.ts'
import { invited, revoked, staff } from '../contract/fixtures.ts'
import { capturedLog } from '../support/captured-log.ts'
import { useCasesOver } from '../support/use-cases.ts'
import { memoryPaymentProvider } from '../../src/adapters/memory/payment-provider.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const OK: ReceiverAnswer = { status: 200, body: '' }
const DOWN: ReceiverAnswer = { status: 503, body: 'down' }
const endpointSecrets = derivedEndpointSecrets('0123456789abcdef0123456789abcdef')

/** One endpoint whose receiver answers as `answer` says. Time stands still, unless it passes. */
async function world(answer: (message: SignedMessage) => ReceiverAnswer | Promise<ReceiverAnswer>) {
  let time = Date.now()
  const now = () => new Date(time)
  const ports = memoryRepositories({ now })
  const messages: SignedMessage[] = []
  const receivers = {
    faultOf: async () => undefined,
    send: async (_url: string, message: SignedMessage) => {
      const answered = await answer(message)
      if (answered === OK) messages.push(message)
      return answered
    },
  }
  const provider = memoryPaymentProvider({ now })
  const useCases = useCasesOver({ ...ports, receivers, endpointSecrets, provider })
  const created = await useCases.createWebhookEndpoint({ url: 'https://receiver.example/' }, staff)
  if (created.outcome !== 'created') throw new Error(`the endpoint is ${created.outcome}`)
  const { log, lines } = capturedLog()
  const sender = deliverEvents({ ...ports, receivers, endpointSecrets, log })
  return {
    ...{ ports, useCases, sender, messages, log, lines },
    secret: created.secret,
    endpointId: created.endpoint.id,
    pass: (ms: number) => void (time += ms),
    async deliverDue() {
      for (;;) {
        const claimed = await sender.claim(100)
        if (claimed.length === 0) return
        for (const one of claimed) await sender.deliver(one)
      }
    },
  }
}

const toldBy = (messages: readonly SignedMessage[]) =>
  messages.map(({ body }) => JSON.parse(body) as { type: string; sequence: number; data: { clientId: string } })

t.test('an event is one signed message: its type, its time, its number, its platform and its data', async (t) => {
  const { ports, messages, secret, deliverDue } = await world(() => OK)
  const { clientId } = await invited(ports, { client: { externalId: 'crm-1' } })
  await deliverDue()
  const [message] = messages
  if (message === undefined) throw new Error('nothing was sent')
  const { type, timestamp, sequence, platform, data, ...rest } = JSON.parse(message.body)
  t.strictSame([type, platform, rest], ['client.invited', 'default', {}])
  t.strictSame(data, { clientId, externalId: 'crm-1', readiness: 'none', nextAction: 'client' })
  t.ok(Number.isInteger(sequence) && new Date(timestamp).toISOString() === timestamp)
  const signature = new Webhook(message.secrets[0] ?? '').sign(message.id, message.at, message.body)
  t.equal(new Webhook(secret).sign(message.id, message.at, message.body), signature, 'by the secret that was shown')
})

t.test('after a rotation both secrets sign for a day', async (t) => {
  const { ports, useCases, messages, secret, endpointId, pass, deliverDue } = await world(() => OK)
  const rotated = await useCases.rotateWebhookSecret(endpointId, staff)
  const next = rotated.outcome === 'rotated' ? rotated.secret : ''
  await invited(ports)
  await deliverDue()
  pass(DAY_MS)
  await invited(ports)
  await deliverDue()
  t.strictSame(
    messages.map(({ secrets }) => secrets),
    [[next, secret], [next]],
  )
})

t.test('a receiver that is down for a day gets every event once it is well, none of them twice', async (t) => {
  let isDown = true
  const { ports, messages, pass, deliverDue, lines } = await world(() => (isDown ? DOWN : OK))
  const clients = [await invited(ports), await invited(ports)]
  for (const each of clients) await revoked(ports, each)
  for (let passed = 0; passed < DAY_MS; passed += 5 * MINUTE_MS) {
    await deliverDue()
    pass(5 * MINUTE_MS)
  }
  t.strictSame(messages, [])
  isDown = false
  for (let passed = 0; passed < DAY_MS; passed += 5 * MINUTE_MS) {
    await deliverDue()
    pass(5 * MINUTE_MS)
  }
  const types = (id: string) => toldBy(messages).flatMap(({ type, data }) => (data.clientId === id ? [type] : []))
  for (const { clientId } of clients) t.strictSame(types(clientId).toSorted(), ['client.invited', 'token.revoked'])
  t.strictSame(
    lines().filter(({ msg }) => String(msg).includes('given up')),
    [],
  )
})

t.test('an endpoint that fails for five days is switched off, which the log and the audit trail say', async (t) => {
  const { ports, useCases, pass, deliverDue, lines, endpointId } = await world(() => DOWN)
  for (let passed = 0; passed <= 6 * DAY_MS; passed += DAY_MS / 4) {
    await invited(ports)
    await deliverDue()
    pass(DAY_MS / 4)
  }
  const [endpoint] = await useCases.listWebhookEndpoints(staff)
  t.equal(endpoint?.off?.reason, 'failing')
  t.equal(lines().filter(({ msg, level }) => String(msg).includes('switched off') && level === 'error').length, 1)
  const { items } = await ports.auditTrail.listOfService('default', { limit: 100 })
  t.strictSame(
    items.map(({ type, actor }) => [type, actor]),
    [
      ['webhook_endpoint_switched_off', 'job:outgoing-events'],
      ['webhook_endpoint_created', staff.name],
    ],
  )
  t.ok((await useCases.listDeliveries(endpointId, { limit: 100, status: 'given_up' }, staff))?.items.length)
})

t.test('one of two clients is not told late because the other one is', async (t) => {
  let release = (): void => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  let slow = ''
  const { ports, sender, messages, log } = await world(async ({ body }) => {
    if (body.includes(slow)) await held
    return OK
  })
  slow = (await invited(ports)).clientId
  const quick = await invited(ports)
  await revoked(ports, quick)
  const outcomes: string[] = []
  const running = startDelivering(sender, { log, count: (outcome) => outcomes.push(outcome) })
  while (outcomes.length < 2) await new Promise((resolve) => setTimeout(resolve, 10))
  t.strictSame(
    toldBy(messages).map(({ type, data }) => [type, data.clientId]),
    [
      ['client.invited', quick.clientId],
      ['token.revoked', quick.clientId],
    ],
  )
  release()
  await running.close()
  t.strictSame(outcomes, ['delivered', 'delivered', 'delivered'], 'closing waits for what is under way')
})

t.test('staff of a platform see, change and redeliver nothing of another', async (t) => {
  const { ports, useCases, endpointId, deliverDue } = await world(() => OK)
  await invited(ports)
  await deliverDue()
  const other = useCasesOver({
    ...ports,
    platform: 'another',
    provider: memoryPaymentProvider({ now: () => new Date() }),
  })
  const stranger = { ...staff, platform: 'another' }
  const unknown = { outcome: 'unknown_endpoint' }
  t.strictSame(await other.listWebhookEndpoints(stranger), [])
  t.strictSame(await other.changeWebhookEndpoint(endpointId, { enabled: false }, stranger), unknown)
  t.strictSame(await other.rotateWebhookSecret(endpointId, stranger), unknown)
  t.strictSame(await other.removeWebhookEndpoint(endpointId, stranger), unknown)
  t.equal(await other.listDeliveries(endpointId, { limit: 5 }, stranger), undefined)
  t.strictSame(await other.redeliver(endpointId, { since: new Date(0) }, stranger), unknown)
  const [endpoint] = await useCases.listWebhookEndpoints(staff)
  t.match(endpoint, { id: endpointId, secretVersion: 1 })
})
