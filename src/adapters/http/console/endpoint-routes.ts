import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { endpointProblem } from '../../../api/endpoint-problem.ts'
import { problemOf, ProblemError } from '../../../api/problem.ts'
import type { WebhookEndpoint } from '../../../domain/webhook-endpoint.ts'
import type { ServiceUseCases } from '../../../usecases/by-platform.ts'
import { FORM, type Fields } from '../form-pages.ts'
import { actorOf } from '../request-context.ts'
import type { Act, Outcome } from './once.ts'
import { consoleUrl } from './sections.ts'
import { formKeys, type Show } from './show.ts'
import { readEndpoint, type Typed } from './endpoint-fields.ts'
import { endpointPage } from './endpoint-page.ts'
import { listPage, NOTHING_TYPED } from './endpoint-list-page.ts'

export interface WebhookPageOptions {
  readonly useCases: ServiceUseCases
  readonly show: Show
  readonly act: Act
}

const OfEndpoint = Type.Object({ endpointId: Type.String() })
const PATH = '/webhook-endpoints'
const PAGE = { schema: { hide: true }, config: { scope: 'webhooks:manage' } } as const
const SENT = { schema: { hide: true, body: FORM }, config: { scope: 'webhooks:manage' } } as const

/** The receivers of a platform's outgoing events. */
export const endpointRoutes: FastifyPluginAsync<WebhookPageOptions> = async (app, { useCases, show, act }) => {
  app.get(PATH, PAGE, async (request, reply) => {
    const actor = actorOf(request)
    const typed = useCases.signsEvents(actor) ? NOTHING_TYPED : undefined
    const endpoints = await useCases.listWebhookEndpoints(actor)
    return show(reply, listPage({ at: listUrl(request), endpoints, typed, keys: formKeys(reply) }))
  })

  app.get(`${PATH}/:endpointId`, PAGE, async (request, reply) =>
    show(reply, endpointPage({ list: listUrl(request), endpoint: await endpointOf(request) })),
  )

  /** The endpoint that the address names. Throws the problem if the platform has none with this id. */
  async function endpointOf(request: FastifyRequest): Promise<WebhookEndpoint> {
    const { endpointId } = Value.Parse(OfEndpoint, request.params)
    const found = (await useCases.listWebhookEndpoints(actorOf(request))).find(({ id }) => id === endpointId)
    if (found === undefined) throw new ProblemError('ENDPOINT_NOT_FOUND')
    return found
  }

  app.post<{ Body?: Fields }>(PATH, SENT, (request, reply) =>
    act(request, reply, async (fields): Promise<Outcome> => {
      const actor = actorOf(request)
      const typed = readEndpoint(fields)
      const created = await useCases.createWebhookEndpoint(typed, actor)
      const at = listUrl(request)
      if (created.outcome === 'created') {
        const to = `${at}/${created.endpoint.id}`
        return { to, says: { title: 'The endpoint was added. Its secret:', secret: created.secret } }
      }
      if (created.outcome !== 'refused') throw endpointProblem(created)
      const page = { at, endpoints: await useCases.listWebhookEndpoints(actor), keys: formKeys(reply) }
      return { status: 400, again: listPage({ ...page, typed: withFault(typed, endpointProblem(created)) }) }
    }),
  )
}

const listUrl = (request: FastifyRequest): string => consoleUrl(actorOf(request).platform, 'webhook-endpoints')

/** What was typed, with the reason why it cannot be taken. */
const withFault = (typed: Typed, { code, details }: ProblemError): Typed => ({
  ...typed,
  faults: { url: problemOf(code, '', details).detail },
})
