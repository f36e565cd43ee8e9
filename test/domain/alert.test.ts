import t from 'tap'
import {
  ALERT_KINDS,
  causesOfDeadJobs,
  causesOfEndpoints,
  decideAlerts,
  digestCause,
  isAboutClient,
  isSilence,
  type AlertCause,
  type AlertState,
  type StoredAlert,
} from '../../src/domain/alert.ts'
import { groupsOfDeadJobs } from '../../src/domain/dead-job-group.ts'
import type { WebhookEndpoint } from '../../src/domain/webhook-endpoint.ts'

const NOW = new Date('2026-03-01T12:00:00.000Z')
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const ago = (ms: number) => new Date(NOW.getTime() - ms)

const rejected = (subject: string): AlertCause => ({ kind: 'account_rejected', subject })
const faulty = (subject = 'mail'): AlertCause => ({ kind: 'setup_faulty', subject, words: 'The mail server is away.' })
const told = (cause: AlertCause, toldMs: number, endedMs?: number): StoredAlert => ({
  ...{ kind: cause.kind, subject: cause.subject, toldAt: ago(toldMs) },
  ...(endedMs !== undefined && { endedAt: ago(endedMs) }),
})
const decide = (state: Partial<AlertState>) =>
  decideAlerts({ causes: [], stored: [], lastToldAt: {}, now: NOW, ...state })

t.test('a cause is told at once, with its words', async (t) => {
  const { told, messages, ended, revived } = decide({ causes: [faulty()] })
  t.strictSame(told, [{ kind: 'setup_faulty', subject: 'mail' }])
  const causes = [{ subject: 'mail', words: 'The mail server is away.' }]
  t.strictSame(messages, [{ kind: 'setup_faulty', causes, more: 0 }])
  t.strictSame([ended, revived], [[], []])
})

t.test('a cause that lasts is told once', async (t) => {
  const stored = [told(rejected('a'), 100 * HOUR_MS)]
  t.strictSame(decide({ causes: [rejected('a')], stored }).messages, [])
})

t.test('a fault of the service that lasts is told again after a day', async (t) => {
  const after = (ms: number) => decide({ causes: [faulty()], stored: [told(faulty(), ms)] })
  t.strictSame(after(24 * HOUR_MS - 1).messages, [])
  const again = after(24 * HOUR_MS)
  t.equal(again.messages.length, 1)
  t.strictSame(again.told, [{ kind: 'setup_faulty', subject: 'mail', toldBefore: ago(24 * HOUR_MS) }])
})

t.test('the end of a cause is stored, once', async (t) => {
  const alert = told(rejected('a'), HOUR_MS)
  t.strictSame(decide({ stored: [alert] }).ended, [alert])
  t.strictSame(decide({ stored: [told(rejected('a'), HOUR_MS, MINUTE_MS)] }).ended, [])
})

t.test('a cause that comes back within an hour is the same one, and later is news', async (t) => {
  const back = (ms: number) => decide({ causes: [rejected('a')], stored: [told(rejected('a'), 2 * HOUR_MS, ms)] })
  t.match(back(HOUR_MS - 1), { messages: [], revived: [{ subject: 'a' }] })
  t.match(back(HOUR_MS), { messages: [{ kind: 'account_rejected' }], revived: [] })
})

t.test('a fault that flickers for a day is told once a day', async (t) => {
  const stored = [told(faulty(), 24 * HOUR_MS, MINUTE_MS)]
  const { messages, revived } = decide({ causes: [faulty()], stored })
  t.equal(messages.length, 1)
  t.strictSame(revived, [], 'telling it stores that it lasts')
})

t.test('what could not be found out neither begins nor ends anything', async (t) => {
  const unsure = { ...faulty(), isUnsure: true }
  t.match(decide({ causes: [unsure] }), { messages: [], told: [] })
  t.match(decide({ causes: [unsure], stored: [told(faulty(), 48 * HOUR_MS)] }), { messages: [], ended: [] })
})

t.test('causes of one kind are one message, which names ten of them and counts the others', async (t) => {
  const causes = [...Array.from({ length: 12 }, (_, n) => rejected(`client ${n}`)), faulty()]
  const { messages, told } = decide({ causes })
  t.match(messages, [
    { kind: 'account_rejected', more: 2 },
    { kind: 'setup_faulty', more: 0 },
  ])
  t.equal(messages[0]?.causes.length, 10)
  t.equal(told.length, 13, 'all of them are told')
})

t.test('messages of a kind are five minutes apart, and what waits is told then', async (t) => {
  const soon = (ms: number) => decide({ causes: [rejected('b'), faulty()], lastToldAt: { account_rejected: ago(ms) } })
  t.match(soon(5 * MINUTE_MS - 1).messages, [{ kind: 'setup_faulty' }])
  t.equal(soon(5 * MINUTE_MS - 1).told.length, 1, 'so that it is news to the next run')
  t.match(soon(5 * MINUTE_MS).messages, [{ kind: 'account_rejected' }, { kind: 'setup_faulty' }])
})

t.test('jobs that were given up are one cause for each reason', async (t) => {
  const email = { kind: 'email', reason: 'ECONNECTION' } as const
  const event = { kind: 'provider_event', reason: 'timeout' } as const
  t.match(causesOfDeadJobs(groupsOfDeadJobs([email, event, email], true)), [
    { kind: 'jobs_dead', subject: 'email:ECONNECTION', words: '2 emails (ECONNECTION)' },
    { subject: 'provider_event:timeout', words: '1 provider event (timeout)' },
  ])
  t.match(causesOfDeadJobs(groupsOfDeadJobs([email], false)), [{ words: 'At least 1 email (ECONNECTION)' }])
})

t.test('an endpoint is a cause if it was switched off for its failures, and its path is not told', async (t) => {
  const url = 'https://receiver.example/a-secret'
  const since = new Date('2026-03-01T23:00:00.000Z')
  const ofEndpoint = (off?: WebhookEndpoint['off']) => causesOfEndpoints([{ id: 'we_1', url, ...(off && { off }) }])
  t.strictSame(ofEndpoint({ reason: 'failing', since }), [
    { kind: 'endpoint_off', subject: 'we_1', words: 'receiver.example (endpoint we_1), since 2026-03-01' },
  ])
  t.strictSame(ofEndpoint({ reason: 'staff', since }), [])
  t.strictSame(ofEndpoint(), [])
})

t.test('the digest is due once a day, from seven in the morning', async (t) => {
  t.strictSame(digestCause(new Date('2026-03-01T06:59:59.999Z')), [])
  const cause = { kind: 'digest', subject: '2026-03-01' } as const
  t.strictSame(digestCause(new Date('2026-03-01T07:00:00.000Z')), [cause])
  t.strictSame(digestCause(new Date('2026-03-01T23:59:00.000Z')), [cause], 'also if no worker ran in the morning')
})

t.test('events are silent if they fail, or if an account changed without one', async (t) => {
  const finding = (outcome: 'ok' | 'warning' | 'fault', cause: 'events_arrive' | 'changes_unannounced') =>
    ({ check: 'event_delivery', outcome, cause, facts: {} }) as unknown as Parameters<typeof isSilence>[0]
  t.equal(isSilence(finding('ok', 'events_arrive')), false)
  t.equal(isSilence(finding('fault', 'events_arrive')), true)
  t.equal(isSilence(finding('warning', 'changes_unannounced')), true)
  t.equal(isSilence(finding('warning', 'events_arrive')), false)
})

t.test('three kinds are about a client', async (t) => {
  t.strictSame(ALERT_KINDS.filter(isAboutClient), ['account_rejected', 'account_disconnected', 'deadline_missed'])
})
