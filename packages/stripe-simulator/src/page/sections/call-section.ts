import type { Call } from '../../control/schemas.ts'
import { type Html, html } from '../html.ts'
import { newestFirst, table, yesNo } from './table.ts'

/** The latest calls to Stripe's API. */
export const callSection = (calls: readonly Call[]): Html =>
  html`<section>
    <h2>Latest calls</h2>
    ${table(
      [
        'Time',
        'API',
        'Call',
        'Status',
        'Outcome',
        'Executed',
        'Replayed',
        'Fault',
        'Error',
        'Idempotency key',
        'Request',
      ],
      newestFirst(calls).map((call) => [
        call.time,
        call.api,
        call.route,
        call.status,
        call.outcome,
        yesNo(call.executed),
        yesNo(call.replayed),
        call.fault,
        call.errorCode,
        call.idempotencyKey,
        html`<span id="${call.requestId}">${call.requestId}</span>`,
      ]),
    )}
  </section>`
