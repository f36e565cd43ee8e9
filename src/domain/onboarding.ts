import { evolveIntent, type AccountIntent, type IntentEvent } from './account-intent.ts'
import { readinessOf, type ConnectedAccount, type NextAction, type Readiness } from './account.ts'
import { tombstone, withValues, type Client } from './client.ts'
import { confirmationAfter, type ConfirmationEvent } from './confirmation.ts'
import type { LinkAttempt } from './link-attempt.ts'
import { sentAgain } from './links-on-request.ts'
import { deadlineOf, nextActionOf } from './next-step.ts'
import type { EventOf, OnboardingEvent, OnboardingEventType } from './onboarding-event.ts'
import {
  issuedToken,
  reminded,
  transition,
  type OnboardingToken,
  type TokenEvent,
  type TokenStatus,
} from './onboarding-token.ts'

/**
 * The aggregate: everything about one client that decisions depend on. It is loaded whole, changed by events and saved
 * whole.
 */
export interface Onboarding {
  readonly platform: string
  readonly client: Client
  /** When the client was erased. `client` is then a tombstone. */
  readonly erasedAt?: Date
  /** All tokens ever issued to the client, oldest first; at least one. */
  readonly tokens: readonly OnboardingToken[]
  readonly intent?: AccountIntent
  readonly account?: ConnectedAccount
  /** The link attempt, if the onboarding was loaded by a state or refresh secret. */
  readonly attempt?: LinkAttempt
  /** When the latest token's status or the readiness last changed. */
  readonly since: Date
  /** When a link of the client was last opened. Absent before the first time. */
  readonly lastOpenedAt?: Date
  /** When the mail server refused the client's address. Absent if an email or a link has reached the client since. */
  readonly emailRefusedAt?: Date
}

/** The events to save, and the result for the caller once they are saved. */
export interface Decision<Result> {
  readonly events: readonly OnboardingEvent[]
  readonly result: Result
  /** The decision is valid only before this instant of the database's clock. */
  readonly notAfter?: Date
}

type Evolve<T extends OnboardingEventType> = (state: Onboarding, event: EventOf<T>, at: Date) => Onboarding

type ChangeType = Exclude<OnboardingEventType, 'client_invited'>

const unchanged = (state: Onboarding): Onboarding => state

/** The new state after each type of event, except `client_invited`, which creates the onboarding. */
const EVOLVE: { readonly [T in ChangeType]: Evolve<T> } = {
  client_changed: (state, { changes }) => {
    const next = changes.email === undefined ? state : withoutRefusal(state)
    return { ...next, client: withValues(state.client, changes) }
  },
  reminders_stopped: (state, _event, at) => ({ ...state, client: { ...state.client, remindersStoppedAt: at } }),
  reminders_resumed: (state) => {
    const { remindersStoppedAt: _past, ...client } = state.client
    return { ...state, client }
  },
  client_erased: (state, _event, at) => ({ ...state, client: tombstone(state.client), erasedAt: at }),

  token_issued: (state, event, at) => ({
    ...state,
    tokens: [...state.tokens, issuedToken({ ...event, clientId: state.client.id, at })],
  }),
  secret_added: unchanged,
  stop_secret_added: unchanged,
  link_created: opened,
  session_created: (state, { sessionExpiresAt: linkExpiresAt, ...event }, at) =>
    opened(state, { ...event, linkExpiresAt }, at),
  provider_failed: (state, { tokenId, failure }, at) => moved(state, tokenId, { type: 'provider_failed', at, failure }),
  terms_accepted: (state, { version, address }, at) => {
    const terms = { version, at, ...(address !== undefined && { address }) }
    return { ...state, client: { ...state.client, terms } }
  },
  code_sent: confirmationEvolved,
  code_not_sent: confirmationEvolved,
  code_refused: confirmationEvolved,
  code_confirmed: confirmationEvolved,
  token_completed: (state, { tokenId }, at) => moved(state, tokenId, { type: 'complete', at }),
  token_extended: (state, { tokenId, lifetimeMs }, at) => moved(state, tokenId, { type: 'extend', at, lifetimeMs }),
  token_revoked: (state, { tokenId, reason }, at) => moved(state, tokenId, { type: 'revoke', at, reason }),
  tokens_forgotten: (state, { tokenIds }) => ({
    ...state,
    tokens: state.tokens.filter(({ id }) => !tokenIds.includes(id)),
  }),

  refresh_used: (state, _event, at) =>
    state.attempt === undefined ? state : { ...state, attempt: { ...state.attempt, refreshedAt: at } },
  refresh_restored: (state) => {
    if (state.attempt === undefined) return state
    const { refreshedAt: _used, ...attempt } = state.attempt
    return { ...state, attempt }
  },

  intent_opened: intentEvolved,
  intent_tried: intentEvolved,
  intent_settling: intentEvolved,
  intent_closed: intentEvolved,
  intent_barred: intentEvolved,

  account_stored: (state, event, at) => {
    const { snapshot, generation, terms } = event
    return intentEvolved({ ...state, account: { snapshot, generation, terms } }, event, at)
  },
  account_detached: (state, event, at) => {
    const { account: _detached, ...rest } = intentEvolved(state, event, at)
    return rest
  },
  account_managed: unchanged,
  account_refreshed: (state, { snapshot }) =>
    state.account === undefined ? state : { ...state, account: { ...state.account, snapshot } },
  readiness_changed: unchanged,

  new_link_requested: unchanged,
  link_sent_again: (state, { tokenId }, at) => ({
    ...state,
    tokens: state.tokens.map((token) => (token.id === tokenId ? sentAgain(token, at) : token)),
  }),
  email_requested: unchanged,
  warm_up_requested: unchanged,
  follow_up_requested: (state, { tokenId, kind }, at) => {
    const counts = kind === 'reminder'
    return {
      ...state,
      tokens: state.tokens.map((token) => (token.id === tokenId ? reminded(token, at, { counts }) : token)),
    }
  },
  emails_planned: unchanged,
  email_sent: withoutRefusal,
  email_refused: (state, _event, at) => ({ ...state, emailRefusedAt: at }),
}

/**
 * The state after an event that happened at `at` by the database's clock. No other code creates a state: it serves the
 * memory adapter, the code that continues after a save, and the tests.
 */
export function evolve(state: Onboarding | undefined, event: OnboardingEvent, at: Date): Onboarding {
  if (event.type === 'client_invited') {
    return { platform: event.platform, client: { ...event.client, createdAt: at }, tokens: [], since: at }
  }
  if (state === undefined) throw new Error(`${event.type} cannot happen before the client is invited`)
  const next = apply(state, event, at)
  const [before, after] = [standingOf(state), standingOf(next)]
  const isSame = before.status === after.status && before.readiness === after.readiness
  return isSame ? next : { ...next, since: at }
}

function apply<T extends ChangeType>(state: Onboarding, event: EventOf<T>, at: Date): Onboarding {
  return EVOLVE[event.type](state, event, at)
}

/** The values that lists filter and sort by. An erased client waits for no one. */
export function standingOf({ tokens, account, erasedAt, emailRefusedAt }: Onboarding): {
  readonly status: TokenStatus | undefined
  readonly readiness: Readiness
  readonly nextAction: NextAction
  readonly deadline: Date | undefined
} {
  const [token, snapshot] = [tokens.at(-1), account?.snapshot]
  const { readiness } = readinessOf(snapshot)
  const isErased = erasedAt !== undefined
  return {
    status: token?.status,
    readiness,
    nextAction: isErased ? 'none' : nextActionOf({ token, account: snapshot, emailRefusedAt }),
    deadline: isErased ? undefined : deadlineOf(snapshot),
  }
}

/** The token that was issued last: the only one that can be open. */
export function latestToken({ tokens }: Pick<Onboarding, 'tokens'>): OnboardingToken {
  const latest = tokens.at(-1)
  if (latest === undefined) throw new Error('an onboarding has no token')
  return latest
}

/** The token with this id. Throws if there is none, because ids come from the onboarding itself. */
export function tokenOf({ tokens, client }: Onboarding, tokenId: string): OnboardingToken {
  const token = tokens.find(({ id }) => id === tokenId)
  if (token === undefined) throw new Error(`client ${client.id} has no token ${tokenId}`)
  return token
}

/** The token that is pending or in progress, expired or not. */
export function openToken({ tokens }: Onboarding): OnboardingToken | undefined {
  return tokens.find(({ status }) => status === 'pending' || status === 'in_progress')
}

function withoutRefusal(state: Onboarding): Onboarding {
  const { emailRefusedAt: _past, ...rest } = state
  return rest
}

function opened(
  state: Onboarding,
  { tokenId, linkExpiresAt, browser }: Pick<EventOf<'link_created'>, 'tokenId' | 'linkExpiresAt' | 'browser'>,
  at: Date,
): Onboarding {
  return {
    ...moved(withoutRefusal(state), tokenId, { type: 'link_created', at, linkExpiresAt, browser }),
    lastOpenedAt: at,
  }
}

function moved(state: Onboarding, tokenId: string, event: TokenEvent): Onboarding {
  const { status } = tokenOf(state, tokenId)
  const tokens = state.tokens.map((token) => {
    if (token.id !== tokenId) return token
    const decision = transition(token, event)
    if (decision.outcome !== 'changed') throw new Error(`${event.type} cannot happen to a token that is ${status}`)
    return decision.token
  })
  return { ...state, tokens }
}

function confirmationEvolved(state: Onboarding, event: ConfirmationEvent, at: Date): Onboarding {
  const tokens = state.tokens.map((token) =>
    token.id === event.tokenId ? { ...token, confirmation: confirmationAfter(token.confirmation, event, at) } : token,
  )
  return { ...state, tokens }
}

function intentEvolved(state: Onboarding, event: Extract<OnboardingEvent, IntentEvent>, at: Date): Onboarding {
  return { ...state, intent: evolveIntent(state.client.id, state.intent, event, at) }
}
