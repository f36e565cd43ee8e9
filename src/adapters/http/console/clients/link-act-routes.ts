import type { FastifyPluginAsync } from 'fastify'
import { notExtended, notReminded } from '../../../../api/refusals.ts'
import { notIssued, notRevoked } from '../../../../api/refused-acts.ts'
import { ExtendBody, IssueBody } from '../../../../api/schemas/onboarding-tokens.ts'
import { ProblemError } from '../../../../api/problem.ts'
import { readTyped } from '../../../../api/typed-texts.ts'
import { actorOf, requireScope, setLogContext } from '../../request-context.ts'
import { utc } from '../parts.ts'
import { formKeys } from '../show.ts'
import { routesOf, type Sent } from '../page-routes.ts'
import { actOnClient } from './act-on-client.ts'
import { revokePage } from './confirm-pages.ts'
import { faultsIn } from './form-faults.ts'
import { saysOfLink } from './new-link.ts'
import type { ClientPages } from './options.ts'
import { requireShownLink } from './shown-link.ts'
import { isolated } from './standing.ts'
import { pageOfRecord, recordOf, urlOf } from './record.ts'

const TOKENS = routesOf('tokens:write')

/** What staff do with the link of a client. */
export const linkActRoutes: FastifyPluginAsync<ClientPages> = async (app, pages) => {
  const { useCases, show } = pages

  app.post<Sent>('/clients/:clientId/links', TOKENS.sent, actOnClient(pages, issue(pages)))

  app.post<Sent>(
    '/clients/:clientId/remind',
    routesOf('emails:send').sent,
    actOnClient(pages, async ({ request, record, at }) => {
      const reminded = await useCases.remindClient(record.client.id, actorOf(request))
      if (reminded.outcome !== 'reminded') throw notReminded(reminded.outcome)
      const text = `It works until ${utc(reminded.token.expiresAt)}.`
      return {
        to: at,
        says: { title: `An email with the link is on its way to ${isolated(record.client.email)}.`, text },
      }
    }),
  )

  app.post<Sent>('/clients/:clientId/extend', TOKENS.sent, actOnClient(pages, extend(pages)))

  app.get('/clients/:clientId/revoke', TOKENS.shown, async (request, reply) => {
    const record = await recordOf(pages, request)
    return show(reply, revokePage({ at: urlOf(request, record), record, keys: formKeys(reply) }))
  })

  app.post<Sent>(
    '/clients/:clientId/revoke',
    TOKENS.sent,
    actOnClient(pages, async ({ request, fields, record, at }) => {
      requireShownLink(fields, record)
      const revoked = await useCases.revokeToken(record.token.id, actorOf(request))
      if (revoked.outcome !== 'revoked') throw notRevoked(revoked)
      const { linksOutstandingUntil: until } = revoked
      const text = until && `A page at Stripe that it has opened already may work until ${utc(until)}.`
      return { to: at, says: { title: 'The link was revoked.', ...(text && { text }) } }
    }),
  )
}

type Act = Parameters<typeof actOnClient>[1]

const issue =
  (pages: ClientPages): Act =>
  async ({ request, fields, record, at }) => {
    const { useCases, linkLifetimeHours: expiresInHours } = pages
    const read = readTyped(IssueBody, { sendEmail: fields.get('sendEmail') }, 'the form')
    if (read.faults !== undefined) throw new ProblemError('VALIDATION_FAILED', { errors: read.faults })
    const { sendEmail = false } = read.value
    if (sendEmail) requireScope(request, 'emails:send')
    requireShownLink(fields, record)
    const wanted = { clientId: record.client.id, expiresInHours, sendEmail }
    const issued = await useCases.issueToken(wanted, actorOf(request))
    if (issued.outcome !== 'issued') throw notIssued(issued)
    setLogContext(request, { clientId: record.client.id, tokenId: issued.token.id })
    const done = 'A new link was issued.'
    const before = 'The link before no longer opens.'
    return { to: at, says: saysOfLink(pages, request, issued, { done, before, isEmailed: sendEmail }) }
  }

const extend =
  (pages: ClientPages): Act =>
  async ({ request, reply, fields, record, at }) => {
    const typed = fields.get('expiresInHours') ?? ''
    const read = readTyped(ExtendBody, { expiresInHours: typed.trim() }, 'the form')
    if (read.faults !== undefined) {
      const fault = faultsIn(read.faults, { expiresInHours: 'This' }).at['expiresInHours']
      return { status: 400, again: await pageOfRecord(pages, reply, { extension: { typed, fault } }) }
    }
    requireShownLink(fields, record)
    const extended = await pages.useCases.extendToken({ tokenId: record.token.id, ...read.value }, actorOf(request))
    if (extended.outcome !== 'extended' && extended.outcome !== 'unchanged') throw notExtended(extended.outcome)
    return { to: at, says: { title: `The link can be opened until ${utc(extended.token.expiresAt)}.` } }
  }
