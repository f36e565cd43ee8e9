import type { OnboardingToken, statusAt } from '../../domain/onboarding-token.ts'
import { OneOf } from './common.ts'

export const TokenStatus = OneOf(
  ['pending', 'in_progress', 'completed', 'revoked', 'expired'] satisfies ReturnType<typeof statusAt>[],
  {
    $id: 'TokenStatus',
    description:
      'The status of an onboarding token: `pending` until Stripe has created a link for it, then `in_progress`. Both can be ' +
      'opened. `completed`, `revoked` and `expired` cannot.',
  },
)

export const Purpose = OneOf(['onboarding', 'update'] satisfies OnboardingToken['purpose'][], {
  $id: 'Purpose',
  description: 'Why the client has a link: `onboarding`, or `update` if Stripe needs more later.',
})
