import t from 'tap'
import { auditOf, type AuditEntry } from '../../src/domain/audit.ts'
import type { EventOf, OnboardingEvent, OnboardingEventType } from '../../src/domain/onboarding-event.ts'
import type { TokenStatus } from '../../src/domain/onboarding-token.ts'
import {
  CLIENT,
  EMPTY_ACCOUNT,
  EXPIRES_AT,
  FAILURE,
  hash,
  keysOf,
  onboardingWith,
  snapshotWith,
  tokenIn,
} from '../support/onboardings.ts'
import { TERMS } from '../support/terms.ts'

const tokenId = 'token-1'
const nothing = undefined

interface Case<T extends OnboardingEventType> {
  readonly event: Omit<EventOf<T>, 'type'>
  readonly entry: AuditEntry | undefined
}

/** What the audit trail says of each event when the token is pending; a new event without its cases fails tsc. */
const cases: { readonly [T in OnboardingEventType]: readonly Case<T>[] } = {
  client_invited: [{ event: { platform: 'default', client: CLIENT }, entry: nothing }],
  client_changed: [
    {
      event: { fields: ['email', 'country'], changes: { email: 'secret@example.com', country: 'FR' } },
      entry: { type: 'client_changed', facts: { fields: ['email', 'country'] } },
    },
  ],
  client_erased: [{ event: {}, entry: { type: 'client_erased' } }],
  reminders_stopped: [{ event: {}, entry: { type: 'reminders_stopped' } }],
  reminders_resumed: [{ event: {}, entry: { type: 'reminders_resumed' } }],
  token_issued: [
    {
      event: { tokenId: 'token-2', purpose: 'update', lifetimeMs: 5000, issuedBy: 'client' },
      entry: {
        type: 'token_issued',
        tokenId: 'token-2',
        to: 'pending',
        facts: { purpose: 'update', issuedBy: 'client' },
      },
    },
  ],
  secret_added: [{ event: { tokenId, secretHash: hash(1) }, entry: nothing }],
  stop_secret_added: [{ event: { tokenId, secretHash: hash(1) }, entry: nothing }],
  link_created: [
    {
      event: {
        tokenId,
        accountId: 'acct_1',
        stateHash: hash(1),
        refreshHash: hash(2),
        refreshUntil: EXPIRES_AT,
        linkExpiresAt: EXPIRES_AT,
        browser: 'browser',
      },
      entry: { type: 'link_created', tokenId, from: 'pending', to: 'in_progress', facts: { accountId: 'acct_1' } },
    },
  ],
  session_created: [
    {
      event: { tokenId, accountId: 'acct_1', sessionExpiresAt: EXPIRES_AT, browser: 'browser' },
      entry: { type: 'session_created', tokenId, from: 'pending', to: 'in_progress', facts: { accountId: 'acct_1' } },
    },
  ],
  terms_accepted: [
    {
      event: { tokenId, version: '2026-11-01', address: '192.0.2.1' },
      entry: { type: 'terms_accepted', tokenId, facts: { version: '2026-11-01' } },
    },
  ],
  provider_failed: [
    {
      event: { tokenId, failure: FAILURE },
      entry: { type: 'provider_failed', tokenId, from: 'pending', to: 'pending', facts: FAILURE },
    },
    {
      event: { tokenId, failure: { ...FAILURE, advice: 'Wait.' } },
      entry: { type: 'provider_failed', tokenId, from: 'pending', to: 'pending', facts: FAILURE },
    },
  ],
  code_sent: [{ event: { tokenId, hash: 'secret' }, entry: { type: 'code_sent', tokenId } }],
  code_not_sent: [{ event: { tokenId }, entry: { type: 'code_not_sent', tokenId } }],
  code_refused: [{ event: { tokenId }, entry: { type: 'code_refused', tokenId } }],
  code_confirmed: [{ event: { tokenId, browser: 'browser' }, entry: { type: 'code_confirmed', tokenId } }],
  token_completed: [
    { event: { tokenId }, entry: { type: 'token_completed', tokenId, from: 'pending', to: 'completed' } },
  ],
  token_extended: [
    {
      event: { tokenId, lifetimeMs: 5_400_000 },
      entry: { type: 'token_extended', tokenId, facts: { lifetimeHours: 1.5 } },
    },
  ],
  token_revoked: [
    {
      event: { tokenId, reason: 'email_changed' },
      entry: { type: 'token_revoked', tokenId, from: 'pending', to: 'revoked', facts: { reason: 'email_changed' } },
    },
  ],
  refresh_used: [{ event: { refreshHash: hash(2) }, entry: nothing }],
  refresh_restored: [{ event: { refreshHash: hash(2) }, entry: nothing }],
  intent_opened: [{ event: { parameters: { email: 'ada@example.com', name: 'Ada' }, terms: TERMS }, entry: nothing }],
  intent_tried: [{ event: {}, entry: nothing }],
  intent_settling: [{ event: {}, entry: nothing }],
  intent_closed: [{ event: {}, entry: nothing }],
  intent_barred: [{ event: {}, entry: nothing }],
  account_stored: [
    { event: { snapshot: EMPTY_ACCOUNT.snapshot, generation: 1, terms: TERMS, adopted: false }, entry: nothing },
    {
      event: { snapshot: EMPTY_ACCOUNT.snapshot, generation: 1, terms: TERMS, adopted: true },
      entry: { type: 'account_adopted', facts: { accountId: 'acct_1' } },
    },
  ],
  account_managed: [
    { event: { accountId: 'acct_1', act: 'close' }, entry: { type: 'account_closed', facts: { accountId: 'acct_1' } } },
    {
      event: { accountId: 'acct_1', act: 'reject', reason: 'fraud' },
      entry: { type: 'account_rejected', facts: { accountId: 'acct_1', reason: 'fraud' } },
    },
    {
      event: { accountId: 'acct_1', act: 'unreject' },
      entry: { type: 'account_unrejected', facts: { accountId: 'acct_1' } },
    },
    {
      event: { accountId: 'acct_1', act: 'login_link' },
      entry: { type: 'login_link_created', facts: { accountId: 'acct_1' } },
    },
  ],
  account_detached: [
    { event: { accountId: 'acct_1' }, entry: { type: 'account_reset', facts: { accountId: 'acct_1' } } },
  ],
  account_refreshed: [{ event: { snapshot: snapshotWith() }, entry: nothing }],
  readiness_changed: [
    {
      event: { from: 'onboarding', to: 'active' },
      entry: { type: 'readiness_changed', from: 'onboarding', to: 'active' },
    },
  ],
  new_link_requested: [
    {
      event: { tokenId, answer: 'too_often' },
      entry: { type: 'new_link_requested', tokenId, facts: { answer: 'too_often' } },
    },
  ],
  link_sent_again: [
    {
      event: { tokenId },
      entry: { type: 'new_link_requested', tokenId, facts: { answer: 'sent_again' } },
    },
  ],
  email_requested: [{ event: { tokenId, kind: 'link' }, entry: nothing }],
  warm_up_requested: [{ event: { tokenId }, entry: nothing }],
  email_sent: [
    ...(['link', 'reminder', 'deadline', 'action_required'] as const).map((kind) => ({
      event: { tokenId, kind, emailId: 'email-1' },
      entry: { type: 'link_emailed', tokenId, facts: { kind, emailId: 'email-1' } },
    })),
    ...(['second_browser', 'completed', 'done'] as const).map((kind) => ({
      event: { tokenId, kind, emailId: 'email-1' },
      entry: { type: 'notice_emailed', tokenId, facts: { kind, emailId: 'email-1' } },
    })),
  ],
  email_refused: [
    {
      event: { tokenId, kind: 'link', code: 'EENVELOPE 550' },
      entry: { type: 'email_refused', tokenId, facts: { kind: 'link', code: 'EENVELOPE 550' } },
    },
  ],
  follow_up_requested: [
    { event: { tokenId, kind: 'reminder' }, entry: nothing },
    { event: { tokenId, kind: 'reminder', by: 'staff' }, entry: { type: 'reminder_requested', tokenId } },
  ],
  emails_planned: [{ event: {}, entry: nothing }],
  tokens_forgotten: [{ event: { tokenIds: [tokenId] }, entry: nothing }],
}

const eventOf = (type: OnboardingEventType, event: object) => ({ ...event, type }) as OnboardingEvent

for (const type of keysOf(cases)) {
  for (const { event, entry } of cases[type]) {
    t.test(
      `${type} is ${entry === undefined ? 'not in the audit trail' : `in the audit trail as ${entry.type}`}`,
      async (t) => {
        t.strictSame(auditOf(eventOf(type, event), onboardingWith()), entry)
      },
    )
  }
}

t.test('the audit trail says what status a token had before', async (t) => {
  const from: Record<TokenStatus, TokenStatus> = {
    pending: 'pending',
    in_progress: 'in_progress',
    completed: 'completed',
    revoked: 'revoked',
  }
  for (const status of keysOf(from)) {
    const before = onboardingWith({ tokens: [{ ...tokenIn('revoked'), id: 'token-0' }, tokenIn(status)] })
    for (const type of ['link_created', 'token_completed', 'token_revoked'] as const) {
      t.equal(auditOf(eventOf(type, cases[type][0]?.event ?? {}), before)?.from, from[status], `${type} ${status}`)
    }
    const failed = auditOf(eventOf('provider_failed', { tokenId, failure: FAILURE }), before)
    t.match(failed, { from: status, to: status }, `provider_failed ${status}`)
  }
})

t.test('of a client that is being invited there is no status before', async (t) => {
  const failed = auditOf(eventOf('provider_failed', { tokenId, failure: FAILURE }), undefined)
  t.strictSame(failed, { type: 'provider_failed', tokenId, facts: FAILURE })
})

t.test('nothing personal and no secret is in the audit trail', async (t) => {
  const personal = /Ada|Grace|@|browser"|secret/
  for (const type of keysOf(cases)) {
    for (const { event } of cases[type]) {
      const entry = auditOf(eventOf(type, event), onboardingWith())
      t.notMatch(JSON.stringify(entry ?? {}).replace('"second_browser"', ''), personal, type)
      for (const value of Object.values(entry?.facts ?? {})) t.notOk(ArrayBuffer.isView(value), `${type} has no hash`)
    }
  }
})
