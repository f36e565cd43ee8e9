import type { AlertMessage, StoredAlert } from '../../domain/alert.ts'
import { standingOf } from '../../domain/onboarding.ts'
import type { AlertBook, AlertChannelName } from '../../ports/alert-book.ts'
import type { MemoryStore } from './store.ts'

/** How long alerts that have ended are kept, in milliseconds. */
const KEPT_MS = 24 * 3_600_000

type QueuedAlert = { readonly platform: string; readonly channel: AlertChannelName; readonly message: AlertMessage }

/** The alerts in memory. `queued`: the messages that wait for their channels, oldest first. */
export function memoryAlertBook({ onboardings, now }: Pick<MemoryStore, 'onboardings' | 'now'>): AlertBook & {
  readonly queued: QueuedAlert[]
} {
  const alerts = new Map<string, StoredAlert & { readonly platform: string }>()
  const queued: QueuedAlert[] = []
  const keyOf = (platform: string, { kind, subject }: Pick<StoredAlert, 'kind' | 'subject'>) =>
    `${platform} ${kind} ${subject}`

  return {
    queued,

    async load(platform, kinds, rules) {
      const at = now()
      const own = [...alerts.values()].filter((alert) => alert.platform === platform && kinds.includes(alert.kind))
      const found = rules.flatMap(({ kind, readiness, isOverdue }) =>
        [...onboardings.values()].flatMap(({ state }) => {
          const standing = standingOf(state)
          const applies =
            state.platform === platform &&
            state.erasedAt === undefined &&
            readiness.includes(standing.readiness) &&
            (!isOverdue || (standing.deadline !== undefined && standing.deadline < at))
          return applies ? [{ kind, subject: state.client.id }] : []
        }),
      )
      const lasts = ({ endedAt }: StoredAlert) => endedAt === undefined
      const isSame = (one: Pick<StoredAlert, 'kind' | 'subject'>) => (other: Pick<StoredAlert, 'kind' | 'subject'>) =>
        one.kind === other.kind && one.subject === other.subject
      const isOfRule = ({ kind }: StoredAlert) => rules.some((rule) => rule.kind === kind)
      return {
        clients: found.filter((cause) => !own.some((alert) => lasts(alert) && isSame(alert)(cause))),
        stored: own
          .filter((alert) => !isOfRule(alert) || lasts(alert) !== found.some(isSame(alert)))
          .map(({ platform: _platform, ...alert }) => alert),
        lastToldAt: Object.fromEntries(
          own
            .toSorted((one, other) => one.toldAt.getTime() - other.toldAt.getTime())
            .map((alert) => [alert.kind, alert.toldAt]),
        ),
        now: at,
      }
    },

    async save(platform, { told, revived, ended, messages, now: at }, channels) {
      const toldAt = (cause: Pick<StoredAlert, 'kind' | 'subject'>) =>
        alerts.get(keyOf(platform, cause))?.toldAt.getTime()
      if (told.some((cause) => toldAt(cause) !== cause.toldBefore?.getTime())) return 'conflict'
      for (const { kind, subject } of told)
        alerts.set(keyOf(platform, { kind, subject }), { platform, kind, subject, toldAt: at })
      for (const { kind, subject, toldAt: before } of revived)
        alerts.set(keyOf(platform, { kind, subject }), { platform, kind, subject, toldAt: before })
      for (const alert of ended) alerts.set(keyOf(platform, alert), { ...alert, platform, endedAt: at })
      for (const [key, { endedAt }] of alerts)
        if (endedAt !== undefined && at.getTime() - endedAt.getTime() > KEPT_MS) alerts.delete(key)
      queued.push(...messages.flatMap((message) => channels.map((channel) => ({ platform, channel, message }))))
      return 'saved'
    },
  }
}
