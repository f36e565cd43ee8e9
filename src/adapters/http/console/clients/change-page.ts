import { html } from '../../../../shared/html.ts'
import type { Page } from '../layout.ts'
import { cancel, form, type FormKeys } from '../parts.ts'
import { shownValues } from '../shown-values.ts'
import { clientFields, type Typed } from './client-fields.ts'
import { BACK } from './confirm-pages.ts'
import type { FormFaults } from './form-faults.ts'
import { isolated } from './standing.ts'

interface ChangePage {
  /** The URL of the client. */
  readonly at: string
  readonly name: string
  readonly stored: Typed
  readonly typed: Typed
  readonly faults: FormFaults
  readonly keys: FormKeys
}

/** The form to change the data of a client. */
export function changePage({ at, name, stored, typed, faults, keys }: ChangePage): Page {
  const fields = html`${shownValues(stored)} ${clientFields({ typed, faults, countryHint: COUNTRY_HINT, isNew: false })}
    <div class="actions"><button>Save</button> ${cancel(at)}</div>`
  return {
    title: `Change ${isolated(name)}`,
    heading: html`Change <bdi>${name}</bdi>`,
    crumb: { href: at, name: BACK },
    content: html`${faults.above}
      <div class="card narrow">${form({ action: `${at}/change`, keys, fields })}</div>`,
  }
}

const COUNTRY_HINT = 'It can be changed until there is an account at Stripe.'
