import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { NOTICE_TOKEN_MINUTES } from '../../../domain/in-app-notice.ts'
import * as operations from '../../../api/operations/notices.ts'
import { noticeReply } from '../../../api/notice-reply.ts'
import { ProblemError } from '../../../api/problem.ts'
import type { UseCases } from '../../../usecases/all.ts'
import type { Limits } from '../limits.ts'
import { actorOf, setLogContext } from '../request-context.ts'

/** The notices of clients, for back ends. */
export const noticeRoutes: FastifyPluginAsyncTypebox<Pick<UseCases, 'showNotice' | 'createNoticeToken'>> = async (
  app,
  { showNotice, createNoticeToken },
) => {
  const preValidation = async (request: { body: unknown }) => {
    request.body ??= {} // every field is optional, and so is the body
  }

  app.get('/clients/:clientId/notice', operations.showNotice, async (request) => {
    const { clientId } = request.params
    const notice = await showNotice(clientId, actorOf(request))
    if (notice === undefined) throw new ProblemError('CLIENT_NOT_FOUND')
    setLogContext(request, { clientId })
    return noticeReply(notice)
  })

  app.post('/clients/:clientId/notice-token', { ...operations.createNoticeToken, preValidation }, async (request) => {
    const { clientId } = request.params
    const { expiresInMinutes: minutes = NOTICE_TOKEN_MINUTES.usual } = request.body
    const created = await createNoticeToken({ clientId, minutes }, actorOf(request))
    if (created === undefined) throw new ProblemError('CLIENT_NOT_FOUND')
    setLogContext(request, { clientId })
    return { token: created.token, expiresAt: created.expiresAt.toISOString() }
  })
}

/** The notice of a client, for its browser. */
export const publicNoticeRoutes: FastifyPluginAsyncTypebox<
  Pick<UseCases, 'readNotice'> & { readonly limits: Pick<Limits, 'useOfToken' | 'unknown'> }
> = async (app, { readNotice, limits }) => {
  app.post('/notice', operations.readNotice, async (request) => {
    const { noticeToken } = request.body
    const { exists } = await limits.useOfToken(noticeToken, request)
    const notice = await readNotice(noticeToken)
    if (notice === 'unknown') throw await limits.unknown('TOKEN_NOT_FOUND', request)
    exists()
    if (notice === 'expired') throw new ProblemError('TOKEN_EXPIRED', { detail: 'This notice token has expired.' })
    setLogContext(request, { clientId: notice.clientId })
    return noticeReply(notice)
  })
}
