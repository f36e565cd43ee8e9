import type { Caller } from '../../http/dialect.ts'
import { notFoundV2, notYetCompatible, v1Account } from '../../http/v2-errors.ts'
import type { Parts } from '../../state/parts.ts'
import { refuseOutsider } from './account-rules.ts'
import { isV2, type V2Record } from '../../accounts/v2/account-view.ts'

// How long accounts of v1 are unknown to v2, at most.
const compatibleAfterMs = 10 * 60 * 1000

/** The caller's account, open or closed. Throws Stripe's refusal. */
export function ownAccount(parts: Parts, caller: Caller, id: string): V2Record {
  refuseOutsider(parts.platform.state())
  const record = parts.world.findFor(caller, id)
  if (record === undefined || record.access === 'deauthorised') throw notFoundV2()
  if (isV2(record)) return record
  if (record.access !== 'connected') throw notFoundV2()
  throw parts.clock.now() - record.createdMs < compatibleAfterMs ? notYetCompatible() : v1Account()
}

/** The caller's account, unless it is closed. Throws Stripe's refusal. */
export function openAccount(parts: Parts, caller: Caller, id: string): V2Record {
  const record = ownAccount(parts, caller, id)
  if (record.access !== 'connected') throw notFoundV2()
  return record
}
