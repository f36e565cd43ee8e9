import type { DeliveryStatus, ReceiverAnswer } from '../../../../domain/delivery.ts'
import { messageOf } from '../../../../domain/outgoing-event.ts'
import type { Delivery } from '../../../../ports/outgoing-events.ts'
import { html, type Html } from '../../../../shared/html.ts'
import { form, NOTHING, time, type FormKeys } from '../parts.ts'

const STATUSES: Readonly<Record<DeliveryStatus, readonly [words: string, tone: string]>> = {
  waiting: ['Waiting', 'warn'],
  delivered: ['Delivered', 'good'],
  given_up: ['Given up', 'bad'],
}

export const statusWords = (status: DeliveryStatus): string => STATUSES[status][0]

interface Surroundings {
  /** The URL of the endpoint. */
  readonly at: string
  /** The URL of the page of a client, for staff who may open it. */
  readonly clientUrl: ((clientId: string) => string) | undefined
  readonly keys: FormKeys
}

/** What became of an event at an endpoint. */
export function deliveryRecord(delivery: Delivery, { at, clientUrl, keys }: Surroundings): Html {
  const { id, event, status, attempts, attemptedAt, nextAttemptAt, answer } = delivery
  const [words, tone] = STATUSES[status]
  const { clientId } = event.data
  const code = html`<code>${clientId}</code>`
  const client = clientUrl === undefined ? code : html`<a href="${clientUrl(clientId)}">${code}</a>`
  return html`<li>
    <div class="head">
      <h3>${event.type}</h3>
      <span class="badge ${tone}">${words}</span>
    </div>
    <dl class="compact">
      ${fact('Client', client)} ${fact('Happened', time(event.at))} ${fact('Attempts', html`${String(attempts)}`)}
      ${attemptedAt === undefined ? NOTHING : fact('Last attempt', time(attemptedAt))}
      ${nextAttemptAt === undefined ? NOTHING : fact('Next attempt', time(nextAttemptAt))}
      ${answer === undefined ? NOTHING : answerOf(answer)}
    </dl>
    <details>
      <summary>The body that is sent</summary>
      <pre>${JSON.stringify(messageOf(event), undefined, 2)}</pre>
    </details>
    ${status === 'waiting' ? NOTHING : again(`${at}/deliveries/${id}/redeliver`, event.type, keys)}
  </li>`
}

function answerOf(answer: ReceiverAnswer): Html {
  if ('failure' in answer) return fact('Last answer', html`None: <code>${answer.failure}</code>`)
  const { status, body } = answer
  return html`${fact('Last answer', html`${String(status)}`)}
  ${
    body === ''
      ? NOTHING
      : html`<div class="wide">
          <dt>What it says</dt>
          <dd><pre>${body}</pre></dd>
        </div>`
  }`
}

const fact = (name: string, value: Html): Html =>
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`

const again = (action: string, type: string, keys: FormKeys): Html =>
  form({
    action,
    keys,
    fields: html`<button class="other">Send again <span class="for-screen-readers">${type}</span></button>`,
  })
