import type { Logger } from 'pino'
import { ConfigError } from '../config/config-error.ts'
import type { ProviderReference } from '../domain/account-terms.ts'
import type { UseCases } from '../usecases/all.ts'

/**
 * Refuses to start with the key of another platform, sandbox or mode than that of the accounts in the database. Throws a
 * {@link ConfigError}. If Stripe does not answer, the service starts: each opening checks its own account.
 */
export async function requireSamePlatform(
  { checkPlatform }: Pick<UseCases, 'checkPlatform'>,
  log: Logger,
): Promise<void> {
  const checked = await checkPlatform()
  if (checked.outcome === 'provider_failed') {
    log.warn({ provider: checked.failure }, 'which platform the Stripe key is of could not be checked')
  }
  if (checked.outcome !== 'other_platform') return
  const { own, stored } = checked
  throw new ConfigError([
    `STRIPE_SECRET_KEY is of ${inWords(own)}, but the database has ${stored.accounts === 0 ? 'unfinished accounts' : 'accounts'} ` +
      `of ${inWords(stored.reference)}. Use a key of that platform and mode, or another database for this one. ` +
      'Nothing was changed',
  ])
}

const inWords = ({ platformId, livemode }: ProviderReference): string =>
  `the platform ${platformId} in ${livemode ? 'live' : 'test'} mode`
