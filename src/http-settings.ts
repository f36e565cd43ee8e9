import type { PlatformSettings } from './adapters/http/platform-settings.ts'
import type { PlatformConfig } from './config/config.ts'
import { linkFor } from './config/links.ts'

/** What the HTTP side knows of a platform, from its configuration. */
export const httpSettingsOf = (
  platform: PlatformConfig,
  { sendsEmails }: { readonly sendsEmails: boolean },
): PlatformSettings => {
  const { id, apiBaseUrl, frontendOrigins, returnOrigins, platformName, supportEmail, logo, color, locale } = platform
  const { publishableKey } = platform.stripe
  return {
    id,
    publishableKey,
    ui: publishableKey === undefined ? 'hosted' : platform.onboardingUi,
    apiBaseUrl,
    landingOrigin: frontendOrigins[0],
    corsOrigins: frontendOrigins,
    returnOrigins,
    linkFor: linkFor(platform),
    // Named, because other platforms may share the host.
    startPath: sendsEmails ? `/start?platform=${encodeURIComponent(id)}` : undefined,
    ...{ platformName, supportEmail, logo, color, locale, terms: platform.terms },
  }
}
