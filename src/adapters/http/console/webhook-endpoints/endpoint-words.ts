import { signingVersions, type WebhookEndpoint } from '../../../../domain/webhook-endpoint.ts'
import { html, type Html } from '../../../../shared/html.ts'

/** Whether events are sent to the endpoint, in a word. */
export function badge({ off, failingSince }: WebhookEndpoint): Html {
  if (off?.reason === 'failing') return html`<span class="badge bad">Switched off after failures</span>`
  if (off !== undefined) return html`<span class="badge plain">Off</span>`
  if (failingSince !== undefined) return html`<span class="badge warn">On, failing</span>`
  return html`<span class="badge good">On</span>`
}

/** The types that the endpoint gets. */
export const typesOf = ({ eventTypes }: Pick<WebhookEndpoint, 'eventTypes'>): string =>
  eventTypes.length === 0 ? 'All events' : eventTypes.join(', ')

/** Until when the secret before the present one signs as well; `undefined` if it does not. */
export const formerSecretUntil = (endpoint: WebhookEndpoint): Date | undefined =>
  signingVersions(endpoint, new Date()).length > 1 ? endpoint.previousSecretUntil : undefined
