import { Type } from '@sinclair/typebox'
import { Matching, strict } from './common.ts'

export const AdoptBody = Type.Object(
  {
    accountId: Matching('^[A-Za-z0-9_-]{1,255}$', 'must be the id of an account, such as acct_1Nv0FGQ9RKHgCVdK', {
      description: "The account's id at Stripe.",
    }),
  },
  { ...strict, examples: [{ accountId: 'acct_1Nv0FGQ9RKHgCVdK' }] },
)
