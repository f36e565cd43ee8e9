import t from 'tap'
import type { Confirmation } from '../../src/domain/confirmation.ts'
import type { EventOf, OnboardingEvent, OnboardingEventType } from '../../src/domain/onboarding-event.ts'
import { evolve, type Onboarding } from '../../src/domain/onboarding.ts'
import {
  after,
  BEFORE_EXPIRY,
  CLIENT,
  deepFreeze,
  DUE,
  EMPTY_ACCOUNT,
  FAILURE,
  hash,
  HOUR_MS,
  INTENTS,
  ISSUED_AT,
  issuedFor,
  keysOf,
  onboardingWith,
  snapshotWith,
  tokenIn,
} from '../support/onboardings.ts'
import { TERMS } from '../support/terms.ts'

const { country: _country, ...WITHOUT_COUNTRY } = CLIENT

const AT = BEFORE_EXPIRY
const LINK_EXPIRES_AT = after(AT, 300_000)

const attempt = { tokenId: 'token-1', handedOutAt: ISSUED_AT, refreshUntil: after(ISSUED_AT, HOUR_MS) }
const link = {
  accountId: 'acct_1',
  stateHash: hash(1),
  refreshHash: hash(2),
  refreshUntil: after(LINK_EXPIRES_AT, HOUR_MS),
  linkExpiresAt: LINK_EXPIRES_AT,
  browser: 'a',
}
const parameters = { email: 'ada@example.com', name: 'Ada' }

/** An event, and all that is stored afterwards: so that a field which is forgotten, or carried along, is noticed. */
interface Case<T extends OnboardingEventType> {
  readonly before?: Onboarding
  readonly event: Omit<EventOf<T>, 'type'>
  readonly after: Onboarding
}

const CONFIRMATION: Confirmation = { codesSentAt: [AT] }

const withConfirmation = (confirmation: Confirmation) =>
  onboardingWith({
    tokens: [
      { ...tokenIn('revoked'), id: 'token-0' },
      { ...tokenIn('pending'), confirmation },
    ],
  })

/** What happened to the latest token, so that its status is new. */
const moved = { since: AT }

/** A new type of event without its cases fails tsc. */
const cases: { readonly [T in OnboardingEventType]: Readonly<Record<string, Case<T>>> } = {
  client_invited: {
    'begins an onboarding without a token': {
      event: { platform: 'default', client: { id: 'client-2', name: 'Grace', email: 'grace@example.com' } },
      after: {
        platform: 'default',
        client: { id: 'client-2', name: 'Grace', email: 'grace@example.com', createdAt: AT },
        tokens: [],
        since: AT,
      },
    },
  },
  client_changed: {
    'removes a country and a locale': {
      before: onboardingWith({ client: { ...CLIENT, country: 'FR', locale: 'fr' } }),
      event: { fields: ['country', 'locale'], changes: { country: null, locale: null } },
      after: onboardingWith({ client: WITHOUT_COUNTRY }),
    },
    'changes what it names': {
      before: onboardingWith(),
      event: {
        fields: ['name', 'email', 'country', 'locale'],
        changes: { name: 'Grace', email: 'g@example.com', country: 'FR', locale: 'fr' },
      },
      after: onboardingWith({
        client: { ...CLIENT, name: 'Grace', email: 'g@example.com', country: 'FR', locale: 'fr' },
      }),
    },
    'leaves what it does not name': {
      before: onboardingWith(),
      event: { fields: ['name'], changes: { name: 'Grace' } },
      after: onboardingWith({ client: { ...CLIENT, name: 'Grace' } }),
    },
    'forgets a country that is no longer known': {
      before: onboardingWith(),
      event: { fields: ['country'], changes: { country: null } },
      after: onboardingWith({
        client: { id: 'client-1', name: 'Ada', email: 'ada@example.com', externalId: 'crm-1', createdAt: ISSUED_AT },
      }),
    },
  },
  terms_accepted: {
    'says which version, when and from where': {
      before: onboardingWith({ client: { ...CLIENT, terms: { version: '1', at: ISSUED_AT } } }),
      event: { tokenId: 'token-1', version: '2', address: '192.0.2.1' },
      after: onboardingWith({ client: { ...CLIENT, terms: { version: '2', at: AT, address: '192.0.2.1' } } }),
    },
    'leaves an address out that is not known': {
      before: onboardingWith({ client: { ...CLIENT, terms: { version: '1', at: ISSUED_AT, address: '192.0.2.1' } } }),
      event: { tokenId: 'token-1', version: '2' },
      after: onboardingWith({ client: { ...CLIENT, terms: { version: '2', at: AT } } }),
    },
  },
  reminders_stopped: {
    'says since when': {
      before: onboardingWith(),
      event: {},
      after: onboardingWith({ client: { ...CLIENT, remindersStoppedAt: AT } }),
    },
  },
  reminders_resumed: {
    'leaves no trace': {
      before: onboardingWith({ client: { ...CLIENT, remindersStoppedAt: ISSUED_AT } }),
      event: {},
      after: onboardingWith(),
    },
  },
  client_erased: {
    'leaves a tombstone': {
      before: onboardingWith({
        tokens: [tokenIn('revoked')],
        client: { ...CLIENT, remindersStoppedAt: ISSUED_AT },
        account: EMPTY_ACCOUNT,
        intent: INTENTS.done,
      }),
      event: {},
      after: onboardingWith({
        client: {
          id: 'client-1',
          name: 'Erased client',
          email: '',
          createdAt: ISSUED_AT,
        },
        erasedAt: AT,
        tokens: [tokenIn('revoked')],
        account: EMPTY_ACCOUNT,
        intent: INTENTS.done,
      }),
    },
  },
  token_issued: {
    'adds a pending token to those before it': {
      before: onboardingWith({ tokens: [tokenIn('completed')] }),
      event: { tokenId: 'token-2', purpose: 'update', lifetimeMs: 5000, issuedBy: 'client' },
      after: onboardingWith({
        tokens: [
          tokenIn('completed'),
          {
            id: 'token-2',
            clientId: 'client-1',
            purpose: 'update',
            issuedAt: AT,
            expiresAt: after(AT, 5000),
            attempts: 0,
            selfRequested: true,
            status: 'pending',
          },
        ],
        ...moved,
      }),
    },
  },
  stop_secret_added: {
    'is not part of the state': {
      before: onboardingWith(),
      event: { tokenId: 'token-1', secretHash: hash(3) },
      after: onboardingWith(),
    },
  },
  secret_added: {
    'is not part of the state': {
      before: onboardingWith(),
      event: { tokenId: 'token-1', secretHash: hash(3) },
      after: onboardingWith(),
    },
  },
  link_created: {
    'starts the token': {
      before: onboardingWith(),
      event: { ...link, tokenId: 'token-1' },
      after: onboardingWith({
        tokens: [
          {
            ...issuedFor('onboarding'),
            linksUntil: LINK_EXPIRES_AT,
            browsers: ['a'],
            status: 'in_progress',
            startedAt: AT,
          },
        ],
        lastOpenedAt: AT,
        ...moved,
      }),
    },
    'leaves the confirmation of its client': {
      before: onboardingWith({ tokens: [{ ...tokenIn('in_progress'), confirmation: CONFIRMATION }] }),
      event: { ...link, tokenId: 'token-1' },
      after: onboardingWith({
        tokens: [
          {
            ...tokenIn('in_progress'),
            confirmation: CONFIRMATION,
            linksUntil: LINK_EXPIRES_AT,
            browsers: ['a'],
          },
        ],
        lastOpenedAt: AT,
      }),
    },
    'of a token in progress begins no status': {
      before: onboardingWith({ tokens: [tokenIn('in_progress')] }),
      event: { ...link, tokenId: 'token-1' },
      after: onboardingWith({
        tokens: [{ ...tokenIn('in_progress'), linksUntil: LINK_EXPIRES_AT, browsers: ['a'] }],
        lastOpenedAt: AT,
      }),
    },
  },
  session_created: {
    'starts the token, as a link does': {
      before: onboardingWith(),
      event: { tokenId: 'token-1', accountId: 'acct_1', sessionExpiresAt: LINK_EXPIRES_AT, browser: 'a' },
      after: onboardingWith({
        tokens: [
          {
            ...issuedFor('onboarding'),
            linksUntil: LINK_EXPIRES_AT,
            browsers: ['a'],
            status: 'in_progress',
            startedAt: AT,
          },
        ],
        lastOpenedAt: AT,
        ...moved,
      }),
    },
  },
  provider_failed: {
    'is counted': {
      before: onboardingWith(),
      event: { tokenId: 'token-1', failure: FAILURE },
      after: onboardingWith({ tokens: [{ ...tokenIn('pending'), attempts: 1, lastError: { ...FAILURE, at: AT } }] }),
    },
  },
  code_sent: {
    'replaces the code before it, and remembers ten': {
      before: withConfirmation({
        codesSentAt: Array.from({ length: 10 }, () => ISSUED_AT),
        code: { hash: 'a', wrongTries: 3 },
      }),
      event: { tokenId: 'token-1', hash: 'b' },
      after: withConfirmation({
        codesSentAt: [...Array.from({ length: 9 }, () => ISSUED_AT), AT],
        code: { hash: 'b', wrongTries: 0 },
      }),
    },
  },
  code_not_sent: {
    'forgets the code': {
      before: withConfirmation({ codesSentAt: [ISSUED_AT, AT], code: { hash: 'a', wrongTries: 0 } }),
      event: { tokenId: 'token-1' },
      after: withConfirmation({ codesSentAt: [ISSUED_AT] }),
    },
  },
  code_refused: {
    'is counted': {
      before: withConfirmation({ codesSentAt: [ISSUED_AT], code: { hash: 'a', wrongTries: 0 } }),
      event: { tokenId: 'token-1' },
      after: withConfirmation({ codesSentAt: [ISSUED_AT], code: { hash: 'a', wrongTries: 1 } }),
    },
  },
  code_confirmed: {
    'uses up the code': {
      before: withConfirmation({ codesSentAt: [ISSUED_AT], code: { hash: 'a', wrongTries: 1 } }),
      event: { tokenId: 'token-1', browser: 'ab' },
      after: withConfirmation({ codesSentAt: [ISSUED_AT], confirmed: { at: AT, browser: 'ab' } }),
    },
    'in a browser that is not known': {
      before: withConfirmation({ codesSentAt: [], confirmed: { at: ISSUED_AT, browser: 'ab' } }),
      event: { tokenId: 'token-1' },
      after: withConfirmation({ codesSentAt: [], confirmed: { at: AT } }),
    },
  },
  token_completed: {
    'ends the token': {
      before: onboardingWith(),
      event: { tokenId: 'token-1' },
      after: onboardingWith({
        tokens: [{ ...issuedFor('onboarding'), status: 'completed', completedAt: AT }],
        ...moved,
      }),
    },
  },
  token_extended: {
    'moves the expiry, and leaves the status and its instant': {
      before: onboardingWith(),
      event: { tokenId: 'token-1', lifetimeMs: 1000 },
      after: onboardingWith({
        tokens: [{ ...issuedFor('onboarding'), status: 'pending', expiresAt: after(AT, 1000) }],
      }),
    },
  },
  token_revoked: {
    'ends the token': {
      before: onboardingWith(),
      event: { tokenId: 'token-1', reason: 'email_changed' },
      after: onboardingWith({
        tokens: [{ ...issuedFor('onboarding'), status: 'revoked', revokedAt: AT, revokeReason: 'email_changed' }],
        ...moved,
      }),
    },
    'ends the token that it names, and no other': {
      before: onboardingWith({ tokens: [{ ...tokenIn('completed'), id: 'token-0' }, tokenIn('pending')] }),
      event: { tokenId: 'token-1', reason: 'replaced' },
      after: onboardingWith({
        tokens: [
          { ...tokenIn('completed'), id: 'token-0' },
          { ...issuedFor('onboarding'), status: 'revoked', revokedAt: AT, revokeReason: 'replaced' },
        ],
        ...moved,
      }),
    },
  },

  refresh_used: {
    'marks the attempt that the onboarding was loaded by': {
      before: onboardingWith({ attempt }),
      event: { refreshHash: hash(2) },
      after: onboardingWith({ attempt: { ...attempt, refreshedAt: AT } }),
    },
    'is not part of a state that was loaded otherwise': {
      before: onboardingWith(),
      event: { refreshHash: hash(2) },
      after: onboardingWith(),
    },
  },
  refresh_restored: {
    'takes the mark back': {
      before: onboardingWith({ attempt: { ...attempt, refreshedAt: ISSUED_AT } }),
      event: { refreshHash: hash(2) },
      after: onboardingWith({ attempt }),
    },
    'is not part of a state that was loaded otherwise': {
      before: onboardingWith(),
      event: { refreshHash: hash(2) },
      after: onboardingWith(),
    },
  },

  intent_opened: {
    'freezes the parameters': {
      before: onboardingWith(),
      event: { parameters, terms: TERMS },
      after: onboardingWith({
        intent: {
          clientId: 'client-1',
          generation: 1,
          status: 'open',
          parameters,
          terms: TERMS,
          openedAt: AT,
          tries: 1,
        },
      }),
    },
  },
  intent_tried: {
    'is counted': {
      before: onboardingWith({ intent: INTENTS.open }),
      event: {},
      after: onboardingWith({ intent: { ...INTENTS.open, tries: 2 } }),
    },
  },
  intent_settling: {
    'keeps the parameters and begins the search': {
      before: onboardingWith({ intent: INTENTS.open }),
      event: {},
      after: onboardingWith({ intent: { ...INTENTS.settling, settlingSince: AT } }),
    },
  },
  intent_closed: {
    'unfreezes the parameters for the next generation': {
      before: onboardingWith({ intent: INTENTS.settling }),
      event: {},
      after: onboardingWith({ intent: { ...INTENTS.closed, generation: 3 } }),
    },
  },
  intent_barred: {
    'is for good': {
      before: onboardingWith(),
      event: {},
      after: onboardingWith({ intent: { ...INTENTS.barred, generation: 1 } }),
    },
  },

  account_stored: {
    'keeps the account and ends the intent': {
      before: onboardingWith({ intent: INTENTS.open }),
      event: { snapshot: EMPTY_ACCOUNT.snapshot, generation: 2, terms: TERMS, adopted: false },
      after: onboardingWith({
        intent: INTENTS.done,
        account: { snapshot: EMPTY_ACCOUNT.snapshot, generation: 2, terms: TERMS },
        ...moved,
      }),
    },
  },
  account_managed: {
    'is not part of the state': {
      before: onboardingWith({ account: EMPTY_ACCOUNT }),
      event: { accountId: EMPTY_ACCOUNT.snapshot.accountId, act: 'close' },
      after: onboardingWith({ account: EMPTY_ACCOUNT }),
    },
  },
  account_detached: {
    'takes the account away, for the next generation to bring another': {
      before: onboardingWith({ account: EMPTY_ACCOUNT, intent: INTENTS.done }),
      event: { accountId: EMPTY_ACCOUNT.snapshot.accountId },
      after: onboardingWith({
        intent: { clientId: 'client-1', generation: 3, firstGeneration: 3, status: 'closed' },
        ...moved,
      }),
    },
  },
  account_refreshed: {
    'replaces the snapshot': {
      before: onboardingWith({ account: EMPTY_ACCOUNT }),
      event: { snapshot: snapshotWith() },
      after: onboardingWith({ account: { ...EMPTY_ACCOUNT, snapshot: snapshotWith() }, ...moved }),
    },
    'to the same readiness begins nothing': {
      before: onboardingWith({ account: EMPTY_ACCOUNT }),
      event: { snapshot: { ...EMPTY_ACCOUNT.snapshot, fetchedAt: AT } },
      after: onboardingWith({
        account: { ...EMPTY_ACCOUNT, snapshot: { ...EMPTY_ACCOUNT.snapshot, fetchedAt: AT } },
      }),
    },
    'is nothing to a client without an account': {
      before: onboardingWith(),
      event: { snapshot: snapshotWith({ asks: DUE }) },
      after: onboardingWith(),
    },
  },
  readiness_changed: {
    'is not part of the state': {
      before: onboardingWith(),
      event: { from: 'onboarding', to: 'active' },
      after: onboardingWith(),
    },
  },

  warm_up_requested: {
    'is not part of the state': {
      before: onboardingWith(),
      event: { tokenId: 'token-1' },
      after: onboardingWith(),
    },
  },

  new_link_requested: {
    'is not part of the state': {
      before: onboardingWith(),
      event: { tokenId: 'token-1', answer: 'issued' },
      after: onboardingWith(),
    },
  },
  link_sent_again: {
    'is remembered, the last three': {
      before: onboardingWith({
        tokens: [
          { ...tokenIn('revoked'), id: 'token-0' },
          { ...tokenIn('pending'), sentAgainAt: [1, 2, 3].map((n) => after(ISSUED_AT, n)) },
        ],
      }),
      event: { tokenId: 'token-1' },
      after: onboardingWith({
        tokens: [
          { ...tokenIn('revoked'), id: 'token-0' },
          { ...tokenIn('pending'), sentAgainAt: [after(ISSUED_AT, 2), after(ISSUED_AT, 3), AT] },
        ],
      }),
    },
  },
  email_requested: {
    'is not part of the state': {
      before: onboardingWith(),
      event: { tokenId: 'token-1', kind: 'link' },
      after: onboardingWith(),
    },
  },
  email_sent: {
    'shows that the address works': {
      before: onboardingWith({ emailRefusedAt: ISSUED_AT }),
      event: { tokenId: 'token-1', kind: 'link', emailId: 'email-1' },
      after: onboardingWith(),
    },
  },
  email_refused: {
    'makes the client wait for staff': {
      before: onboardingWith(),
      event: { tokenId: 'token-1', kind: 'link', code: 'EENVELOPE 550' },
      after: onboardingWith({ emailRefusedAt: AT }),
    },
  },
  follow_up_requested: {
    'is counted if it is a reminder': {
      before: onboardingWith({ tokens: [{ ...tokenIn('pending'), reminders: 1, remindedAt: ISSUED_AT }] }),
      event: { tokenId: 'token-1', kind: 'reminder' },
      after: onboardingWith({ tokens: [{ ...tokenIn('pending'), reminders: 2, remindedAt: AT }] }),
    },
    'is no reminder if it is about a deadline': {
      before: onboardingWith(),
      event: { tokenId: 'token-1', kind: 'deadline' },
      after: onboardingWith({ tokens: [{ ...tokenIn('pending'), remindedAt: AT }] }),
    },
  },
  tokens_forgotten: {
    'leaves the others': {
      before: onboardingWith({ tokens: [{ ...tokenIn('revoked'), id: 'token-0' }, tokenIn('pending')] }),
      event: { tokenIds: ['token-0'] },
      after: onboardingWith({ tokens: [tokenIn('pending')] }),
    },
  },
  emails_planned: {
    'is not part of the state': { before: onboardingWith(), event: {}, after: onboardingWith() },
  },
}

for (const type of keysOf(cases)) {
  for (const [what, { before, event, after: expected }] of Object.entries(cases[type])) {
    t.test(`${type} ${what}`, async (t) => {
      const happened = deepFreeze({ ...event, type } as OnboardingEvent)
      t.strictSame(evolve(deepFreeze(structuredClone(before)), happened, AT), expected)
    })
  }

  if (type !== 'client_invited') {
    t.test(`${type} cannot happen before the client is invited`, async (t) => {
      const [first] = Object.values(cases[type])
      const event = { ...first?.event, type } as OnboardingEvent
      t.throws(() => evolve(undefined, event, AT), { message: `${type} cannot happen before the client is invited` })
    })
  }
}
