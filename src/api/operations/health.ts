import { Type } from '@sinclair/typebox'
import { answer, OneOf } from '../schemas/common.ts'
import { problems } from '../schemas/problems.ts'
import type { Operation } from './operation.ts'

const Healthy = Type.Object({ status: OneOf(['ok'], { description: 'Always `ok`.' }) })
const healthy = (description: string) => answer(description, Healthy, { status: 'ok' })

export const isAlive = {
  schema: {
    operationId: 'isAlive',
    summary: 'Check liveness',
    description: 'Depends on nothing but the process. Restart an instance that does not answer.',
    tags: ['operations'],
    response: { 200: healthy('The process is alive.'), ...problems() },
  },
} satisfies Operation

export const isReady = {
  schema: {
    operationId: 'isReady',
    summary: 'Check readiness',
    description: 'Checks the database. Send traffic to an instance only while this answers 200.',
    tags: ['operations'],
    response: { 200: healthy('The instance can serve requests.'), ...problems() },
  },
} satisfies Operation
