import { hasUnknownOutcome } from './account-intent.ts'
import type { Unfit } from './account-limits.ts'
import { changeClient, type Client, type ClientChange, type NewClient, type Reminders } from './client.ts'
import { remindersSet } from './decide-reminders.ts'
import type { OnboardingEvent } from './onboarding-event.ts'
import { openingRefusal } from './onboarding-token.ts'
import { openToken, tokenOf, type Decision, type Onboarding } from './onboarding.ts'
import { issuing, type NewToken } from './decide-token.ts'

/**
 * Creates a client and issues its first token. With `warmsUp`, its account is created by a job right away, if the country
 * is known: a country cannot be changed any more once the account exists. `country`: its own, or that of its profile.
 * `reminders`: `off` if it had stopped them where it comes from.
 */
export function decideInvitation(
  platform: string,
  client: NewClient,
  token: NewToken,
  {
    warmsUp = false,
    country = client.country,
    reminders,
  }: {
    readonly warmsUp?: boolean
    readonly country?: string | undefined
    readonly reminders?: Reminders | undefined
  } = {},
): readonly OnboardingEvent[] {
  const { tokenId } = token
  return [
    { type: 'client_invited', platform, client },
    ...issuing(token, { purpose: 'onboarding', issuedBy: 'staff' }),
    ...(warmsUp && country !== undefined ? [{ type: 'warm_up_requested', tokenId } as const] : []),
    ...remindersSet({}, reminders),
  ]
}

type Changed = 'changed' | 'unknown_client' | 'country_locked' | 'too_much_metadata' | Unfit

/**
 * Changes a client's data. `unfit`: why a client with its new country would get no account. A new email revokes the open token, because its links went to the
 * old address.
 */
export function decideChange(
  state: Onboarding,
  change: ClientChange,
  unfit: (client: Client) => Unfit | undefined = () => undefined,
): Decision<Changed> {
  if (state.erasedAt !== undefined) return { events: [], result: 'unknown_client' }
  // The provider never changes the country of an account, and an unknown outcome may have created one.
  const countryLocked = state.account !== undefined || hasUnknownOutcome(state.intent)
  const changed = changeClient(state.client, change, { countryLocked })
  if (changed.outcome !== 'changed') return { events: [], result: changed.outcome }

  const { fields, changes, addressChanged, client } = changed
  const reminders = remindersSet(state.client, change.reminders)
  if (fields.length === 0) return { events: reminders, result: 'changed' }
  const refused = fields.includes('country') ? unfit(client) : undefined
  if (refused !== undefined) return { events: [], result: refused }
  const open = openToken(state)
  return {
    events: [
      { type: 'client_changed', fields, changes, ...(addressChanged && { addressChanged }) },
      ...(addressChanged && open !== undefined
        ? [{ type: 'token_revoked', tokenId: open.id, reason: 'email_changed' } as const]
        : []),
      ...reminders,
    ],
    result: 'changed',
  }
}

/**
 * Stores the country that the holder of a link named, if none is known and the link can be opened. `unfit`: why the client
 * would get no account there.
 */
export function decideNamedCountry(
  state: Onboarding,
  now: Date,
  { tokenId, country }: { readonly tokenId: string; readonly country: string },
  unfit: (client: Client) => Unfit | undefined = () => undefined,
): Decision<Unfit | undefined> {
  const isWanted = state.client.country === undefined && openingRefusal(tokenOf(state, tokenId), now) === undefined
  if (!isWanted) return { events: [], result: undefined }
  const { events, result } = decideChange(state, { country }, unfit)
  return { events, result: typeof result === 'object' ? result : undefined }
}

/** `intent_unresolved`: an unknown account may exist, and only the frozen parameters can find it. */
export type Erased = 'erased' | 'intent_unresolved'

/**
 * Removes a client's personal data. Its ids, account and audit trail stay. Erasing an erased client changes nothing.
 */
export function decideErasure(state: Onboarding): Decision<Erased> {
  if (state.erasedAt !== undefined) return { events: [], result: 'erased' }
  const { intent } = state
  if (hasUnknownOutcome(intent)) return { events: [], result: 'intent_unresolved' }
  const open = openToken(state)
  return {
    events: [
      ...(intent === undefined || intent.status === 'closed' ? [{ type: 'intent_barred' } as const] : []),
      ...(open === undefined ? [] : [{ type: 'token_revoked', tokenId: open.id, reason: 'erased' } as const]),
      { type: 'client_erased' },
    ],
    result: 'erased',
  }
}
