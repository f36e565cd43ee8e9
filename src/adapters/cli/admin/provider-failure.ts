import type { ProviderFailure } from '../../../domain/provider-failure.ts'

/** Why an account was not fetched, as the end of a sentence. */
export const notFetched = ({ code }: ProviderFailure): string => `could not be fetched from Stripe (${code})`

/** What staff can do about it, and where, as sentences that follow; empty if nothing but waiting is known to help. */
export function adviceOn({ advice, page }: ProviderFailure): string {
  if (advice === undefined) return ''
  return page === undefined ? ` ${advice}` : ` ${advice} See ${page}`
}
