import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import * as operations from '../../../api/operations/client-accounts.ts'
import { notManaged, providerFailed } from '../../../api/refusals.ts'
import { notSignedIn } from '../../../api/refused-acts.ts'
import { syncedReply } from '../../../api/replies.ts'
import type { UseCases } from '../../../usecases/all.ts'
import { actorOf, mayDo, setLogContext } from '../request-context.ts'

type Acts = Pick<UseCases, 'resetAccount' | 'manageAccount' | 'createLoginLink'>

/** What staff do to the accounts of clients, here and at Stripe. */
export const managedAccountRoutes: FastifyPluginAsyncTypebox<Acts> = async (
  app,
  { resetAccount, manageAccount, createLoginLink },
) => {
  /** Where every field is optional, so is the body. */
  const preValidation = async (request: { body: unknown }) => {
    request.body ??= {}
  }

  app.post('/clients/:clientId/account/reset', { ...operations.resetAccount, preValidation }, async (request) => {
    const { clientId } = request.params
    setLogContext(request, { clientId })
    const reset = await resetAccount({ clientId, ...request.body }, actorOf(request))
    if (reset.outcome !== 'reset') throw notManaged(reset.outcome)
    return syncedReply(reset.record, mayDo(request, 'clients:read'))
  })

  app.post('/clients/:clientId/account/close', { ...operations.closeAccount, preValidation }, async (request) =>
    acted(request, { ...request.params, ...request.body, act: { act: 'close' } }),
  )

  app.post('/clients/:clientId/account/reject', operations.rejectAccount, async (request) => {
    const { accountId, reason } = request.body
    return acted(request, { ...request.params, accountId, act: { act: 'reject', reason } })
  })

  app.post('/clients/:clientId/account/unreject', { ...operations.unrejectAccount, preValidation }, async (request) =>
    acted(request, { ...request.params, ...request.body, act: { act: 'unreject' } }),
  )

  app.post(
    '/clients/:clientId/account/login-link',
    { ...operations.createLoginLink, preValidation },
    async (request) => {
      const { clientId } = request.params
      setLogContext(request, { clientId })
      const created = await createLoginLink({ clientId, ...request.body }, actorOf(request))
      if (created.outcome !== 'created') throw notSignedIn(created)
      return { clientId, url: created.url }
    },
  )

  async function acted(request: FastifyRequest, wanted: Parameters<typeof manageAccount>[0]) {
    setLogContext(request, { clientId: wanted.clientId })
    const managed = await manageAccount(wanted, actorOf(request))
    if (managed.outcome === 'provider_failed') throw providerFailed(managed.failure)
    if (managed.outcome !== 'managed') throw notManaged(managed.outcome)
    return syncedReply(managed.record, mayDo(request, 'clients:read'))
  }
}
