import { type Static, Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import { isRejected } from '../../accounts/account.ts'
import { invalidRequest, noSessionForRejected, noSessionForUnknown } from '../../http/errors.ts'
import { closed, expand } from '../../http/params.ts'
import { type V1Endpoint, v1Handler } from '../../http/v1.ts'
import { paramsReader } from '../../http/validation.ts'
import type { Parts } from '../../state/parts.ts'
import { randomId } from '../../support/random-id.ts'
import { componentParams, renderedComponents } from './account-session-components.ts'

const Params = Type.Object({ account: Type.String(), components: componentParams, expand }, closed)
const read = paramsReader(Params)

/** The reference says "relatively quickly"; half an hour is an assumption. */
const LIFETIME_SECONDS = 1800

/**
 * `/v1/account_sessions`, for accounts of both generations: v2 has none of its own. Sessions can only be created. Stripe's
 * script accepts none of them: the forms are Stripe's, and are not simulated.
 */
export function accountSessionRoutes(app: FastifyInstance, parts: Parts): void {
  const { world, clock } = parts

  const create: V1Endpoint<Static<typeof Params>> = {
    route: 'account_sessions.create',
    read: ({ form }) => read(form),
    execute({ account, components }, caller) {
      const record = world.findFor(caller, account)
      if (record?.access !== 'connected') throw noSessionForUnknown()
      if (isRejected(record)) throw noSessionForRejected()
      if (!Object.values(components).some((component) => component?.enabled)) {
        throw invalidRequest('You must enable at least one component.', { param: 'components' })
      }
      const rendered = renderedComponents(components)
      const platformCollects = record.account.controller?.requirement_collection === 'application'
      if (!platformCollects) refuseUnlessCollected(rendered)
      world.lockPrefill(record)
      return {
        object: 'account_session',
        account,
        client_secret: `accs_secret__${randomId(48)}`,
        components: rendered,
        expires_at: clock.seconds() + LIFETIME_SECONDS,
        livemode: record.livemode,
      }
    },
  }

  app.post('/v1/account_sessions', v1Handler(parts, create))
}

/** Where Stripe collects the requirements, clients sign in to Stripe and enter their bank accounts there. */
function refuseUnlessCollected(components: ReturnType<typeof renderedComponents>): void {
  for (const [name, { enabled, features }] of Object.entries(components)) {
    if (!enabled) continue
    for (const [feature, wrong] of [
      ['external_account_collection', false],
      ['disable_stripe_user_authentication', true],
    ] as const) {
      if (features[feature] !== wrong) continue
      throw invalidRequest(
        `\`${feature}\` can only be ${wrong} for accounts where \`controller.requirement_collection\` is \`application\`.`,
        { param: `components[${name}][features][${feature}]` },
      )
    }
  }
}
