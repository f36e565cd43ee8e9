import type { FastifyReply, FastifyRequest } from 'fastify'
import { problemOf, ProblemError } from '../../../../api/problem.ts'
import type { ClientRecord } from '../../../../ports/onboarding-queries.ts'
import type { Fields } from '../../form-pages.ts'
import type { Outcome } from '../once.ts'
import type { Sent } from '../page-routes.ts'
import type { ClientPages } from './options.ts'
import { pageOfRecord, recordOf, urlOf } from './record.ts'

/** What a form of a client's page asks for. */
interface Asked {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly fields: Fields
  readonly record: ClientRecord
  /** The URL of the client's page. */
  readonly at: string
}

/** Does what a form asks for, once. What is refused is said on the page of the client. */
export const actOnClient =
  (pages: ClientPages, perform: (asked: Asked) => Promise<Outcome>) =>
  (request: FastifyRequest<Sent>, reply: FastifyReply): Promise<FastifyReply> =>
    pages.act(request, reply, async (fields) => {
      const record = await recordOf(pages, request)
      try {
        return await perform({ request, reply, fields, record, at: urlOf(request, record) })
      } catch (error) {
        if (!(error instanceof ProblemError) || isOfPage(error)) throw error
        request.problemCode = error.code
        return {
          status: problemOf(error.code, request.id).status,
          again: await pageOfRecord(pages, reply, { refused: error }),
        }
      }
    })

/** Whether a page of its own says it better: there is no page of the client to say it on. */
const isOfPage = ({ code }: ProblemError): boolean => code === 'CLIENT_NOT_FOUND' || code === 'FORBIDDEN'
