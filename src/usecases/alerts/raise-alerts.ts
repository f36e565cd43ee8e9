import {
  causesOfDeadJobs,
  causesOfEndpoints,
  CLIENT_RULES,
  decideAlerts,
  digestCause,
  isSilence,
  STORED_KINDS,
  type AlertCause,
  type AlertKind,
} from '../../domain/alert.ts'
import { groupsOfDeadJobs } from '../../domain/dead-job-group.ts'
import { diagnoseDelivery } from '../../domain/event-delivery.ts'
import type { AlertBook } from '../../ports/alert-book.ts'
import { ALERT_CHANNELS } from '../../ports/alert-book.ts'
import type { Alerting } from '../../ports/alert-channel.ts'
import type { DeadJobs } from '../../ports/dead-jobs.ts'
import type { WebhookEndpoints } from '../../ports/webhook-endpoints.ts'
import type { DeliverySigns } from '../../ports/delivery-signs.ts'
import type { Explanation, ProviderDiagnostics } from '../../ports/provider-diagnostics.ts'
import type { Check } from '../setup/diagnose.ts'

/** How many jobs that were given up are read at the most. */
const JOBS_READ = 500

interface Dependencies {
  readonly platform: string
  readonly alertBook: AlertBook
  readonly alerting: Alerting
  readonly deadJobs: DeadJobs
  readonly endpoints: Pick<WebhookEndpoints, 'list'>
  readonly signs: DeliverySigns
  readonly diagnostics: ProviderDiagnostics
  readonly diagnose: (signal: AbortSignal) => Promise<readonly Check[]>
}

/**
 * Tells operators of what is wrong: what is stored (`stored`), or what a check of the set-up finds (`setup`). Returns how
 * many messages were queued.
 */
export function raiseAlerts(dependencies: Dependencies) {
  const { platform, alertBook, alerting, deadJobs, endpoints, signs, diagnostics, diagnose } = dependencies
  const isWanted = (kind: AlertKind) => alerting.kinds.includes(kind)
  const channels = ALERT_CHANNELS.filter((name) => alerting.channels[name] !== undefined)

  async function tell(kinds: readonly AlertKind[], findCauses: (now: Date) => Promise<readonly AlertCause[]>) {
    const rules = CLIENT_RULES.filter(({ kind }) => kinds.includes(kind))
    const { clients, ...loaded } = await alertBook.load(platform, kinds, rules)
    const causes = [...clients, ...(await findCauses(loaded.now)).filter(({ kind }) => kinds.includes(kind))]
    const decided = decideAlerts({ ...loaded, causes })
    // In a conflict another run has told the same.
    const saved = await alertBook.save(platform, decided, channels)
    return saved === 'saved' ? decided.messages.length : 0
  }

  return async (scope: 'stored' | 'setup', signal: AbortSignal): Promise<number> => {
    const kinds = (scope === 'setup' ? (['setup_faulty'] as const) : STORED_KINDS).filter(isWanted)
    if (kinds.length === 0) return 0
    if (scope === 'setup') {
      const checks = await diagnose(signal)
      return tell(kinds, async () => causesOfChecks(checks))
    }
    return tell(kinds, async (now) => [
      ...(await silence()),
      ...(await given()),
      ...(await switchedOff()),
      ...digestCause(now),
    ])
  }

  async function silence(): Promise<AlertCause[]> {
    if (!isWanted('webhooks_silent')) return []
    const { record, now } = await signs.load(platform)
    return diagnoseDelivery(record, now)
      .filter(isSilence)
      .map((finding) => ({
        kind: 'webhooks_silent',
        subject: finding.cause,
        words: wordsOf(diagnostics.explain(finding)),
      }))
  }

  async function given(): Promise<AlertCause[]> {
    if (!isWanted('jobs_dead')) return []
    const { items, next } = await deadJobs.list(platform, {}, { limit: JOBS_READ })
    return causesOfDeadJobs(groupsOfDeadJobs(items, next === undefined))
  }

  async function switchedOff(): Promise<AlertCause[]> {
    return isWanted('endpoint_off') ? causesOfEndpoints(await endpoints.list(platform)) : []
  }
}

/** The faults of a check of the set-up. Whether events arrive is another kind of alert. */
function causesOfChecks(checks: readonly Check[]): AlertCause[] {
  return checks
    .filter(({ id, outcome }) => id !== 'event_delivery' && (outcome === 'fault' || outcome === 'unknown'))
    .map((check) => ({
      kind: 'setup_faulty',
      subject: check.id,
      words: wordsOf(check),
      ...(check.outcome === 'unknown' && { isUnsure: true }),
    }))
}

const wordsOf = ({ sentence, remedy }: Explanation): string =>
  remedy === undefined ? sentence : `${sentence} ${remedy}`
