import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { problemOf, type ProblemError } from '../../../../api/problem.ts'
import { duplicate, notChanged } from '../../../../api/refusals.ts'
import { notErased } from '../../../../api/refused-acts.ts'
import { changedReply } from '../../../../api/replies.ts'
import { ChangeBody } from '../../../../api/schemas/client-change.ts'
import { readTyped } from '../../../../api/typed-texts.ts'
import { isSameEmail } from '../../../../domain/client.ts'
import { readEmail } from '../../../../domain/email-address.ts'
import type { ClientRecord } from '../../../../ports/onboarding-queries.ts'
import type { ChangeResult } from '../../../../usecases/clients/change-client.ts'
import { actorOf } from '../../request-context.ts'
import type { Outcome } from '../once.ts'
import { formKeys } from '../show.ts'
import { routesOf, type Sent } from '../page-routes.ts'
import { actOnClient } from './act-on-client.ts'
import { changePage } from './change-page.ts'
import { changedIn, LABELS, NOTHING_TYPED, type Typed } from './client-fields.ts'
import { erasePage } from './confirm-pages.ts'
import { faultsIn, faultsOf, NO_FAULTS, type FormFaults } from './form-faults.ts'
import type { ClientPages } from './options.ts'
import { clientsUrl } from './place.ts'
import { recordOf, urlOf } from './record.ts'

const CHANGE = routesOf('clients:write')
const ERASE = routesOf('clients:erase')

/** What staff do with the data of a client. */
export const clientActRoutes: FastifyPluginAsync<ClientPages> = async (app, pages) => {
  const { useCases, show } = pages

  function changing(reply: FastifyReply, record: ClientRecord, typed?: Typed, faults: FormFaults = NO_FAULTS) {
    const at = urlOf(reply.request, record)
    const stored = storedOf(record)
    const { name } = record.client
    return changePage({ at, name, stored, typed: typed ?? stored, faults, keys: formKeys(reply) })
  }

  app.get('/clients/:clientId/change', CHANGE.shown, async (request, reply) => {
    const record = await recordOf(pages, request)
    return show(reply, changing(reply, record))
  })

  app.post<Sent>(
    '/clients/:clientId/change',
    CHANGE.sent,
    actOnClient(pages, async ({ request, reply, fields, record, at }): Promise<Outcome> => {
      const typed = changedIn(fields, storedOf(record))
      const again = (status: number, faults: FormFaults) => ({ status, again: changing(reply, record, typed, faults) })
      const read = readTyped(ChangeBody, changeIn(typed), 'the form')
      if (read.faults !== undefined) return again(400, faultsIn(read.faults, LABELS))
      const changed = await useCases.changeClient(record.client.id, read.value, actorOf(request))
      if (changed.outcome !== 'changed') {
        const problem = problemOfChange(changed)
        request.problemCode = problem.code
        return again(problemOf(problem.code, request.id).status, faultsOf(problem, LABELS, request))
      }
      const { newLinkNeeded } = changedReply(changed.record, false)
      const text = 'The open link was revoked, because it went to the old address. Issue a new one.'
      return { to: at, says: { title: 'The client was changed.', ...(newLinkNeeded && { text }) } }
    }),
  )

  app.get('/clients/:clientId/erase', ERASE.shown, async (request, reply) => {
    const record = await recordOf(pages, request)
    return show(reply, erasePage({ at: urlOf(request, record), record, keys: formKeys(reply) }))
  })

  app.post<Sent>(
    '/clients/:clientId/erase',
    ERASE.sent,
    actOnClient(pages, async ({ request, reply, fields, record, at }): Promise<Outcome> => {
      const typed = fields.get('email') ?? ''
      if (!isAddressOf(record, typed)) {
        const fault = 'This is not the email address of the client. Nothing was erased.'
        return { status: 400, again: erasePage({ at, record, keys: formKeys(reply), typed, fault }) }
      }
      const erased = await useCases.eraseClient(record.client.id, actorOf(request))
      if (erased !== 'erased') throw notErased(erased)
      return { to: clientsUrl(request), says: { title: 'The client was erased.' } }
    }),
  )
}

const storedOf = ({ client: { name, email, country = '', locale = '' } }: ClientRecord): Typed => ({
  ...NOTHING_TYPED,
  name,
  email,
  country,
  locale,
})

/** A name and an address cannot be removed; the rest is not known if it is empty. */
const changeIn = ({ name, email, country, locale }: Typed) => ({
  name,
  email,
  country: country === '' ? null : country,
  locale: locale === '' ? null : locale,
})

function problemOfChange(changed: Exclude<ChangeResult, { readonly outcome: 'changed' }>): ProblemError {
  switch (changed.outcome) {
    case 'client_exists':
    case 'external_id_exists':
      return duplicate(changed, true)
    default:
      return notChanged(changed)
  }
}

function isAddressOf({ client }: ClientRecord, typed: string): boolean {
  const read = readEmail(typed)
  return 'email' in read && isSameEmail(read.email, client.email)
}
