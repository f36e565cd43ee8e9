import { Type, type Static } from '@sinclair/typebox'
import { JOB_KINDS, type DeadJobFilter } from '../../ports/dead-jobs.ts'
import { Id, Instant, Line, OneOf, ref, strict } from './common.ts'
import { pageOf, pageQuery } from './page.ts'

/** An instant in microseconds since 1970, and the id of the job. */
const CURSOR = '^[0-9]{1,17}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'

const filters = {
  kind: Type.Optional(OneOf(JOB_KINDS, { description: 'What the job does.' })),
  reason: Type.Optional(Line(200, { description: 'Why its last attempt failed, exactly.' })),
}

export const DeadJobsQuery = Type.Object({ ...filters, ...pageQuery('jobs', CURSOR) }, strict)

export const ReplayBody = Type.Object(
  {
    ...filters,
    all: Type.Optional(
      Type.Literal(true, { description: 'All jobs that were given up, if there is no other filter.' }),
    ),
  },
  { ...strict, minProperties: 1, examples: [{ kind: 'email', reason: 'ECONNECTION' }] },
)

/** What a request asks the use case for. */
export const deadJobFilter = ({ kind, reason }: Pick<Static<typeof ReplayBody>, 'kind' | 'reason'>): DeadJobFilter => ({
  kind,
  reason,
})

export const DeadJobParams = Type.Object({ jobId: Id('The id of the job, from the list.') })

export const DeadJob = Type.Object(
  {
    id: Id('The id of the job.'),
    kind: OneOf(JOB_KINDS, { description: '`provider_event`: processes an event of Stripe. `email`: sends an email.' }),
    subject: Type.Record(Type.String(), Type.String(), {
      description:
        'What it is about: `eventId`; or `kind`, `tokenId` and `clientId`, for the email of this kind. Never personal data.',
    }),
    reason: Type.String({ description: 'Why its last attempt failed, as a code.' }),
    attempts: Type.Integer({ description: 'How often it was tried.' }),
    queuedAt: Instant('When it was queued.'),
    givenUpAt: Instant('When it was given up.'),
  },
  { $id: 'DeadJob', description: 'A background job that was given up after its retries.' },
)

export const DeadJobPage = Type.Object(pageOf(ref(DeadJob)), {
  $id: 'DeadJobs',
  description: 'A page of the jobs that were given up.',
})

export const deadJobsExample = {
  data: [
    {
      id: '1f0d9a52-8c37-4f7e-9d53-3b0f6f1f3f11',
      kind: 'email',
      subject: {
        kind: 'link',
        tokenId: '5a0f7c9e-2f0b-4c57-9d0d-1c8d5c1b7a10',
        clientId: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
      },
      reason: 'ECONNECTION',
      attempts: 21,
      queuedAt: '2026-11-25T10:00:00.000Z',
      givenUpAt: '2026-11-26T09:12:00.000Z',
    },
  ],
  nextCursor: null,
} satisfies Static<typeof DeadJobPage>

export const Replayed = Type.Object(
  { replayed: Type.Integer({ minimum: 0, description: 'How many jobs were queued again.' }) },
  { $id: 'Replayed', description: 'Jobs that a worker now tries again.' },
)

export const replayedExample = { replayed: 1 } satisfies Static<typeof Replayed>
