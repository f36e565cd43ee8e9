import { logChannel } from './adapters/alerts/log-channel.ts'
import { webhookChannel } from './adapters/alerts/webhook-channel.ts'
import { alertMail } from './adapters/mail/alert-mail.ts'
import { smtpMailer } from './adapters/mail/smtp-mailer.ts'
import { pacers } from './adapters/stripe/pacer.ts'
import { stripeClient, stripeProviders } from './adapters/stripe/payment-providers.ts'
import type { PlatformConfig } from './config/config.ts'
import { emailsOf } from './emails-of.ts'
import { isLiveKey, isRestrictedKey } from './config/stripe.ts'
import type { Log } from './ports/log.ts'
import type { Alerting } from './ports/alert-channel.ts'
import type { Mailer } from './ports/mailer.ts'
import type { PaymentProviders } from './ports/payment-provider.ts'
import type { ProviderBudget } from './ports/provider-budget.ts'

/** What connects one platform to the outside: its keys, its budget of calls, and the sender of its emails. */
export type PlatformPorts = Omit<ReturnType<typeof stripeProviders>, 'providers'> & {
  readonly providers: PaymentProviders
  readonly alerting: Alerting
  /** Absent if no emails are sent. */
  readonly mailer: Mailer | undefined
}

export function platformPorts(
  { id, stripe, mail, alerts, emailTemplates }: PlatformConfig,
  { budget, log, mailer }: { readonly budget: ProviderBudget; readonly log: Log; readonly mailer?: Mailer | undefined },
): PlatformPorts {
  const livemode = isLiveKey(stripe.secretKey)
  return {
    ...stripeProviders({
      stripe: stripeClient(stripe),
      pace: pacers({ platform: id, perSecond: stripe.requestsPerSecond, livemode, budget, log }),
      livemode,
      accountsApi: stripe.accountsApi,
      isRestricted: isRestrictedKey(stripe.secretKey),
      profiles: stripe.profiles,
      linkHosts: stripe.linkHosts,
      simulator: stripe.apiBase,
      webhookSecrets: stripe.webhookSecrets,
      isEmbeddable: stripe.publishableKey !== undefined,
    }),
    alerting: alerting({ mail, alerts }, log),
    mailer: mailer ?? (mail && smtpMailer(mail, emailsOf(emailTemplates))),
  }
}

function alerting({ mail, alerts }: Pick<PlatformConfig, 'mail' | 'alerts'>, log: Log): Alerting {
  const { kinds, webhookUrl, emails } = alerts
  return {
    kinds,
    channels: {
      log: logChannel(log),
      ...(webhookUrl !== undefined && { webhook: webhookChannel(webhookUrl) }),
      ...(mail !== undefined && emails.length > 0 && { email: alertMail(mail, emails) }),
    },
  }
}
