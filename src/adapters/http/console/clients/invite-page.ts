import { html } from '../../../../shared/html.ts'
import type { Page } from '../layout.ts'
import { cancel, form, type FormKeys } from '../parts.ts'
import { clientFields, type Typed } from './client-fields.ts'
import type { FormFaults } from './form-faults.ts'
import { emailBox, type EmailBox } from './email-box.ts'

interface InvitePage {
  readonly list: string
  readonly typed: Typed
  readonly faults: FormFaults
  readonly email: EmailBox
  readonly keys: FormKeys
}

/** The form to invite a client. */
export function invitePage({ list, typed, faults, email, keys }: InvitePage): Page {
  const fields = html`${clientFields({ typed, faults, countryHint: COUNTRY_HINT, isNew: true })} ${emailBox(email)}
    <div class="actions"><button>Invite the client</button> ${cancel(list)}</div>`
  return {
    title: 'Invite a client',
    crumb: { href: list, name: 'Clients' },
    content: html`${faults.above}
      <div class="card narrow">${form({ action: `${list}/new`, keys, fields })}</div>`,
  }
}

const COUNTRY_HINT =
  'Where the business is. If it is not known, it is that of the account profile, or the client is asked. The country of an account never changes.'
