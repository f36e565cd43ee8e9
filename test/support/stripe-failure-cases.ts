import type { FailureOutcome, ProviderOperation } from '../../src/domain/provider-failure.ts'
import type { Fault } from '#stripe-simulator'

type Expected = readonly [outcome: FailureOutcome, code: string, retryAfterSeconds?: number]

interface Case {
  readonly fault: Fault
  /** Whether Stripe answered, so that there is an id of the request to ask Stripe about. */
  readonly answered: boolean
  readonly all?: Expected
  readonly but?: Partial<Record<ProviderOperation, Expected>>
}

export const error = (status: number, error?: { type?: string; code?: string; message?: string }): Fault => ({
  kind: 'error',
  status,
  saved: false,
  ...(error && { error }),
})

const gone: Expected = ['account_unavailable', 'account_unavailable']

/** Each way to fail, and what it tells about the effect of the call: for all operations, and where one is different. */
export const cases: Record<string, Case> = {
  'a connection reset before the work': {
    fault: { kind: 'reset', when: 'before' },
    answered: false,
    all: ['unknown', 'connection_lost'],
  },
  'a connection reset after the work': {
    fault: { kind: 'reset', when: 'after' },
    answered: false,
    all: ['unknown', 'connection_lost'],
  },
  'no answer, and no work': {
    fault: { kind: 'timeout', when: 'before' },
    answered: false,
    all: ['unknown', 'timeout'],
  },
  'no answer after the work': {
    fault: { kind: 'timeout', when: 'after' },
    answered: false,
    all: ['unknown', 'timeout'],
  },
  'no answer, then the connection ends': {
    fault: { kind: 'timeout', when: 'after', ms: 50 },
    answered: false,
    all: ['unknown', 'connection_lost'],
  },
  'an answer that comes too late': {
    fault: { kind: 'latency', ms: 2000 },
    answered: false,
    all: ['unknown', 'timeout'],
  },
  "a proxy's page of status 502": {
    fault: { kind: 'html', status: 502 },
    answered: false,
    all: ['unknown', 'invalid_response'],
  },
  "a proxy's page of status 200 after the work": {
    fault: { kind: 'html', status: 200, when: 'after' },
    answered: false,
    all: ['unknown', 'invalid_response'],
  },
  "a proxy's page of status 404": {
    fault: { kind: 'html', status: 404 },
    answered: false,
    all: ['unknown', 'invalid_response'],
  },
  'half an answer': { fault: { kind: 'garbage' }, answered: true, all: ['unknown', 'invalid_response'] },
  'half an answer without any work': {
    fault: { kind: 'garbage', when: 'before' },
    answered: true,
    all: ['unknown', 'invalid_response'],
  },
  'too many requests': { fault: { kind: 'rate_limit' }, answered: true, all: ['unknown', 'rate_limit', 1] },
  'a lock that Stripe waited for': {
    fault: { kind: 'rate_limit', lockTimeout: true },
    answered: true,
    all: ['unknown', 'lock_timeout', 1],
  },
  'too many requests without a word': { fault: error(429), answered: true, all: ['unknown', 'rate_limited', 1] },
  'a fresh 500': { fault: error(500), answered: true, all: ['unknown', 'provider_error'] },
  "a gateway's own JSON of status 502": {
    fault: { kind: 'json', status: 502, body: '{"error":{"message":"Bad gateway"}}' },
    answered: false,
    all: ['unknown', 'provider_error'],
  },
  'a fresh 503': { fault: error(503), answered: true, all: ['unknown', 'provider_error'] },
  'a fresh 500 with a code': {
    fault: error(500, { code: 'api_down' }),
    answered: true,
    all: ['unknown', 'api_down'],
  },
  'a 500 though the work was done': {
    fault: { kind: 'error', status: 500, saved: false, executed: true },
    answered: true,
    all: ['unknown', 'provider_error'],
  },
  'another use of the key': {
    fault: error(400, { type: 'idempotency_error' }),
    answered: true,
    all: ['key_spent', 'idempotency_error'],
  },
  'a refusal with a code': {
    fault: error(400, { code: 'country_unsupported' }),
    answered: true,
    all: ['refused', 'country_not_supported'],
  },
  'a refusal without a code': { fault: error(400), answered: true, all: ['refused', 'invalid_request'] },
  'a refusal with a code that is none': {
    fault: error(400, { code: 'Ada Lovelace <ada@example.com>' }),
    answered: true,
    all: ['refused', 'invalid_request'],
  },
  'a key that Stripe does not know': { fault: error(401), answered: true, all: ['refused', 'authentication_failed'] },
  'a payment that failed': { fault: error(402), answered: true, all: ['unknown', 'invalid_response'] },
  'a platform that may not do that': { fault: error(403), answered: true, all: ['refused', 'permission_denied'] },
  'an account that the platform lost': {
    fault: error(403, { code: 'account_invalid' }),
    answered: true,
    all: ['account_unavailable', 'account_invalid'],
    but: { create_account: ['refused', 'account_invalid'] },
  },
  'an account that does not exist': {
    fault: error(404, { code: 'resource_missing' }),
    answered: true,
    all: ['account_unavailable', 'resource_missing'],
    but: { create_account: ['refused', 'resource_missing'] },
  },
  'a 404 without a code': {
    fault: error(404),
    answered: true,
    all: gone,
    but: { create_account: ['refused', 'invalid_request'] },
  },
}
