import type { CountryCure } from '../domain/account-profile.ts'

/** What the provider demanded of accounts in some countries. It is only a shortcut: losing it costs one refused request. */
export interface CountryCures {
  /** All cures of a platform. May be up to a minute old. */
  list(platform: string): Promise<readonly CountryCure[]>

  /** Remembers a cure. Remembering it again changes nothing. */
  remember(platform: string, cure: CountryCure): Promise<void>
}
