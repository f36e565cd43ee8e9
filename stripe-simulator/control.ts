import { disabledReason } from './account.ts'
import type { HeldAccount } from './control-schemas.ts'
import type { Parts } from './parts.ts'
import { linkUrl } from './routes/account-links.ts'
import type { Simulator } from './types.ts'
import type { AccountRecord } from './world.ts'

/** The control verbs over what the simulator remembers. */
export function createSimulator(parts: Parts): Simulator {
  const { clock, world, faults, callLog, idempotency, rateLimit, publicUrl } = parts
  const clockState = () => ({ now: new Date(clock.now()).toISOString(), advancedMs: clock.advancedMs() })
  return {
    faults: {
      add: async (rule) => faults.add(rule),
      list: async () => faults.list(),
      clear: async (id) => faults.clear(id),
    },
    accounts: async () => world.all().map(summary),
    accountLinks: async () =>
      world.allLinks().map((link) => ({
        account: link.account,
        type: link.type,
        url: linkUrl(publicUrl(), link),
        created: link.created,
        expires_at: link.expiresAt,
        refresh_url: link.refreshUrl,
        return_url: link.returnUrl,
        visits: link.visits,
      })),
    calls: async (filter) => callLog.list(filter),
    clock: {
      now: async () => clockState(),
      async advance(ms) {
        clock.advance(ms)
        return clockState()
      },
    },
    setListLag: async (ms) => world.setListLag(ms),
    setRateLimit: async (perSecond) => rateLimit.set(perSecond),
    async setAccountState(id, change) {
      const record = world.changeAccount(id, change)
      if (record === undefined) throw new RangeError(`the simulator holds no account ${id}`)
      return summary(record)
    },
    async reset() {
      clock.reset()
      world.reset()
      idempotency.reset()
      faults.clear()
      callLog.reset()
      rateLimit.set(null)
    },
    onAccountUpdated: (listener) => world.onAccountUpdated(listener),
  }
}

function summary(record: AccountRecord): HeldAccount {
  const { account, access, createdMs } = record
  return {
    id: account.id,
    access,
    created: account.created ?? Math.floor(createdMs / 1000),
    email: account.email,
    country: account.country ?? '',
    metadata: account.metadata ?? {},
    details_submitted: account.details_submitted,
    charges_enabled: account.charges_enabled,
    payouts_enabled: account.payouts_enabled,
    disabled_reason: disabledReason(record),
  }
}
