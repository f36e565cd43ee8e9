import { readinessOf, type AccountSnapshot } from './account.ts'
import type { DeliveryRecord } from './delivery-signs.ts'
import type { Finding } from './diagnosis.ts'

/** Signs of faults, the likeliest reason first. */
const FAULTS = ['refused_secret', 'refused_clock', 'refused_body', 'other_mode'] as const

/** How long a sign of a fault counts while other events arrive, in milliseconds. */
const RECENT_MS = 24 * 3_600_000

/** How long before its end a ping was sent, with some reserve, in milliseconds. */
const PING_MS = 120_000

/** Whether events arrive, judged by what was seen of them. If a ping did not, the likely reasons are named. */
export function diagnoseDelivery(record: DeliveryRecord, now: Date): readonly Finding[] {
  const arrivedAt = Math.max(0, ...[record.delivered, record.ping_arrived].map((sign) => sign?.lastAt.getTime() ?? 0))
  const findings: Finding[] = []
  const missing = record.ping_missing
  if (missing !== undefined && missing.lastAt.getTime() > arrivedAt) {
    const facts = { reasons: pingReasons(record) }
    findings.push({ check: 'event_delivery', outcome: 'fault', cause: 'ping_missing', facts })
  }
  for (const sign of FAULTS) {
    const seen = record[sign]
    const lastAt = seen?.lastAt.getTime() ?? 0
    if (seen === undefined || now.getTime() - lastAt > RECENT_MS) continue
    const outcome = lastAt > arrivedAt && sign !== 'other_mode' ? 'fault' : 'warning'
    const facts = { sign, count: seen.count }
    findings.push({ check: 'event_delivery', outcome, cause: 'events_refused', facts })
  }
  const unannounced = record.unannounced
  if (unannounced !== undefined && unannounced.lastAt.getTime() > Math.max(arrivedAt, now.getTime() - RECENT_MS)) {
    const facts = { count: unannounced.count }
    findings.push({ check: 'event_delivery', outcome: 'warning', cause: 'changes_unannounced', facts })
  }
  if (findings.length > 0) return findings
  return [{ check: 'event_delivery', outcome: 'ok', cause: 'events_arrive', facts: { hasArrived: arrivedAt > 0 } }]
}

/** Whether an account has changed in a way that the provider sends an event for. */
export function isChange(before: AccountSnapshot, after: AccountSnapshot): boolean {
  return before.submitted !== after.submitted || readinessOf(before).readiness !== readinessOf(after).readiness
}

/** What was seen while the last ping that did not arrive was on its way. */
export function pingReasons({ ping_missing: missing, ...record }: DeliveryRecord): readonly (typeof FAULTS)[number][] {
  if (missing === undefined) return []
  const since = missing.lastAt.getTime() - PING_MS
  return FAULTS.filter((sign) => (record[sign]?.lastAt.getTime() ?? 0) >= since)
}
