import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { FastifyRequest } from 'fastify'
import { ProblemError } from '../../../../api/problem.ts'
import type { WebhookEndpoint } from '../../../../domain/webhook-endpoint.ts'
import type { UseCases } from '../../../../usecases/all.ts'
import { actorOf } from '../../request-context.ts'
import type { Act } from '../once.ts'
import { routesOf } from '../page-routes.ts'
import { consoleUrl } from '../sections.ts'
import type { Show } from '../show.ts'

/** What the pages of endpoints need. */
export interface EndpointOptions {
  readonly useCases: Pick<
    UseCases,
    | 'signsEvents'
    | 'listWebhookEndpoints'
    | 'createWebhookEndpoint'
    | 'changeWebhookEndpoint'
    | 'rotateWebhookSecret'
    | 'removeWebhookEndpoint'
    | 'listDeliveries'
    | 'redeliver'
  >
  readonly show: Show
  readonly act: Act
}

export const { shown: SHOWN, sent: SENT } = routesOf('webhooks:manage')

export const LIST = '/webhook-endpoints'
export const ONE = `${LIST}/:endpointId`

export const listUrl = (request: FastifyRequest): string => consoleUrl(actorOf(request).platform, 'webhook-endpoints')

const OfEndpoint = Type.Object({ endpointId: Type.String() })

export interface EndpointOfRequest {
  readonly endpoint: WebhookEndpoint
  /** The URL of its page, and that of the list. */
  readonly at: string
  readonly list: string
}

/** The endpoint that the address names. Throws the problem if the platform has none with this id. */
export async function endpointOf(
  { listWebhookEndpoints }: Pick<UseCases, 'listWebhookEndpoints'>,
  request: FastifyRequest,
): Promise<EndpointOfRequest> {
  const { endpointId } = Value.Parse(OfEndpoint, request.params)
  const endpoint = (await listWebhookEndpoints(actorOf(request))).find(({ id }) => id === endpointId)
  if (endpoint === undefined) throw new ProblemError('ENDPOINT_NOT_FOUND')
  const list = listUrl(request)
  return { endpoint, list, at: `${list}/${endpoint.id}` }
}
