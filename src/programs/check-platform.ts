import type { PlatformPorts } from '../platform-ports.ts'
import { ConfigError } from '../config/config-error.ts'
import type { ProviderReference } from '../domain/account-terms.ts'
import type { PlatformChecked } from '../usecases/accounts/check-platform.ts'
import type { UseCases } from '../usecases/all.ts'

/**
 * Refuses to start with a restricted key that lacks a permission, and with the key of another platform, sandbox or mode
 * than that of the accounts in the database. Throws a {@link ConfigError}. If Stripe does not answer, the
 * service starts: each opening checks its own account.
 */
export async function checkPlatform(
  { keyFaults }: Pick<PlatformPorts, 'keyFaults'>,
  useCases: Pick<UseCases, 'checkPlatform'>,
  { isRestricted, place = 'STRIPE_SECRET_KEY' }: { readonly isRestricted: boolean; readonly place?: string },
): Promise<void> {
  if (isRestricted) {
    const faults = await keyFaults(AbortSignal.timeout(CHECK_MS))
    if (faults.length > 0) throw new ConfigError(faults)
  }
  const checked = await useCases.checkPlatform()
  if (checked.outcome === 'other_platform') throw new ConfigError([faultOf(checked, place)])
}

/** How long the start waits for Stripe, in milliseconds. */
const CHECK_MS = 5000

const faultOf = ({ own, stored }: Extract<PlatformChecked, { outcome: 'other_platform' }>, place: string): string =>
  `${place} is of ${inWords(own)}, but the database has ` +
  `${stored.accounts === 0 ? 'unfinished accounts' : 'accounts'} of ${inWords(stored.reference)}. ` +
  'Use a key of that platform and mode, or another database for this one. Nothing was changed'

const inWords = ({ platformId, livemode }: ProviderReference): string =>
  `the platform ${platformId} in ${livemode ? 'live' : 'test'} mode`
