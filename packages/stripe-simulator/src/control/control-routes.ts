import { Type, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyError, FastifyInstance } from 'fastify'
import { AccountStateChange, HeldAccount, HeldAccountLink, RequirementsSchedule } from './account-schemas.ts'
import {
  ActiveFault,
  Call,
  type CallFilter,
  ClockState,
  FaultRule,
  PlatformSettings,
  PlatformState,
  RouteName,
} from './schemas.ts'
import type { Simulator } from './types.ts'

const Id = Type.Object({ id: Type.String() })
const Done = Type.Object({ done: Type.Literal(true) })
const ms = Type.Integer({ minimum: 0 })
const closed = { additionalProperties: false }
const CallQuery = Type.Object(
  { route: Type.Optional(RouteName), limit: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,8}$' })) },
  closed,
)
const done = { done: true } as const

/** The control API, through which tests and people control the simulator. It is not part of Stripe's API. */
export function controlRoutes(instance: FastifyInstance, simulator: Simulator): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()

  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = error instanceof RangeError ? 400 : (error.statusCode ?? 500)
    if (status >= 500) request.log.error(error)
    return reply.code(status).send({ error: status >= 500 ? 'internal error' : error.message })
  })
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ error: `no such control route: ${request.method} ${request.url}` }),
  )

  app.get('/health', { schema: { response: { 200: Done } } }, () => done)

  faultControlRoutes(instance, simulator)
  accountControlRoutes(instance, simulator)
  settingControlRoutes(instance, simulator)
}

function faultControlRoutes(instance: FastifyInstance, simulator: Simulator): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()

  app.post('/faults', { schema: { body: FaultRule, response: { 201: ActiveFault } } }, async (request, reply) =>
    reply.code(201).send(await simulator.faults.add(request.body)),
  )
  app.get('/faults', { schema: { response: { 200: Type.Array(ActiveFault) } } }, () => simulator.faults.list())
  app.delete('/faults', { schema: { response: { 200: Done } } }, async () => {
    await simulator.faults.clear()
    return done
  })
  app.delete('/faults/:id', { schema: { params: Id, response: { 200: Done } } }, async (request) => {
    await simulator.faults.clear(request.params.id)
    return done
  })
}

// Stripe's data and the calls it received.
function accountControlRoutes(instance: FastifyInstance, simulator: Simulator): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()

  app.get('/accounts', { schema: { response: { 200: Type.Array(HeldAccount) } } }, () => simulator.accounts())
  app.get('/account-links', { schema: { response: { 200: Type.Array(HeldAccountLink) } } }, () =>
    simulator.accountLinks(),
  )
  app.get('/calls', { schema: { querystring: CallQuery, response: { 200: Type.Array(Call) } } }, (request) => {
    const { limit, ...filter } = request.query
    const wanted: CallFilter = { ...filter, ...(limit !== undefined && { limit: Number(limit) }) }
    return simulator.calls(wanted)
  })
  app.post(
    '/accounts/:id/state',
    { schema: { params: Id, body: AccountStateChange, response: { 200: HeldAccount } } },
    (request) => simulator.setAccountState(request.params.id, request.body),
  )

  app.post(
    '/accounts/:id/requirements',
    { schema: { params: Id, body: RequirementsSchedule, response: { 200: HeldAccount } } },
    (request) => simulator.scheduleRequirements(request.params.id, request.body),
  )
}

// Clock, limits, platform and reset.
function settingControlRoutes(instance: FastifyInstance, simulator: Simulator): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()

  app.get('/clock', { schema: { response: { 200: ClockState } } }, () => simulator.clock.now())
  app.post(
    '/clock',
    { schema: { body: Type.Object({ advanceMs: ms }, closed), response: { 200: ClockState } } },
    (request) => simulator.clock.advance(request.body.advanceMs),
  )
  app.post('/list-lag', { schema: { body: Type.Object({ ms }, closed), response: { 200: Done } } }, async (request) => {
    await simulator.setListLag(request.body.ms)
    return done
  })
  const limit = Type.Union([Type.Number({ exclusiveMinimum: 0 }), Type.Null()])
  const Limit = Type.Object({ perSecond: limit, inAll: Type.Optional(limit) }, closed)
  app.post('/rate-limit', { schema: { body: Limit, response: { 200: Done } } }, async (request) => {
    await simulator.setRateLimit(request.body.perSecond, request.body.inAll)
    return done
  })
  app.get('/platform', { schema: { response: { 200: PlatformState } } }, () => simulator.platform())
  app.post('/platform', { schema: { body: PlatformSettings, response: { 200: PlatformState } } }, (request) =>
    simulator.setPlatform(request.body),
  )
  app.post('/reset', { schema: { response: { 200: Done } } }, async () => {
    await simulator.reset()
    return done
  })
}
