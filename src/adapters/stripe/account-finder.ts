import type { AccountFinder } from '../../ports/account-finder.ts'
import { PaymentProviderError, type PaymentProvider } from '../../ports/payment-provider.ts'
import type { neighbours } from './v1/neighbours.ts'

interface Options {
  readonly v1: PaymentProvider
  readonly v2: PaymentProvider
  /** Saves calls for accounts of v1 that were created one after the other. Absent for a single account. */
  readonly near?: ReturnType<typeof neighbours> | undefined
}

/**
 * Finds accounts of either generation. v1 also reads the accounts of v2, so only v2 can tell which one an account is of,
 * and is asked first whatever creates new accounts. It refuses accounts of v1 by a code.
 */
export function accountFinder({ v1, v2, near }: Options): AccountFinder {
  let isV2Closed = false

  return {
    async find(request, signal) {
      const asked = isV2Closed ? 'closed' : await readBy(v2, request, signal)
      if (typeof asked === 'object') return asked
      if (asked === 'closed') isV2Closed = true
      const known = asked === 'v1' ? await near?.find(request, signal) : undefined
      if (known !== undefined) return { ...known, api: v1.traits.api }
      const answer = await readBy(v1, request, signal)
      return typeof answer === 'object' ? answer : undefined
    },
  }
}

type Request = Parameters<AccountFinder['find']>[0]

/** The account; or that it is of v1, that this API has none with this id, or that it is closed to the platform. */
async function readBy(provider: PaymentProvider, request: Request, signal: AbortSignal) {
  try {
    return { ...(await provider.retrieveAccount(request, signal)), api: provider.traits.api, ageMs: 0 }
  } catch (error) {
    if (!(error instanceof PaymentProviderError)) throw error
    const { code, outcome } = error.failure
    if (OF_V1.has(code)) return 'v1'
    if (outcome === 'account_unavailable') return 'none'
    if (outcome === 'refused' && CLOSED.has(code)) return 'closed'
    throw error
  }
}

/** v2's codes for accounts that v1 created. */
const OF_V1 = new Set(['v1_account_instead_of_v2_account', 'account_not_yet_compatible_with_v2'])

/** v2's codes for a platform that it is not open to. Such a platform has no accounts of v2. */
const CLOSED = new Set(['accounts_v2_access_blocked', 'non_connect_platform_accounts_v2_access_blocked'])
