import { Type, type Static } from '@sinclair/typebox'
import { LEAST_RETENTION, USUAL_RETENTION, type RetentionRules } from '../domain/retention.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Ten years. */
const MOST_DAYS = 3650

const days = (what: keyof RetentionRules, description: string) => {
  const least = LEAST_RETENTION[what] / DAY_MS
  return Type.Integer({
    minimum: least,
    maximum: MOST_DAYS,
    default: USUAL_RETENTION[what] / DAY_MS,
    description: `${least} to ${MOST_DAYS} days, ${description}`,
  })
}

export const RetentionVariables = Type.Object({
  RETENTION_PROVIDER_EVENTS_DAYS: days('providerEvents', 'for which webhooks are kept'),
  RETENTION_LINK_ATTEMPTS_DAYS: days('linkAttempts', 'for which openings are kept after their token ended'),
  RETENTION_IDEMPOTENCY_KEYS_HOURS: Type.Integer({
    minimum: LEAST_RETENTION.idempotencyKeys / HOUR_MS,
    maximum: MOST_DAYS * 24,
    default: USUAL_RETENTION.idempotencyKeys / HOUR_MS,
    description: '24 to 87600 hours, for which idempotency keys are kept',
  }),
  RETENTION_TOKENS_DAYS: days('tokens', 'for which a token is kept that a later one replaced'),
  RETENTION_OUTGOING_EVENTS_DAYS: days(
    'outgoingEvents',
    'for which outgoing events are kept after their last delivery ended',
  ),
  RETENTION_AUDIT_VALUES_DAYS: days('auditValues', 'for which the audit events of an erased client keep their values'),
})

export interface RetentionConfig {
  readonly retention: RetentionRules
}

export const retentionConfig = (variables: Static<typeof RetentionVariables>): RetentionConfig => ({
  retention: {
    providerEvents: variables.RETENTION_PROVIDER_EVENTS_DAYS * DAY_MS,
    linkAttempts: variables.RETENTION_LINK_ATTEMPTS_DAYS * DAY_MS,
    idempotencyKeys: variables.RETENTION_IDEMPOTENCY_KEYS_HOURS * HOUR_MS,
    tokens: variables.RETENTION_TOKENS_DAYS * DAY_MS,
    outgoingEvents: variables.RETENTION_OUTGOING_EVENTS_DAYS * DAY_MS,
    auditValues: variables.RETENTION_AUDIT_VALUES_DAYS * DAY_MS,
  },
})
