import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { problemOf } from '../../../../api/problem.ts'
import { notInvited } from '../../../../api/refused-acts.ts'
import { InvitationBody } from '../../../../api/schemas/invitation.ts'
import { readTyped } from '../../../../api/typed-texts.ts'
import { actorOf, requireScope, setLogContext } from '../../request-context.ts'
import type { Outcome } from '../once.ts'
import { routesOf, type Sent } from '../page-routes.ts'
import { formKeys } from '../show.ts'
import { LABELS, NOTHING_TYPED, typedIn, type Typed } from './client-fields.ts'
import { emailBoxFor } from './email-box.ts'
import { faultsIn, faultsOf, NO_FAULTS, type FormFaults } from './form-faults.ts'
import { invitePage } from './invite-page.ts'
import { saysOfLink } from './new-link.ts'
import type { ClientPages } from './options.ts'
import { clientsUrl } from './place.ts'
import { isolated } from './standing.ts'

const { shown, sent } = routesOf('clients:write')

/** Inviting a client. */
export const inviteRoutes: FastifyPluginAsync<ClientPages> = async (app, pages) => {
  const { useCases, linkLifetimeHours: expiresInHours, show, act } = pages

  interface Shown {
    readonly typed?: Typed
    readonly faults?: FormFaults
    readonly isTicked?: boolean
  }

  function page(reply: FastifyReply, { typed = NOTHING_TYPED, faults = NO_FAULTS, isTicked = false }: Shown = {}) {
    const { request } = reply
    const email = emailBoxFor(pages, request, isTicked)
    return invitePage({ list: clientsUrl(request), typed, faults, email, keys: formKeys(reply) })
  }

  app.get('/clients/new', shown, async (_request, reply) => show(reply, page(reply)))

  app.post<Sent>('/clients/new', sent, (request, reply) =>
    act(request, reply, async (fields): Promise<Outcome> => {
      const typed = typedIn(fields)
      const isTicked = fields.get('sendEmail') !== undefined
      const again = (status: number, faults: FormFaults) => ({
        status,
        again: page(reply, { typed, faults, isTicked }),
      })
      const read = readTyped(InvitationBody, { ...given(typed), sendEmail: fields.get('sendEmail') }, 'the form')
      if (read.faults !== undefined) return again(400, faultsIn(read.faults, LABELS))
      const { sendEmail = false } = read.value
      if (sendEmail) requireScope(request, 'emails:send')
      const invited = await useCases.inviteClient({ ...read.value, expiresInHours }, actorOf(request))
      if (invited.outcome !== 'invited') {
        const problem = notInvited(invited, true)
        request.problemCode = problem.code
        return again(problemOf(problem.code, request.id).status, faultsOf(problem, LABELS, request))
      }
      const { client, token } = invited
      setLogContext(request, { clientId: client.id, tokenId: token.id })
      const done = `${isolated(client.name)} was invited.`
      const says = saysOfLink(pages, request, invited, { done, isEmailed: sendEmail })
      return { to: clientsUrl(request, client.id), says }
    }),
  )
}

/** The fields that were filled in. */
const given = (typed: Typed) =>
  Object.fromEntries(Object.entries(typed).map(([name, text]) => [name, text.trim() === '' ? undefined : text]))
