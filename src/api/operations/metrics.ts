import { Type } from '@sinclair/typebox'
import { ADMIN, problems } from '../schemas/problems.ts'
import type { Operation } from './operation.ts'

const EXAMPLE = 'onboarding_openings_total{outcome="opened"} 12\n'

export const readMetrics = {
  config: { scope: 'read', isOfAllPlatforms: true },
  schema: {
    operationId: 'readMetrics',
    summary: 'Read metrics',
    description:
      'For Prometheus, in its text format. Counters are those of the process that answers; the figures about queues and ' +
      'clients come from the database, are the same at each instance, and are at most 10 seconds old. With several platforms, ' +
      'they are about all of them, and need an API key of all platforms.',
    tags: ['operations'],
    response: {
      200: {
        description: 'The metrics.',
        content: { 'text/plain': { schema: Type.String(), example: EXAMPLE } },
      },
      ...problems(...ADMIN),
    },
  },
} satisfies Operation
