import type { Stripe } from 'stripe'
import type { ProviderEvent } from '../../ports/event-verifier.ts'
import { isSigned } from './signature-fault.ts'

/** Stripe's own tolerance. An event that was signed earlier may be a replay. */
const TOLERANCE_SECONDS = 300

/**
 * Events of connected accounts that may mean a change of the account, in v1's form and in its thin form. Stripe switches
 * off a bank account to which a payout has failed.
 */
const OF_V1 = /^(v1\.)?((account|capability|person)\.|payout\.failed$)/

/** The same of v2: of an account, of one part of it (in brackets), of its persons and its links. */
const OF_V2 = /^v2\.core\.account([.[]|_person\.|_link\.)/

/**
 * Verifies and parses an event. `undefined` if none of our secrets signed it in the last 300 s. Accepts v1 snapshot
 * events (`object: event`) and v2 thin events (`object: v2.core.event`). The SDK has one parser for each, which throws
 * on the other kind, so the signature is checked first and the kind is read from the body.
 */
export function parseEvent(
  stripe: Stripe,
  secrets: readonly string[],
  body: Uint8Array,
  signature: string,
): ProviderEvent | undefined {
  const payload = Buffer.from(body)
  if (!isSigned({ stripe, secrets }, payload, signature, TOLERANCE_SECONDS)) return undefined
  return toEvent(parseJson(payload))
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'))
  } catch {
    return undefined
  }
}

/**
 * The event that Stripe has sent or listed; `undefined` if it is none. Checks only the fields that we need, although
 * Stripe has signed them.
 */
export function toEvent(event: unknown): ProviderEvent | undefined {
  if (!isRecord(event)) return undefined
  const { object, id, type, livemode, created } = event
  if (object !== 'event' && object !== 'v2.core.event') return undefined
  if (typeof id !== 'string' || typeof type !== 'string' || id.length > 255 || type.length > 255) return undefined
  const accountId = object === 'event' ? event['account'] : accountOf(event)
  const createdAt = new Date(typeof created === 'number' ? created * 1000 : String(created))
  if (Number.isNaN(createdAt.getTime())) return undefined
  // An event of v2 that does not name its account here names it in the data that Stripe keeps: see `accountOf`.
  const isAboutAccount = OF_V2.test(type) || (isAccountId(accountId) && OF_V1.test(type))
  return {
    id,
    type,
    kind: isAboutAccount ? 'account' : 'other',
    ...(isAccountId(accountId) && { accountId }),
    livemode: livemode === true,
    createdAt,
  }
}

/**
 * The account that a thin event is about: the related object, the account in the path of its URL (for a person,
 * /v2/core/accounts/acct_…/persons/…), the one in its data, which only listed events have, or else the account in whose
 * context the event is fetched. For a platform in an organization, that is the last part of the context.
 */
function accountOf({ related_object: related, data, context }: Record<string, unknown>): string | undefined {
  const { id, url } = isRecord(related) ? related : {}
  const inPath = typeof url === 'string' ? /\/accounts\/(acct_\w{1,250})(?:[/?]|$)/.exec(url)?.[1] : undefined
  const inData = isRecord(data) ? data['account_id'] : undefined
  const inContext = typeof context === 'string' ? context.split('/').at(-1) : undefined
  return [id, inPath, inData, inContext].find(isAccountId)
}

export const isAccountId = (value: unknown): value is string =>
  typeof value === 'string' && /^acct_\w{1,250}$/.test(value)

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
