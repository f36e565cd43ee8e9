import type { ClientRecord } from '../../../../ports/onboarding-queries.ts'
import { html } from '../../../../shared/html.ts'
import type { Page } from '../layout.ts'
import { cancel, field, form, NOTHING, type FormKeys } from '../parts.ts'
import { shownLink } from './shown-link.ts'
import { isolated } from './standing.ts'

// The pages of what staff do to a client after a second thought.

interface ConfirmPage {
  /** The URL of the client. */
  readonly at: string
  readonly record: ClientRecord
  readonly keys: FormKeys
}

export const BACK = 'Back to the client'

export function revokePage({ at, record, keys }: ConfirmPage): Page {
  const { name } = record.client
  return {
    title: `Revoke the link of ${isolated(name)}`,
    heading: html`Revoke the link of <bdi>${name}</bdi>`,
    crumb: { href: at, name: BACK },
    content: html`<div class="card narrow danger">
      <p>
        The link no longer opens, and the client cannot go on until it gets a new one. What it has done at Stripe stays.
      </p>
      ${form({
        action: `${at}/revoke`,
        keys,
        fields: html`${shownLink(record)}
          <div class="actions"><button class="danger">Revoke the link</button> ${cancel(at)}</div>`,
      })}
    </div>`,
  }
}

interface ErasePage extends ConfirmPage {
  /** What was typed to confirm, and why it is not enough. */
  readonly typed?: string
  readonly fault?: string | undefined
}

export function erasePage({ at, record, keys, typed = '', fault }: ErasePage): Page {
  const { name, email } = record.client
  const fields = html`${field({
      id: 'email',
      label: 'Email address of the client',
      value: typed,
      hint: html`To confirm, type <bdi>${email}</bdi>`,
      fault,
      attributes: html`autocomplete="off" autocapitalize="off" spellcheck="false" required`,
    })}
    <div class="actions"><button class="danger">Erase the client</button> ${cancel(at)}</div>`
  return {
    title: `Erase ${isolated(name)}`,
    heading: html`Erase <bdi>${name}</bdi>`,
    crumb: { href: at, name: BACK },
    content: html`<div class="card narrow danger">
      <p>This cannot be undone. What is lost:</p>
      <ul>
        <li>the name, the email address, the external id and all else that is known of the client,</li>
        <li>its links: none of them opens any more,</li>
        <li>its place in the list of clients.</li>
      </ul>
      <p>
        The history stays, without personal
        data.${record.account === undefined ? NOTHING : html` So does the account at Stripe, under the client's own agreement with Stripe.`}
      </p>
      ${form({ action: `${at}/erase`, keys, fields })}
    </div>`,
  }
}
