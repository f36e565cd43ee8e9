import { answer, ref } from '../schemas/common.ts'
import {
  DeadJobPage,
  DeadJobParams,
  deadJobsExample,
  DeadJobsQuery,
  ReplayBody,
  Replayed,
  replayedExample,
} from '../schemas/dead-jobs.ts'
import { ADMIN, BODY, INPUT, problems } from '../schemas/problems.ts'
import type { Operation } from './operation.ts'

const again = answer('They are queued; a worker tries them within seconds.', ref(Replayed), replayedExample)

export const listDeadJobs = {
  config: { scope: 'read' },
  schema: {
    operationId: 'listDeadJobs',
    summary: 'List jobs that were given up',
    description:
      'The background jobs that failed for about a day, the last one first: events of Stripe that could not be processed, ' +
      'and emails that could not be sent. They are kept for 30 days.',
    tags: ['operations'],
    querystring: DeadJobsQuery,
    response: {
      200: answer('A page of jobs.', ref(DeadJobPage), deadJobsExample),
      ...problems(...ADMIN, ...INPUT),
    },
  },
} satisfies Operation

export const replayDeadJobs = {
  config: { scope: 'admin' },
  schema: {
    operationId: 'replayDeadJobs',
    summary: 'Replay jobs that were given up',
    description:
      'Queues all jobs again that match the filters, with as many retries as at first. An email that meanwhile has no use, ' +
      'because its token cannot be opened any more, is not sent.',
    tags: ['operations'],
    'x-safe-to-repeat': false,
    body: ReplayBody,
    response: { 200: again, ...problems(...ADMIN, ...BODY) },
  },
} satisfies Operation

export const replayDeadJob = {
  config: { scope: 'admin' },
  schema: {
    operationId: 'replayDeadJob',
    summary: 'Replay a job that was given up',
    description: 'Queues one job again.',
    tags: ['operations'],
    'x-safe-to-repeat': false,
    params: DeadJobParams,
    response: { 200: again, ...problems(...ADMIN, ...BODY, 'JOB_NOT_FOUND') },
  },
} satisfies Operation
