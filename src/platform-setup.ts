import type { PlatformConfig } from './config/config.ts'
import { isLiveKey } from './config/stripe.ts'
import type { PlatformSetup } from './usecases/setup/diagnose.ts'

/** The set-up of a platform as the configuration describes it, for the check of it. Several have a path each. */
export function platformSetup(
  { id: platform, apiBaseUrl, onboardingUrlTemplate, onboardingUi, stripe }: PlatformConfig,
  { isAlone }: { readonly isAlone: boolean },
): PlatformSetup {
  const [linkPage = apiBaseUrl] = onboardingUrlTemplate.split(/[#?]|\{token\}/)
  const isOurs = linkPage.startsWith(`${apiBaseUrl}/`)
  return {
    platform,
    api: `stripe-${stripe.accountsApi}`,
    livemode: isLiveKey(stripe.secretKey),
    isSimulated: stripe.apiBase !== undefined && new URL(stripe.apiBase).origin !== 'https://api.stripe.com',
    eventsUrl: `${apiBaseUrl}/api/v1/webhooks/stripe${isAlone ? '' : `/${platform}`}`,
    embedding: { isWanted: onboardingUi === 'embedded', hasKey: stripe.publishableKey !== undefined },
    urls: [
      { name: 'API_BASE_URL', url: apiBaseUrl, tried: `${apiBaseUrl}/livez`, contains: '"status":"ok"' },
      ...(isOurs ? [] : [{ name: 'The page that links lead to', url: linkPage, tried: linkPage }]),
    ],
  }
}
