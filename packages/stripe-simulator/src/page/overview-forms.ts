import { type TSchema, Type, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { Api, PlatformState, RouteName, routeNames } from '../control/schemas.ts'
import type { Simulator } from '../control/types.ts'
import { type AccountAction, accountActions } from './sections/account-section.ts'
import { faultPresets } from './sections/fault-section.ts'
import { platformFlags } from './sections/platform-section.ts'

const oneOf = <Value extends string>(values: readonly string[]) => Type.Unsafe<Value>({ type: 'string', enum: values })
const percent = Type.String({ pattern: '^([0-9]{1,2}|100)$' })
const ticked = Type.Optional(Type.Literal('on'))

const FaultForm = Type.Object({
  route: Type.Union([RouteName, Type.Literal('*')]),
  api: Type.Optional(Type.Union([Api, Type.Literal('')])),
  preset: oneOf<string>(Object.keys(faultPresets)),
  times: Type.String({ pattern: '^[1-9][0-9]{0,5}$' }),
})
const ClockForm = Type.Object({ minutes: Type.String({ pattern: '^[0-9]{1,6}$' }) })
const AccountForm = Type.Object({ id: Type.String(), action: oneOf<AccountAction>(Object.keys(accountActions)) })
const WebhookForm = Type.Object({ loss: percent, duplicates: percent, reorder: ticked, paused: ticked })
const PlatformForm = Type.Object({
  registered: ticked,
  profileReviewed: ticked,
  accountsV1: ticked,
  accountsV2: ticked,
  transfersAlone: ticked,
  v2InV1List: ticked,
  liveKeys: ticked,
  logo: ticked,
  name: Type.Optional(Type.String()),
  supportEmail: Type.Optional(Type.String()),
  restrictedKeysMayNot: Type.Optional(Type.String({ pattern: '^[a-z_. ]*$' })),
  wallClockAheadMs: Type.Optional(Type.String({ pattern: '^-?[0-9]{1,9}$' })),
  country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
  recipientsAloneIn: Type.Optional(Type.String({ pattern: '^[A-Z ]*$' })),
  accountEventsFrom: Type.Optional(PlatformState.properties.accountEventsFrom),
} satisfies Record<keyof PlatformState, TSchema>)
const RedeliverForm = Type.Object({ eventId: Type.String() })

const weekMs = 7 * 24 * 60 * 60 * 1000

/** The targets of the forms on the overview page. All redirect back to it. */
export function overviewForms(instance: FastifyInstance, simulator: Simulator): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  // Relative, so that it works behind any public URL.
  const back = (reply: FastifyReply) => reply.redirect('../../', 303)

  app.post('/ui/faults', { schema: { body: FaultForm } }, async (request, reply) => {
    const { route, api = '', preset, times } = request.body
    const fault = faultPresets[preset]?.fault
    if (fault !== undefined)
      await simulator.faults.add({ route, fault, times: Number(times), ...(api !== '' && { api }) })
    return back(reply)
  })
  app.post('/ui/clear-faults', async (_request, reply) => {
    await simulator.faults.clear()
    return back(reply)
  })
  app.post('/ui/clock', { schema: { body: ClockForm } }, async (request, reply) => {
    await simulator.clock.advance(Number(request.body.minutes) * 60_000)
    return back(reply)
  })
  app.post('/ui/account', { schema: { body: AccountForm } }, async (request, reply) => {
    await act(simulator, request.body.id, request.body.action)
    return back(reply)
  })
  app.post('/ui/webhooks', { schema: { body: WebhookForm } }, async (request, reply) => {
    const { loss, duplicates, reorder, paused } = request.body
    const before = await simulator.webhookBehaviour()
    await simulator.setWebhookBehaviour({
      copies: before.copies,
      seed: before.seed,
      // Delays set by the control API stay; delays that implement reordering are set and removed with it.
      ...(before.reorder === (reorder === 'on') && { delayMs: before.delayMs }),
      loss: Number(loss) / 100,
      duplicates: Number(duplicates) / 100,
      reorder: reorder === 'on',
      paused: paused === 'on',
    })
    return back(reply)
  })
  app.post('/ui/platform', { schema: { body: PlatformForm } }, async (request, reply) => {
    const { country, recipientsAloneIn, accountEventsFrom, name, supportEmail, ...rest } = request.body
    const { restrictedKeysMayNot, wallClockAheadMs, ...switches } = rest
    const flags = Object.keys(platformFlags).map((flag) => [flag, Reflect.get(switches, flag) === 'on'])
    await simulator.setPlatform({
      ...Object.fromEntries(flags),
      ...(country !== undefined && { country }),
      ...(recipientsAloneIn !== undefined && { recipientsAloneIn: recipientsAloneIn.match(/[A-Z]{2}/g) ?? [] }),
      ...(accountEventsFrom !== undefined && { accountEventsFrom }),
      ...(name !== undefined && { name }),
      ...(supportEmail !== undefined && { supportEmail }),
      ...(restrictedKeysMayNot !== undefined && { restrictedKeysMayNot: routesIn(restrictedKeysMayNot) }),
      ...(wallClockAheadMs !== undefined && { wallClockAheadMs: Number(wallClockAheadMs) }),
    })
    return back(reply)
  })
  app.post('/ui/redeliver', { schema: { body: RedeliverForm } }, async (request, reply) => {
    await simulator.redeliver(request.body.eventId)
    return back(reply)
  })
}

const routesIn = (text: string): RouteName[] => routeNames.filter((name) => text.split(' ').includes(name))

async function act(simulator: Simulator, id: string, action: AccountAction): Promise<void> {
  switch (action) {
    case 'ask':
      await simulator.scheduleRequirements(id, { deadlineInMs: weekMs })
      return
    case 'unsupported':
      await simulator.setAccountState(id, { unsupported: 'unsupported_country' })
      return
    case 'deauthorise':
      await simulator.setAccountState(id, { access: 'deauthorised' })
      return
    case 'reconnect':
      await simulator.setAccountState(id, { access: 'connected' })
      return
    default:
      await simulator.setAccountState(id, { outcome: action })
  }
}
