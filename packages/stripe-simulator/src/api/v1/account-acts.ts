import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { Stripe } from 'stripe'
import { disabledReason, isRejected, rendered } from '../../accounts/account.ts'
import { invalidRequest } from '../../http/errors.ts'
import { closed, expand } from '../../http/params.ts'
import { type V1Endpoint, v1Handler } from '../../http/v1.ts'
import { paramsReader } from '../../http/validation.ts'
import type { Parts } from '../../state/parts.ts'
import { randomId } from '../../support/random-id.ts'
import { connectedAccount } from './accounts.ts'

const readRejection = paramsReader(
  Type.Object(
    {
      expand,
      // Any string: Stripe adds reasons.
      reason: Type.String({ minLength: 1 }),
      payouts_action: Type.Optional(Type.Union([Type.Literal('none'), Type.Literal('pause')])),
    },
    closed,
  ),
)
const readNothing = paramsReader(Type.Object({ expand }, closed))

/** What a platform does to an account, of either generation: reject it, take that back, sign its owner in. */
export function accountActRoutes(app: FastifyInstance, parts: Parts): void {
  app.post('/v1/accounts/:id/reject', v1Handler(parts, reject(parts)))
  app.post('/v1/accounts/:id/unreject', v1Handler(parts, unreject(parts)))
  app.post('/v1/accounts/:id/login_links', v1Handler(parts, loginLink(parts)))
}

const reject = (parts: Parts): V1Endpoint<{ id: string; reason: string }> => ({
  route: 'accounts.reject',
  read: ({ id, form }) => ({ id, reason: readRejection(form).reason }),
  execute({ id, reason }, caller) {
    const record = connectedAccount(parts, caller, id)
    if (record.account.controller?.losses?.payments !== 'application') {
      throw invalidRequest('You cannot reject accounts for which your platform is not liable for negative balances.')
    }
    return rendered(parts.world.change(record, { ...record, rejectedFor: reason }, caller))
  },
})

const unreject = (parts: Parts): V1Endpoint<string> => ({
  route: 'accounts.unreject',
  read: ({ id, form }) => {
    readNothing(form)
    return id
  },
  execute(id, caller) {
    const record = connectedAccount(parts, caller, id)
    if (record.rejectedFor === undefined) {
      throw invalidRequest(
        isRejected(record)
          ? `This account cannot be unrejected, because your platform did not reject it (${disabledReason(record)}).`
          : 'This account is not rejected.',
      )
    }
    return rendered(parts.world.change(record, { ...record, rejectedFor: undefined }, caller))
  },
})

const loginLink = (parts: Parts): V1Endpoint<string> => ({
  route: 'login_links.create',
  read: ({ id, form }) => {
    readNothing(form)
    return id
  },
  execute(id, caller) {
    const { account } = connectedAccount(parts, caller, id)
    if (account.controller?.stripe_dashboard?.type !== 'express') {
      throw invalidRequest('Login links can only be created for accounts with access to the Express Dashboard.')
    }
    if (!account.details_submitted) {
      throw invalidRequest('Cannot create a login link for an account that has not completed onboarding.')
    }
    return {
      object: 'login_link',
      created: Math.floor(parts.clock.now() / 1000),
      url: `${parts.publicUrl()}/express/${id}/${randomId(24)}`,
    } satisfies Stripe.LoginLink
  },
})
