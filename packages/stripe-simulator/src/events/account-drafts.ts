import { isV2, v2Account, type V2Record } from '../accounts/v2/account-view.ts'
import { capabilitiesOf } from '../accounts/v2/capability-view.ts'
import type { LinkRecord } from '../state/links.ts'
import type { AccountRecord } from '../state/account-record.ts'
import type { AccountChange } from '../state/world.ts'
import type { Draft } from './thin-event.ts'

/** The thin events about a change of an account: for accounts of v2 those of v2. */
export function draftsOf(change: AccountChange): Draft[] {
  const { after } = change
  if (!isV2(after)) return []
  switch (change.kind) {
    case 'created':
      return [draft(after, 'v2.core.account.created')]
    case 'lost':
      return after.access === 'deleted' ? [draft(after, 'v2.core.account.closed')] : []
    case 'updated':
      return isV2(change.before) ? differences(change.before, after) : []
  }
}

/**
 * The thin forms of v1's events, which exist for accounts of both generations. They are fetched in the context of the
 * account, and are sent only to destinations that name them.
 */
export function v1DraftsOf(change: AccountChange, snapshotEvent: string): Draft[] {
  const { id } = change.after.account
  const about = { account: id, context: id, snapshotEvent }
  if (change.kind === 'updated') {
    return [{ ...about, type: 'v1.account.updated', related: { id, type: 'account', url: `/v1/accounts/${id}` } }]
  }
  return change.kind === 'lost' ? [{ ...about, type: 'v1.account.application.deauthorized' }] : []
}

/** The event about a return from the hosted page. It has no related object: only its data names the account. */
export function returnDraft(link: LinkRecord, record: AccountRecord): Draft {
  const { account } = link
  const configurations = record.v2?.configurations ?? []
  return {
    account,
    type: 'v2.core.account_link.returned',
    data: { account_id: account, configurations, use_case: link.type },
  }
}

const parts = ['identity', 'defaults', 'requirements', 'future_requirements'] as const
const configurations = ['merchant', 'recipient'] as const

function draft({ account: { id } }: V2Record, type: string, part?: string): Draft {
  const url = `/v2/core/accounts/${id}${part === undefined ? '' : `?include=${part}`}`
  return { account: id, type, related: { id, type: 'v2.core.account', url } }
}

/** One event for each part that changed, and one for each capability with a new status. */
function differences(before: V2Record, after: V2Record): Draft[] {
  const [old, now] = [views(before), views(after)]
  const differs = (name: string): boolean => JSON.stringify(old.get(name)) !== JSON.stringify(now.get(name))
  return [
    ...(differs('') ? [draft(after, 'v2.core.account.updated')] : []),
    ...parts.filter(differs).map((part) => draft(after, `v2.core.account[${part}].updated`, part)),
    ...configurations
      .map((name) => `configuration.${name}`)
      .filter(differs)
      .map((part) => draft(after, `v2.core.account[${part}].updated`, part)),
    ...newStatuses(before, after).map(({ configuration, name }) => ({
      ...draft(
        after,
        `v2.core.account[configuration.${configuration}].capability_status_updated`,
        `configuration.${configuration}`,
      ),
      data: { updated_capability: name },
    })),
  ]
}

function newStatuses(before: V2Record, after: V2Record) {
  const old = new Map(
    capabilitiesOf(before).map(({ configuration, name, state }) => [`${configuration} ${name}`, state]),
  )
  return capabilitiesOf(after).filter(
    ({ configuration, name, state }) => old.get(`${configuration} ${name}`)?.status !== state.status,
  )
}

/** The parts of an account that have events of their own, by name. The rest is under an empty name. */
function views(record: V2Record): Map<string, unknown> {
  const all = ['configuration.merchant', 'configuration.recipient', ...parts] as const
  const { configuration, ...rest } = v2Account(record, all)
  const [own, other] = [new Map<string, unknown>(), new Map<string, unknown>()]
  for (const [name, value] of Object.entries(rest)) {
    if (parts.some((part) => part === name)) own.set(name, value)
    else other.set(name, value)
  }
  for (const name of configurations) own.set(`configuration.${name}`, withoutStatuses(configuration?.[name]))
  return own.set('', [...other])
}

// Which capabilities there are belongs to the configuration; their statuses have events of their own.
function withoutStatuses(configuration: { readonly capabilities: object } | null | undefined) {
  if (!configuration) return configuration
  const { capabilities, ...rest } = configuration
  return { ...rest, capabilities: Object.keys(capabilities) }
}
