import type { NextAction } from './account.ts'
import type { AlertKind, AlertMessage } from './alert.ts'

/** An alert in words. Whoever gets it sees what has happened, to whom, and what to do next. */
export interface AlertText {
  readonly title: string
  readonly lines: readonly string[]
  /** What to do next. */
  readonly next: string
}

/** A client that an alert is about. */
export interface AlertedClient {
  readonly clientId: string
  readonly name: string
  readonly accountId?: string | undefined
  readonly deadline?: Date | undefined
  /** Since when its status or readiness is as it is. */
  readonly since: Date
}

/** Which clients the digest calls stuck: those who wait for the same for so many milliseconds. */
export interface StuckRule {
  readonly nextAction: Exclude<NextAction, 'none'>
  readonly forMs: number
}

const DAY_MS = 24 * 3_600_000

export const STUCK_RULES: readonly StuckRule[] = [
  { nextAction: 'operator', forMs: 0 },
  { nextAction: 'client', forMs: 7 * DAY_MS },
  { nextAction: 'provider', forMs: 3 * DAY_MS },
]

/** How many clients of each rule the digest names. */
export const NAMED_IN_DIGEST = 10

/** Clients that are stuck on the same, those who have waited longest first; `more`: there are others. */
export interface StuckClients {
  readonly nextAction: StuckRule['nextAction']
  readonly clients: readonly AlertedClient[]
  readonly more: boolean
}

type Told = Exclude<AlertKind, 'digest'>

const NEXT: Readonly<Record<Told, string>> = {
  account_rejected:
    "Find out why on the provider's dashboard, and tell the client: no link opens for it, and it cannot be paid. " +
    '`connect-onboarding admin accounts unreject <client id>` takes back a rejection of your own.',
  account_disconnected:
    'Ask the client why the account was closed or disconnected: no link opens. ' +
    '`connect-onboarding admin accounts reset <client id>` lets it begin again with another account.',
  deadline_missed:
    'Contact the client: its payments have stopped or will stop. ' +
    '`connect-onboarding admin clients show <client id>` says what the provider still needs.',
  webhooks_silent:
    'Changes are found by polling meanwhile, but later. The check of the set-up (`GET /diagnostics`, or the command ' +
    'line) says what to repair.',
  jobs_dead:
    'Remove the cause. `connect-onboarding admin jobs list` shows them, and `admin jobs replay` queues them again.',
  endpoint_off:
    'Its events wait. Repair the receiver, then `connect-onboarding admin webhooks change <endpoint id> --on` sends them; ' +
    '`admin webhooks redeliver <endpoint id> --since <instant>` sends again what was given up before.',
  setup_faulty: '`GET /diagnostics`, or the command line, repeats the check.',
}

const TITLES: Readonly<Record<Told, (count: number) => string>> = {
  account_rejected: (count) => (count === 1 ? 'An account was rejected' : `${count} accounts were rejected`),
  account_disconnected: (count) =>
    count === 1 ? 'An account was closed or disconnected' : `${count} accounts were closed or disconnected`,
  deadline_missed: (count) =>
    count === 1 ? 'A client missed its deadline' : `${count} clients missed their deadlines`,
  webhooks_silent: () => 'Events of the provider do not arrive',
  jobs_dead: () => 'Background jobs were given up',
  endpoint_off: (count) =>
    count === 1
      ? 'A webhook endpoint has failed for five days, and was switched off'
      : `${count} webhook endpoints have failed for five days, and were switched off`,
  setup_faulty: () => 'The set-up has a fault',
}

/** The words of a message about these clients; those that were erased meanwhile are missing. */
export function alertText(
  message: AlertMessage & { readonly kind: Told },
  clients: readonly AlertedClient[],
): AlertText {
  const { kind, causes, more } = message
  const lines = causes.flatMap(({ subject, words }) => {
    const client = clients.find(({ clientId }) => clientId === subject)
    return words ?? (client === undefined ? [] : clientLine(client, kind))
  })
  return {
    title: TITLES[kind](causes.length + more),
    lines: [...lines, ...(more > 0 ? [`and ${more} more`] : [])],
    next: NEXT[kind],
  }
}

function clientLine({ clientId, name, accountId, deadline }: AlertedClient, kind: Told): string {
  const account = accountId === undefined ? '' : `, account ${accountId}`
  const missed = kind === 'deadline_missed' && deadline !== undefined ? `, deadline ${dateOf(deadline)}` : ''
  return `${oneLine(name)} (client ${clientId}${account}${missed})`
}

const WAITING: Readonly<Record<StuckRule['nextAction'], string>> = {
  operator: 'Waiting for your staff',
  client: 'Waiting for the client, for 7 days or longer',
  provider: 'Waiting for the provider, for 3 days or longer',
}

/** The words of the digest; `undefined` if no client is stuck. */
export function digestText(stuck: readonly StuckClients[]): AlertText | undefined {
  const groups = stuck.filter(({ clients }) => clients.length > 0)
  if (groups.length === 0) return undefined
  return {
    title: 'Clients that are stuck',
    lines: groups.flatMap(({ nextAction, clients, more }) => [
      `${WAITING[nextAction]}:`,
      ...clients.map(({ clientId, name, since }) => `${oneLine(name)} (client ${clientId}), since ${dateOf(since)}`),
      ...(more ? ['and others'] : []),
    ]),
    next: '`connect-onboarding admin clients show <client id>` says what to do next for each of them.',
  }
}

const dateOf = (instant: Date): string => instant.toISOString().slice(0, 10)

/** A name cannot begin a line of its own, nor turn the direction of the text after it. */
const oneLine = (name: string): string => name.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
