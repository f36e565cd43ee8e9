import { Matching } from './common.ts'

export const AccountId = Matching(
  '^[A-Za-z0-9_-]{1,255}$',
  'must be the id of an account, such as acct_1Nv0FGQ9RKHgCVdK',
  { description: "The account's id at Stripe." },
)
