import type { FastifyReply, FastifyRequest } from 'fastify'
import { problemOf, ProblemError } from '../../../../api/problem.ts'
import { pageFor } from '../../../../api/schemas/page.ts'
import type { ClientRecord } from '../../../../ports/onboarding-queries.ts'
import { actorOf, mayDo, setLogContext } from '../../request-context.ts'
import type { Page } from '../layout.ts'
import { formKeys } from '../show.ts'
import { sendsEmails } from './email-box.ts'
import type { ClientPages } from './options.ts'
import { clientIdOf, clientsUrl } from './place.ts'
import { recordPage } from './record-page.ts'
import type { RecordPage } from './record-shown.ts'

/** The client that the address names. Throws the problem if the platform has none with this id. */
export async function recordOf({ useCases }: Pick<ClientPages, 'useCases'>, request: FastifyRequest) {
  const record = await useCases.showClient(clientIdOf(request), actorOf(request))
  if (record === undefined) throw new ProblemError('CLIENT_NOT_FOUND')
  setLogContext(request, { clientId: record.client.id, tokenId: record.token.id })
  return record
}

/** Some events of the client that the address names. */
export async function eventsOf(
  { useCases }: Pick<ClientPages, 'useCases'>,
  request: FastifyRequest,
  page: Parameters<typeof pageFor>[0] = {},
) {
  const events = await useCases.listClientEvents(clientIdOf(request), pageFor(page), actorOf(request))
  if (events === undefined) throw new ProblemError('CLIENT_NOT_FOUND')
  return events
}

/** What came of the form that was sent, if it is the page itself that says so. */
interface Tried extends Pick<RecordPage, 'extension'> {
  /** Why it was not done. */
  readonly refused?: ProblemError
}

/** The page of the client that the address names. */
export async function pageOfRecord(
  pages: ClientPages,
  reply: FastifyReply,
  { refused, extension }: Tried = {},
): Promise<Page> {
  const { request } = reply
  const [record, events] = await Promise.all([recordOf(pages, request), eventsOf(pages, request)])
  return recordPage({
    list: clientsUrl(request),
    at: urlOf(request, record),
    record,
    events,
    may: (scope) => mayDo(request, scope),
    sendsEmails: sendsEmails(pages, request),
    lifetimeHours: pages.linkLifetimeHours,
    keys: formKeys(reply),
    extension,
    refusal: refused && problemOf(refused.code, request.id, refused.details),
  })
}

export const urlOf = (request: FastifyRequest, { client }: ClientRecord, ...path: readonly string[]): string =>
  clientsUrl(request, client.id, ...path)
