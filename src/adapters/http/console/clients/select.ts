import { html, type Html } from '../../../../shared/html.ts'
import { NOTHING } from '../parts.ts'

interface SelectOptions {
  readonly id: string
  readonly label: string
  /** What can be chosen: the value and what people read. */
  readonly options: readonly (readonly [value: string, words: string])[]
  readonly value: string
  readonly hint?: Html
  /** Why what was chosen cannot be taken. */
  readonly fault?: string | undefined
}

/** A field for one of several values. */
export function select({ id, label, options, value, hint = NOTHING, fault }: SelectOptions): Html {
  const state = fault === undefined ? NOTHING : html`aria-invalid="true" autofocus`
  return html`<div class="field">
    <label for="${id}">${label}</label>
    <p class="hint" id="${id}-hint">${hint}</p>
    <select id="${id}" name="${id}" aria-describedby="${id}-hint ${id}-fault" ${state}>
      ${options.map(
        ([each, words]) => html`<option value="${each}" ${each === value ? html`selected` : NOTHING}>${words}</option>`,
      )}
    </select>
    <p class="fault" id="${id}-fault">${fault ?? ''}</p>
  </div>`
}
