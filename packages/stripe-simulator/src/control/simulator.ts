// control/: the control API, which is not part of Stripe's. Its functions (types.ts) are implemented here on top of the
// simulator's state, offered over HTTP by the routes, and called from another process by control-client.ts. Schemas are
// in schemas.ts, those of webhooks in webhooks/schemas.ts.
import { apiOf, disabledReason } from '../accounts/account.ts'
import type { AccountRecord } from '../state/account-record.ts'
import { type LinkRecord, linkUrl } from '../state/links.ts'
import type { Parts } from '../state/parts.ts'
import type { Webhooks } from '../webhooks/webhooks.ts'
import type { HeldAccount, HeldAccountLink } from './account-schemas.ts'
import type { Simulator, WebhookControl } from './types.ts'

const defaultFlushMs = 30_000

/** The control functions on top of the simulator's state. */
export function createSimulator(parts: Parts): Simulator {
  const { clock, world, links, schedule, webhooks, faults, callLog, rateLimit, platform, publicUrl } = parts
  const clockState = () => ({ now: new Date(clock.now()).toISOString(), advancedMs: clock.advancedMs() })
  function held(id: string): HeldAccount {
    const record = world.find(id)
    if (record === undefined) throw new RangeError(`the simulator holds no account ${id}`)
    return summary(record)
  }
  return {
    faults: {
      add: async (rule) => faults.add(rule),
      list: async () => faults.list(),
      clear: async (id) => faults.clear(id),
    },
    accounts: async () => world.all().map(summary),
    accountLinks: async () => links.all().map((link) => heldLink(link, publicUrl())),
    calls: async (filter) => callLog.list(filter),
    clock: {
      now: async () => clockState(),
      async advance(ms) {
        clock.advance(ms)
        schedule.applyDue()
        return clockState()
      },
    },
    setListLag: async (ms) => world.setListLag(ms),
    setRateLimit: async (perSecond, inAll) => rateLimit.set(perSecond, inAll),
    platform: async () => platform.state(),
    async setPlatform(settings) {
      platform.set(settings)
      return platform.state()
    },
    async setAccountState(id, change) {
      world.changeAccount(id, change)
      return held(id)
    },
    async scheduleRequirements(id, wanted) {
      schedule.add(id, wanted)
      return held(id)
    },
    ...webhookControl(webhooks),
    reset: async () => forgetAll(parts),
    onAccountUpdated: (listener) =>
      world.onChange(({ kind, after: { account } }) => {
        if (kind === 'updated') listener({ type: 'account.updated', account })
        if (kind === 'lost') listener({ type: 'account.application.deauthorized', account })
      }),
  }
}

function summary(record: AccountRecord): HeldAccount {
  const { account, access, createdMs, platform, livemode } = record
  return {
    id: account.id,
    api: apiOf(record),
    platform,
    livemode,
    access,
    created: account.created ?? Math.floor(createdMs / 1000),
    email: account.email,
    country: account.country ?? '',
    metadata: account.metadata ?? {},
    details_submitted: account.details_submitted,
    charges_enabled: account.charges_enabled,
    payouts_enabled: account.payouts_enabled,
    capabilities: Object.fromEntries(Object.entries(account.capabilities ?? {})),
    disabled_reason: disabledReason(record),
    currently_due: account.requirements?.currently_due ?? [],
    past_due: account.requirements?.past_due ?? [],
    current_deadline: account.requirements?.current_deadline ?? null,
  }
}

const webhookControl = (webhooks: Webhooks): WebhookControl => ({
  webhookEndpoints: async () => webhooks.endpoints.shown(),
  async setWebhookEndpoints(endpoints) {
    webhooks.endpoints.set(endpoints)
    return webhooks.endpoints.shown()
  },
  webhookBehaviour: async () => webhooks.behaviour(),
  async setWebhookBehaviour(behaviour) {
    webhooks.setBehaviour(behaviour)
    return webhooks.behaviour()
  },
  deliveries: async (filter) => webhooks.deliveries(filter),
  redeliver: async (eventId) => webhooks.redeliver(eventId),
  flushWebhooks: (timeoutMs = defaultFlushMs) => webhooks.flush(timeoutMs),
})

function forgetAll({
  clock,
  schedule,
  world,
  links,
  events,
  webhooks,
  idempotency,
  faults,
  callLog,
  rateLimit,
  platform,
}: Parts) {
  clock.reset()
  schedule.reset()
  world.reset()
  links.reset()
  events.reset()
  webhooks.reset()
  idempotency.v1.reset()
  idempotency.v2.reset()
  faults.clear()
  callLog.reset()
  rateLimit.set(null)
  platform.set({})
}

const heldLink = (link: LinkRecord, publicUrl: string): HeldAccountLink => ({
  account: link.account,
  api: link.api,
  type: link.type,
  url: linkUrl(publicUrl, link),
  created: link.created,
  expires_at: link.expiresAt,
  refresh_url: link.refreshUrl,
  return_url: link.returnUrl ?? '',
  visits: link.visits,
})
