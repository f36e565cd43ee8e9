import { answer, ref } from '../schemas/common.ts'
import { Diagnostics, diagnosticsExample } from '../schemas/diagnostics.ts'
import { ADMIN, problems } from '../schemas/problems.ts'
import type { Operation } from './operation.ts'

export const diagnose = {
  config: { scope: 'read' },
  schema: {
    operationId: 'diagnose',
    summary: 'Check the set-up',
    description:
      'Asks Stripe about the key, Connect, the account profiles and the webhooks, and tries our own URLs and the mail ' +
      'server. Changes nothing, and takes a few seconds. `connect-onboarding stripe check` prints the same.',
    tags: ['operations'],
    response: { 200: answer('The checks.', ref(Diagnostics), diagnosticsExample), ...problems(...ADMIN) },
  },
} satisfies Operation
