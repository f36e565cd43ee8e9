// How often, and how many at once. What a setting changes comes from the configuration; the rest is settled here.
import { setTimeout as sleep } from 'node:timers/promises'
import { limitsOf, type Limits } from './adapters/http/limits.ts'
import { localRateLimit } from './adapters/rate-limit/rate-limits.ts'
import type { Config, PlatformConfig } from './config/config.ts'
import { isLiveKey } from './config/stripe.ts'
import type { RateLimit, Limit } from './ports/rate-limit.ts'
import type { Secrets } from './ports/secrets.ts'

type MakeLimit = (limit: Limit) => RateLimit

/** Limits for one token: link refreshes, which Stripe triggers, and fetches of its account when its client returns. */
const REFRESHES = { name: 'refresh', times: 10, seconds: 3600 }
const RETURNS = { name: 'return', times: 20, seconds: 60 }

/**
 * Repetitions of the request that issued a token, while its idempotency key is remembered. Each gives the token one more
 * link, so that it has at most five of them, and those of its emails.
 */
const REPETITIONS = { name: 'repetition', times: 4, seconds: 24 * 3600 }

/** One return URL causes a fetch once in this time, in milliseconds. Returns in between wait, and share the next one. */
const RETURNS_APART_MS = 1000

/** The limits that the use cases know. */
export function limitsOfUse(make: MakeLimit) {
  const [refreshes, returns, repetitions] = [make(REFRESHES), make(RETURNS), make(REPETITIONS)]
  return {
    isRefreshedTooOften: async (tokenId: string) => (await refreshes.count(tokenId)) !== undefined,
    isRepeatedTooOften: async (tokenId: string) => (await repetitions.count(tokenId)) !== undefined,
    isReturnedTooOften: async (tokenId: string) => (await returns.count(tokenId)) !== undefined,
    pauseBetweenReturns: () => sleep(RETURNS_APART_MS, undefined, { ref: false }),
  }
}

/** By how much one address may exceed its limit before it is refused without a look at what it sends. */
const FLOOD = 10

/** Requests for a new link with one token, in a minute. Its client makes one. */
const NEW_LINKS_OF_TOKEN = 5

/** Requests for the links of one typed address in an hour, from anywhere. A client gets three links a day. */
const TYPED_EMAIL = { name: 'typed-email', times: 5, seconds: 3600 }

/** The seconds in which a caller may type as many addresses as it may send unknown tokens in a minute. */
const TYPED_SECONDS = 600

/** A form of the console is sent once, until the session that it was made in is over. */
const FORMS = { name: 'console-form', times: 1, seconds: 12 * 3600 }

/** The limits of callers. */
export function limitsOfCallers(make: MakeLimit, { limitsPerMinute }: Config, secrets: Secrets): Limits {
  const { token, unknownCaller, adminKey } = limitsPerMinute
  const inAMinute = (name: string, times: number) => ({ name, times, seconds: 60 })
  return limitsOf({
    tokens: make(inAMinute('token', token)),
    unknownCallers: make(inAMinute('unknown-caller', unknownCaller)),
    floods: localRateLimit(inAMinute('flood', unknownCaller * FLOOD)),
    newLinks: {
      ofToken: make(inAMinute('new-link', NEW_LINKS_OF_TOKEN)),
      ofAddress: make(inAMinute('new-link-address', unknownCaller * FLOOD)),
    },
    typed: {
      ofCaller: make({ name: 'typed-email-caller', times: unknownCaller, seconds: TYPED_SECONDS }),
      ofEmail: make(TYPED_EMAIL),
    },
    keys: make(inAMinute('admin-key', adminKey)),
    forms: make(FORMS),
    keyOf: (secret) => {
      const hash = secrets.hashLinkSecret(secret) ?? secrets.hashStopSecret(secret) ?? secrets.hashNoticeToken(secret)
      return hash && Buffer.from(hash).toString('base64url')
    },
  })
}

/**
 * The part of the deadline, in milliseconds, that is reserved for the Stripe calls after an opening has waited for its
 * turn.
 */
const CALLS_MS = 5000

/** The number of openings of a platform that get their turn at Stripe before their deadline, and how long they take. */
export function openingsAtOnce(
  { openingDeadlineMs }: Pick<Config, 'openingDeadlineMs'>,
  { stripe }: Pick<PlatformConfig, 'stripe'>,
) {
  const queueSeconds = Math.max(1, (openingDeadlineMs - CALLS_MS) / 1000)
  // A first opening creates an account and a link. In a sandbox the two share one budget (see `pacers`).
  const callsPerTurn = isLiveKey(stripe.secretKey) ? 1 : 2
  return {
    most: Math.ceil((queueSeconds * stripe.requestsPerSecond) / callsPerTurn),
    retryAfterSeconds: Math.ceil(queueSeconds),
  }
}

/** The openings of all platforms. */
export function openingsOfAll(config: Pick<Config, 'openingDeadlineMs' | 'platforms'>) {
  const each = config.platforms.map((platform) => openingsAtOnce(config, platform))
  const most = each.reduce((total, own) => total + own.most, 0)
  return { most, retryAfterSeconds: Math.max(...each.map(({ retryAfterSeconds }) => retryAfterSeconds)) }
}

/** Database connections that requests of staff leave to clients. */
const LEFT_TO_CLIENTS = 2

/** How many requests of staff run at the same time. Each uses one connection, or none. */
export const staffAtOnce = ({ databasePoolSize }: Pick<Config, 'databasePoolSize'>): number =>
  Math.max(1, databasePoolSize - LEFT_TO_CLIENTS)
