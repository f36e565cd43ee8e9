import { FormatRegistry, Type } from '@sinclair/typebox'
import { ALERT_KINDS, type AlertKind } from '../domain/alert.ts'
import { EMAIL_PATTERN, listOf } from './formats.ts'

const address = new RegExp(EMAIL_PATTERN)

const areKinds = (kinds: readonly string[]): boolean =>
  kinds.length > 0 && kinds.every((kind) => ALERT_KINDS.some((known) => known === kind))

FormatRegistry.Set('alerts', (text) => text === 'all' || text === 'off' || areKinds(listOf(text)))
FormatRegistry.Set('addresses', (text) => listOf(text).length > 0 && listOf(text).every((each) => address.test(each)))

export const AlertVariables = Type.Object({
  ALERTS: Type.String({
    format: 'alerts',
    default: 'all',
    description: `all, off, or kinds of alert, comma-separated: ${ALERT_KINDS.join(', ')}`,
  }),
  ALERT_WEBHOOK_URL: Type.Optional(
    Type.String({
      format: 'webhook-url',
      secret: true,
      description: 'the URL of an incoming webhook of Slack, or of what takes the same',
    }),
  ),
  ALERT_EMAIL: Type.Optional(
    Type.String({ format: 'addresses', description: 'the addresses of operators, comma-separated' }),
  ),
})

export interface AlertConfig {
  readonly alerts: {
    readonly kinds: readonly AlertKind[]
    /** Contains a secret. */
    readonly webhookUrl: string | undefined
    readonly emails: readonly string[]
  }
}

export function alertConfig({
  ALERTS,
  ALERT_WEBHOOK_URL: webhookUrl,
  ALERT_EMAIL,
}: {
  readonly ALERTS: string
  readonly ALERT_WEBHOOK_URL?: string
  readonly ALERT_EMAIL?: string
}): AlertConfig {
  const isWanted = (kind: AlertKind) => ALERTS === 'all' || listOf(ALERTS).includes(kind)
  return { alerts: { kinds: ALERT_KINDS.filter(isWanted), webhookUrl, emails: listOf(ALERT_EMAIL) } }
}

/** Emails to operators are sent as those to clients are. */
export const alertFaults = ({ ALERT_EMAIL, SMTP_URL }: Readonly<Record<string, string>>): string[] =>
  ALERT_EMAIL !== undefined && SMTP_URL === undefined ? ['SMTP_URL is missing: ALERT_EMAIL requires it'] : []
