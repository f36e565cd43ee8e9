import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { FastifyRequest } from 'fastify'
import { ProblemError } from '../../../../api/problem.ts'
import { ClientParams } from '../../../../api/schemas/clients.ts'
import { readTyped } from '../../../../api/typed-texts.ts'
import { actorOf } from '../../request-context.ts'
import { consoleUrl } from '../sections.ts'

/** The URL of the list of clients, or of a page below it. */
export const clientsUrl = (request: FastifyRequest, ...path: readonly string[]): string =>
  consoleUrl(actorOf(request).platform, 'clients', ...path)

const Params = Type.Object({ clientId: Type.String() })

/** The id of the client that the address names. Throws the problem if it is no id. */
export function clientIdOf(request: FastifyRequest): string {
  const { clientId } = Value.Parse(Params, request.params)
  const { faults } = readTyped(ClientParams, { clientId }, 'path')
  if (faults !== undefined) throw new ProblemError('CLIENT_NOT_FOUND')
  return clientId
}
