import type { FastifyRequest } from 'fastify'
import { html, type Html } from '../../../../shared/html.ts'
import { actorOf, mayDo } from '../../request-context.ts'
import { box } from '../parts.ts'
import type { ClientPages } from './options.ts'

/** Whether the platform of the request sends emails. */
export const sendsEmails = ({ useCases }: Pick<ClientPages, 'useCases'>, request: FastifyRequest): boolean =>
  useCases.at(actorOf(request).platform)?.sendLinkEmail !== undefined

/** Whether the box to send an email is ticked; or why there is none. */
export type EmailBox = boolean | 'no_emails' | 'not_allowed'

/** The box of a request, which is to be ticked or not. */
export function emailBoxFor(
  pages: Pick<ClientPages, 'useCases'>,
  request: FastifyRequest,
  isTicked: boolean,
): EmailBox {
  if (!sendsEmails(pages, request)) return 'no_emails'
  return mayDo(request, 'emails:send') ? isTicked : 'not_allowed'
}

/** The box to send the link by email. */
export function emailBox(is: EmailBox): Html {
  if (is === 'no_emails') return html`<p class="hint">This service sends no emails: you get the link, and send it.</p>`
  if (is === 'not_allowed')
    return html`<p class="hint">
      You get the link, and send it. To email it, a key needs the scope <code>emails:send</code>.
    </p>`
  return html`<div class="field">
    ${box({
      ...{ id: 'sendEmail', name: 'sendEmail', value: 'true', isTicked: is },
      label: 'Email the link to the client',
      words: html`Otherwise the next page shows it, once.`,
    })}
  </div>`
}
