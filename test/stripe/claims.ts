// test/stripe/claims: what this project believes of Stripe, a file for each subject. A belief about which sources
// contradict each other is stated as the simulator has it; the run says what Stripe does.
import type { AccountsApi } from '../../src/adapters/stripe/accounts-api.ts'
import { ACCOUNTS_V1 } from './claims/accounts-v1.ts'
import { ACCOUNTS_V2 } from './claims/accounts-v2.ts'
import { EVENTS } from './claims/events.ts'
import { IDEMPOTENCY_V1, IDEMPOTENCY_V2 } from './claims/idempotency.ts'
import { INTEROP, TIME } from './claims/interop.ts'
import { LINKS_V1, LINKS_V2 } from './claims/links.ts'
import { LISTS_V1, LISTS_V2 } from './claims/lists.ts'
import { PLATFORM } from './claims/platform.ts'
import { REFUSALS_V1 } from './claims/refusals-v1.ts'
import { REFUSALS_V2 } from './claims/refusals-v2.ts'
import type { Claim } from './frame.ts'

const ALL: readonly Claim[] = [
  ...PLATFORM,
  ...ACCOUNTS_V1,
  ...IDEMPOTENCY_V1,
  ...LINKS_V1,
  ...LISTS_V1,
  ...REFUSALS_V1,
  ...ACCOUNTS_V2,
  ...IDEMPOTENCY_V2,
  ...LINKS_V2,
  ...LISTS_V2,
  ...REFUSALS_V2,
  ...EVENTS,
  ...INTEROP,
  ...TIME,
]

/** The claims about these generations of the API. */
export const claimsFor = (apis: readonly AccountsApi[]): readonly Claim[] =>
  ALL.filter(({ id }) => !/^v[12]\./.test(id) || apis.some((api) => id.startsWith(`${api}.`)))
