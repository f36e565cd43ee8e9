import { ConfigError } from '../config/config-error.ts'
import type { PlatformConfig } from '../config/config.ts'

/**
 * Throws if a platform has links confirmed by email, and no emails are sent: none of its links could be opened. The demo
 * has an inbox instead, so this is no fault of the variables alone.
 */
export function requireMail(platforms: readonly Pick<PlatformConfig, 'confirmsByEmail' | 'mail'>[]): void {
  if (platforms.some(({ confirmsByEmail, mail }) => confirmsByEmail && mail === undefined)) {
    throw new ConfigError(['SMTP_URL is missing: CONFIRM_BY_EMAIL requires it'])
  }
}
