import { OUTGOING_EVENT_WORDS } from '../../../../api/schemas/outgoing-events.ts'
import { problemOf, ProblemError } from '../../../../api/problem.ts'
import { isOutgoingEventType, OUTGOING_EVENT_TYPES, type OutgoingEventType } from '../../../../domain/outgoing-event.ts'
import { tidied } from '../../../../domain/text.ts'
import type { WebhookEndpoint } from '../../../../domain/webhook-endpoint.ts'
import { html, type Html } from '../../../../shared/html.ts'
import type { Fields } from '../../form-pages.ts'
import { box, field } from '../parts.ts'
import { isChanged, shownValues } from '../shown-values.ts'

/** What the form of an endpoint shows: what is stored, or what was typed and cannot be taken. */
export interface Typed {
  readonly url: string
  readonly eventTypes: readonly OutgoingEventType[]
  readonly faults: { readonly url: string | undefined }
}

/** The form of an endpoint to be added. */
export const EMPTY: Typed = { url: '', eventTypes: [], faults: { url: undefined } }

/** What was typed into the form. */
export function readEndpoint(fields: Fields): Typed {
  const eventTypes = fields.all('eventTypes')
  if (!eventTypes.every(isOutgoingEventType))
    throw new ProblemError('VALIDATION_FAILED', { errors: [{ field: 'eventTypes', message: 'must be known types' }] })
  return { url: tidied(fields.get('url') ?? ''), eventTypes, faults: EMPTY.faults }
}

const textOf = (types: readonly OutgoingEventType[]): string => types.toSorted().join(' ')

/** What the form to change an endpoint shows when it is loaded. */
export const shownEndpoint = ({ url, eventTypes }: WebhookEndpoint): readonly Html[] =>
  shownValues({ url, eventTypes: textOf(eventTypes) })

/** What staff changed in the form, and of the rest what is stored by now: other staff may have changed that since. */
export function readChange(fields: Fields, stored: WebhookEndpoint): Typed {
  const typed = readEndpoint(fields)
  const { url } = isChanged(fields, 'url', typed.url) ? typed : stored
  const { eventTypes } = isChanged(fields, 'eventTypes', textOf(typed.eventTypes)) ? typed : stored
  return { ...typed, url, eventTypes }
}

/** What was typed, with the reason why it cannot be taken. */
export const withFault = (typed: Typed, { code, details }: ProblemError): Typed => ({
  ...typed,
  faults: { url: problemOf(code, '', details).detail },
})

/** The fields for the URL and the types of an endpoint. */
export const endpointFields = ({ url, eventTypes, faults }: Typed): Html =>
  html`${field({
      id: 'url',
      label: 'URL',
      value: url,
      hint: html`Where events are sent by POST; in live mode by https only.`,
      fault: faults.url,
      attributes: html`type="url" inputmode="url" autocapitalize="off" autocomplete="off" spellcheck="false" required`,
    })}
    <fieldset aria-describedby="types-hint">
      <legend>Events</legend>
      <p class="hint" id="types-hint">
        Tick those that it gets. With none ticked it gets all, those of later versions too.
      </p>
      <div class="boxes">${OUTGOING_EVENT_TYPES.map((type) => typeBox(type, eventTypes.includes(type)))}</div>
    </fieldset>`

const typeBox = (type: OutgoingEventType, isTicked: boolean): Html =>
  box({
    ...{ id: `type-${type}`, name: 'eventTypes', value: type, label: type, isTicked },
    words: withCode(OUTGOING_EVENT_WORDS[type].when),
  })

/** A text of the documentation, in which names of fields stand between backticks. */
const withCode = (text: string): readonly Html[] =>
  text.split('`').map((part, n) => (n % 2 === 0 ? html`${part}` : html`<code>${part}</code>`))
