import type { WebhookEndpoint } from '../../../../domain/webhook-endpoint.ts'
import { html, type Html } from '../../../../shared/html.ts'
import { endpointFields, shownEndpoint, type Typed } from './endpoint-fields.ts'
import { formerSecretUntil } from './endpoint-words.ts'
import type { Page } from '../layout.ts'
import { cancel, form, notice, NOTHING, time, type FormKeys } from '../parts.ts'

// The pages of what staff do to an endpoint that needs a form, or a second thought.

interface ActPage {
  /** The URL of the endpoint. */
  readonly at: string
  readonly endpoint: WebhookEndpoint
  readonly keys: FormKeys
}

const page = (title: string, { at }: ActPage, content: Html): Page => ({
  title,
  crumb: { href: at, name: 'Back to the endpoint' },
  content,
})

export function changePage(act: ActPage, typed: Typed): Page {
  const fields = html`${shownEndpoint(act.endpoint)} ${endpointFields(typed)}
    <div class="actions"><button>Save</button> ${cancel(act.at)}</div>`
  const content = html`<div class="card">${form({ action: `${act.at}/change`, keys: act.keys, fields })}</div>`
  return page('Change the endpoint', act, content)
}

/** `signs`: whether there is a key to sign with. */
export function rotatePage(act: ActPage, signs: boolean): Page {
  const { at, endpoint, keys } = act
  if (!signs) return page('New secret', act, UNSIGNED)
  const until = formerSecretUntil(endpoint)
  const fields = html`<div class="actions"><button>Make a new secret</button> ${cancel(at)}</div>`
  return page(
    'New secret',
    act,
    html`<div class="card narrow">
      <p>Events are signed with a new secret, which is shown once, on the next page.</p>
      <p>
        For 24 hours they are signed with the present secret as well, so your service can learn the new one without
        missing an event.
      </p>
      ${
        until
          ? html`<p>
              <strong>
                The secret before the present one still signs until ${time(until)}. With a new one it stops at once.
              </strong>
            </p>`
          : NOTHING
      }
      ${form({ action: `${at}/rotate-secret`, keys, fields })}
    </div>`,
  )
}

export function removePage(act: ActPage): Page {
  const { at, endpoint, keys } = act
  const fields = html`<div class="actions"><button class="danger">Remove the endpoint</button> ${cancel(at)}</div>`
  return page(
    'Remove the endpoint?',
    act,
    html`<div class="card narrow danger">
      <p><strong>${endpoint.url}</strong></p>
      <ul>
        <li>It gets no more events, and what waits for it is not sent.</li>
        <li>The list of its deliveries is deleted.</li>
        <li>Its secret is gone: an endpoint that is added later has another one.</li>
      </ul>
      <p>This cannot be undone. To stop events for a while, switch it off instead.</p>
      ${form({ action: `${at}/remove`, keys, fields })}
    </div>`,
  )
}

/** Instead of a form that would be refused. */
export const UNSIGNED = notice(
  'plain',
  'Endpoints cannot be added, and secrets cannot be changed',
  html`<p>
    This service has no key to sign events with. Its operator sets <code>WEBHOOK_MASTER_KEY</code> (<code
      >openssl rand -hex 32</code
    >), the same for all its processes.
  </p>`,
)
