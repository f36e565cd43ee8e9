import type { FastifyReply, FastifyRequest } from 'fastify'
import { problemOf, ProblemError } from '../../../../api/problem.ts'
import { pageFor } from '../../../../api/schemas/page.ts'
import type { ClientRecord } from '../../../../ports/onboarding-queries.ts'
import { actorOf, mayDo, setLogContext } from '../../request-context.ts'
import type { Page } from '../layout.ts'
import { formKeys } from '../show.ts'
import type { ClientPages } from './options.ts'
import { clientIdOf, clientsUrl } from './place.ts'
import { recordPage } from './record-page.ts'

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

/** Whether the platform of the request sends emails. */
export const sendsEmails = ({ useCases }: Pick<ClientPages, 'useCases'>, request: FastifyRequest): boolean =>
  useCases.at(actorOf(request).platform)?.sendLinkEmail !== undefined

/** The page of the client that the address names. `refused`: why what its form asked for was not done. */
export async function pageOfRecord(pages: ClientPages, reply: FastifyReply, refused?: ProblemError): Promise<Page> {
  const { request } = reply
  const [record, events] = await Promise.all([recordOf(pages, request), eventsOf(pages, request)])
  return recordPage({
    list: clientsUrl(request),
    at: urlOf(request, record),
    record,
    events,
    may: (scope) => mayDo(request, scope),
    sendsEmails: sendsEmails(pages, request),
    keys: formKeys(reply),
    ...(refused && { refusal: problemOf(refused.code, request.id, refused.details) }),
  })
}

export const urlOf = (request: FastifyRequest, { client }: ClientRecord, ...path: readonly string[]): string =>
  clientsUrl(request, client.id, ...path)
