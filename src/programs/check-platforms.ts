import type { Ports } from '../compose.ts'
import { ConfigError } from '../config/config-error.ts'
import type { PlatformConfig } from '../config/config.ts'
import { isRestrictedKey } from '../config/stripe.ts'
import { isSamePlatform, type ProviderReference } from '../domain/account-terms.ts'
import { PaymentProviderError } from '../ports/payment-provider.ts'
import { checkPlatform as checkAccounts } from '../usecases/accounts/check-platform.ts'
import { checkPlatform } from './check-platform.ts'

/** How long the check of one platform waits for Stripe, in milliseconds. */
const CHECK_MS = 5000

/**
 * {@link checkPlatform} for each of these platforms. Two of them must not be the same platform at Stripe, in the same
 * mode: each would find the accounts of the other.
 */
export async function checkPlatforms(ports: Ports, platforms: readonly PlatformConfig[]): Promise<void> {
  const seen: { readonly id: string; readonly reference: ProviderReference }[] = []
  for (const platform of platforms) {
    const { id, stripe } = platform
    const own = ports.of(platform)
    const deadline = () => AbortSignal.timeout(CHECK_MS)
    const useCases = { checkPlatform: checkAccounts({ ...ports, ...own, platform: id, deadline }) }
    const place = platforms.length === 1 ? 'STRIPE_SECRET_KEY' : `PLATFORMS: the key of ${id}`
    await checkPlatform(own, useCases, { isRestricted: isRestrictedKey(stripe.secretKey), place })
    const reference = platforms.length === 1 ? undefined : await referenceOf(own)
    const same = seen.find((other) => reference !== undefined && isSamePlatform(other.reference, reference))
    if (same !== undefined) {
      throw new ConfigError([`PLATFORMS: ${same.id} and ${id} have keys of the same platform and mode at Stripe`])
    }
    if (reference !== undefined) seen.push({ id, reference })
  }
}

/** `undefined` if Stripe does not say: each opening checks its own account. */
async function referenceOf({ providers }: Pick<Ports, 'providers'>): Promise<ProviderReference | undefined> {
  try {
    return await providers[0].reference(AbortSignal.timeout(CHECK_MS))
  } catch (error) {
    if (error instanceof PaymentProviderError) return undefined
    throw error
  }
}
