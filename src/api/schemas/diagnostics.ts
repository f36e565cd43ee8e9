import { Type, type Static } from '@sinclair/typebox'
import { CHECKS } from '../../domain/diagnosis.ts'
import type { Check } from '../../usecases/setup/diagnose.ts'
import { Nullable, OneOf } from './common.ts'

const SetupCheck = Type.Object({
  id: OneOf(CHECKS, { description: 'The part of the set-up. One part may have several entries.' }),
  outcome: OneOf(['ok', 'warning', 'fault', 'unknown'], {
    description:
      '`fault`: clients cannot be onboarded, or changes of their accounts go unnoticed. `warning`: it works, but not as ' +
      'well as it could. `unknown`: it could not be checked.',
  }),
  sentence: Type.String({ description: 'What was found, in one sentence.' }),
  remedy: Nullable(Type.String(), { description: 'What to do about it; null if nothing.' }),
  page: Nullable(Type.String(), { description: "The page of Stripe's Dashboard on which to do it." }),
})

export const Diagnostics = Type.Object(
  {
    healthy: Type.Boolean({ description: 'Whether there is no fault, and nothing that could not be checked.' }),
    checks: Type.Array(SetupCheck, { description: 'All checks, in a fixed order.' }),
  },
  { $id: 'Diagnostics', description: 'The state of the set-up, here and at Stripe.' },
)

export const checkReply = ({ id, outcome, sentence, remedy, page }: Check): Static<typeof SetupCheck> => ({
  id,
  outcome,
  sentence,
  remedy: remedy ?? null,
  page: page ?? null,
})

export const diagnosticsExample = {
  healthy: true,
  checks: [
    {
      id: 'key',
      outcome: 'ok',
      sentence: 'The key is of Acme, acct_1PExample, in test mode or a sandbox.',
      remedy: null,
      page: null,
    },
    {
      id: 'branding',
      outcome: 'warning',
      sentence: 'Clients do not see at Stripe whom they deal with: logo of the platform is not set.',
      remedy: 'Set them in the Dashboard; the support address is in the public details of the account.',
      page: 'https://dashboard.stripe.com/settings/connect/stripe-dashboard/branding',
    },
  ],
} satisfies Static<typeof Diagnostics>
