import { html, type Html } from '../../../shared/html.ts'

// What several pages of the console are made of.

const FORMAT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' })

export const NOTHING: Html = html``

/** An instant, in UTC. */
export const utc = (at: Date): string => `${FORMAT.format(at)} UTC`

export const time = (at: Date): Html => html`<time datetime="${at.toISOString()}">${utc(at)}</time>`

/** What a form needs so that only this session can send it, and only once. */
export interface FormKeys {
  readonly csrf: string
  readonly formId: string
}

interface FormOptions {
  readonly action: string
  readonly keys: FormKeys
  readonly fields: Html
}

/** A form of the console. */
export const form = ({ action, keys, fields }: FormOptions): Html =>
  html`<form method="post" action="${action}" novalidate>
    <input type="hidden" name="csrf" value="${keys.csrf}" />
    <input type="hidden" name="form" value="${keys.formId}" />
    ${fields}
  </form>`

/** The way back, beside the button of a form. */
export const cancel = (at: string): Html => html`<a class="button other" href="${at}">Cancel</a>`

export type Tone = 'good' | 'bad' | 'plain'

/** A message at the top of a page. A screen reader says it at once. */
export const notice = (tone: Tone, title: string, content: Html = NOTHING): Html =>
  html`<div class="notice ${tone}" role="${tone === 'bad' ? 'alert' : 'status'}">
    <p class="title">${title}</p>
    ${content}
  </div>`

interface FieldOptions {
  readonly id: string
  readonly label: string
  readonly value: string
  readonly hint?: Html
  /** Why what was typed cannot be taken. */
  readonly fault?: string | undefined
  readonly attributes?: Html
}

/** A field for one line of text, with what is wrong with it. */
export function field({ id, label, value, hint = NOTHING, fault, attributes = NOTHING }: FieldOptions): Html {
  // A page that was sent back begins where there is something to correct, and a screen reader says why.
  const state = fault === undefined ? NOTHING : html`aria-invalid="true" autofocus`
  return html`<div class="field">
    <label for="${id}">${label}</label>
    <p class="hint" id="${id}-hint">${hint}</p>
    <input id="${id}" name="${id}" value="${value}" aria-describedby="${id}-hint ${id}-fault" ${attributes} ${state} />
    <p class="fault" id="${id}-fault">${fault ?? ''}</p>
  </div>`
}

interface BoxOptions {
  readonly id: string
  readonly name: string
  readonly value: string
  readonly label: string
  readonly isTicked: boolean
  /** What ticking it means. */
  readonly words: Html | readonly Html[]
}

/** A box to tick, with what that means. */
export const box = ({ id, name, value, label, isTicked, words }: BoxOptions): Html =>
  html`<div class="box">
    <input
      type="checkbox"
      id="${id}"
      name="${name}"
      value="${value}"
      aria-describedby="${id}-words"
      ${isTicked ? html`checked` : NOTHING}
    />
    <label for="${id}">${label}</label>
    <p id="${id}-words">${words}</p>
  </div>`
