import type { AccountIntent } from '../../src/domain/account-intent.ts'
import type { AccountSnapshot, ConnectedAccount } from '../../src/domain/account.ts'
import type { Ask } from '../../src/domain/ask.ts'
import type { Client } from '../../src/domain/client.ts'
import type { OnboardingEvent } from '../../src/domain/onboarding-event.ts'
import type { OnboardingToken, Purpose, TokenStatus } from '../../src/domain/onboarding-token.ts'
import { evolve, type Onboarding } from '../../src/domain/onboarding.ts'
import type { ProviderFailure } from '../../src/domain/provider-failure.ts'
import { TERMS } from './terms.ts'

export const HOUR_MS = 3_600_000

/** When the client was invited. Its token, issued at the same time, is valid for an hour. */
export const ISSUED_AT = new Date('2026-03-01T12:00:00.000Z')
export const EXPIRES_AT = new Date(ISSUED_AT.getTime() + HOUR_MS)
export const BEFORE_EXPIRY = new Date(ISSUED_AT.getTime() + 1000)
export const PAST_EXPIRY = new Date(EXPIRES_AT.getTime() + 1000)

export const after = (instant: Date, ms: number) => new Date(instant.getTime() + ms)

/** The last instant before this one, this one, and the first instant after it. */
export const around = (instant: Date): [before: Date, at: Date, after: Date] => [
  after(instant, -1),
  instant,
  after(instant, 1),
]

export const CLIENT: Client = {
  id: 'client-1',
  name: 'Ada',
  email: 'ada@example.com',
  country: 'DE',
  externalId: 'crm-1',
  createdAt: ISSUED_AT,
}

export const FAILURE: ProviderFailure = {
  operation: 'create_account',
  outcome: 'unknown',
  code: 'timeout',
  requestId: 'req_1',
}

export const hash = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)

/** The provider pays out, and has granted what the platform needs. */
const GRANTED = { transfers: 'active', payouts: 'active' } as const

/** The provider does not pay out. */
export const UNPAID = { ...GRANTED, payouts: 'restricted' } as const

/** What the client has to provide. */
export const DUE: readonly Ask[] = [{ what: 'A bank account', from: 'client', due: 'now' }]

/** A payable account, fetched soon after the token was issued. */
export const snapshotWith = (parts: Partial<AccountSnapshot> = {}): AccountSnapshot => ({
  accountId: 'acct_1',
  fetchedAt: after(ISSUED_AT, 500),
  submitted: true,
  capabilities: GRANTED,
  asks: [],
  ...parts,
})

/** The account of a client that has not submitted anything yet. */
export const EMPTY_ACCOUNT: ConnectedAccount = {
  snapshot: snapshotWith({ submitted: false, capabilities: UNPAID, asks: DUE }),
  generation: 1,
  terms: TERMS,
}

export const issuedFor = (purpose: Purpose) => ({
  id: 'token-1',
  clientId: CLIENT.id,
  purpose,
  issuedAt: ISSUED_AT,
  expiresAt: EXPIRES_AT,
  attempts: 0,
})

const ownFields = {
  pending: { status: 'pending' },
  in_progress: { status: 'in_progress', startedAt: ISSUED_AT },
  completed: { status: 'completed', completedAt: ISSUED_AT },
  revoked: { status: 'revoked', revokedAt: ISSUED_AT, revokeReason: 'operator' },
} as const satisfies { [S in TokenStatus]: Omit<OnboardingToken & { status: S }, keyof ReturnType<typeof issuedFor>> }

export const TOKEN_STATUSES = keysOf(ownFields)

/** A token with this status and no other history. */
export const tokenIn = (status: TokenStatus, purpose: Purpose = 'onboarding'): OnboardingToken => ({
  ...issuedFor(purpose),
  ...ownFields[status],
})

const numbered = { clientId: CLIENT.id, generation: 2 }
const parameters = { email: 'frozen@example.com', name: 'Frozen' }

/** An intent of each status, of the second generation. */
export const INTENTS: { readonly [S in AccountIntent['status']]: AccountIntent & { status: S } } = {
  open: { ...numbered, status: 'open', parameters, terms: TERMS, openedAt: ISSUED_AT, tries: 1 },
  settling: {
    ...numbered,
    status: 'settling',
    parameters,
    terms: TERMS,
    openedAt: ISSUED_AT,
    settlingSince: after(ISSUED_AT, 500),
  },
  closed: { ...numbered, status: 'closed' },
  done: { ...numbered, status: 'done' },
  barred: { ...numbered, status: 'barred' },
}

/** A client with one pending token and nothing else, by default. */
export const onboardingWith = (parts: Partial<Onboarding> = {}): Onboarding => ({
  platform: 'default',
  client: CLIENT,
  tokens: [tokenIn('pending')],
  since: ISSUED_AT,
  ...parts,
})

/** The remains of an erased client. */
export const ERASED: Onboarding = onboardingWith({
  client: { id: 'client-1', name: 'Erased client', email: '', createdAt: ISSUED_AT },
  erasedAt: ISSUED_AT,
  tokens: [{ ...issuedFor('onboarding'), status: 'revoked', revokedAt: ISSUED_AT, revokeReason: 'erased' }],
})

/** The state after these events. Throws if one of them is impossible. */
export const evolveAll = (state: Onboarding | undefined, events: readonly OnboardingEvent[], at: Date) =>
  events.reduce<Onboarding | undefined>((current, event) => evolve(current, event, at), state)

export function deepFreeze<T>(value: T): T {
  // The elements of a typed array cannot be frozen.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  for (const part of Object.values(value)) deepFreeze(part)
  return Object.freeze(value)
}

export function keysOf<K extends string>(record: Readonly<Record<K, unknown>>): K[] {
  return Object.keys(record) as K[]
}
