import { type ActiveFault, type Fault, routeNames } from '../../control/schemas.ts'
import { type Html, html } from '../html.ts'
import { table } from './table.ts'

// What the form offers: the faults that a service meets in earnest.
export const faultPresets: Record<string, { readonly label: string; readonly fault: Fault }> = {
  'error-saved': {
    label: '500, saved under the idempotency key',
    fault: { kind: 'error', status: 500, saved: true },
  },
  'error-executed': {
    label: '500 although the work was done, saved',
    fault: { kind: 'error', status: 500, saved: true, executed: true },
  },
  'error-front': { label: '503 before anything was done', fault: { kind: 'error', status: 503, saved: false } },
  'reset-before': { label: 'connection reset, nothing done', fault: { kind: 'reset', when: 'before' } },
  'reset-after': { label: 'connection reset, work done', fault: { kind: 'reset', when: 'after' } },
  'timeout-before': { label: 'no answer, nothing done', fault: { kind: 'timeout', when: 'before' } },
  'timeout-after': { label: 'no answer, work done', fault: { kind: 'timeout', when: 'after' } },
  html: { label: "a proxy's HTML (502), nothing done", fault: { kind: 'html', status: 502, when: 'before' } },
  garbage: { label: 'half a JSON document, work done', fault: { kind: 'garbage' } },
  'json-424': {
    label: '424 in place of the answer, work done',
    fault: { kind: 'json', status: 424, body: '{"error":{"message":"A service did not answer."}}', when: 'after' },
  },
  'json-403': {
    label: '403 of a firewall in place of the answer, work done',
    fault: { kind: 'json', status: 403, body: '{"error":"Request blocked."}', when: 'after' },
  },
  'json-message': {
    label: "a gateway's JSON (502), nothing done",
    fault: { kind: 'json', status: 502, body: '{"message":"Bad gateway"}' },
  },
  'json-text': {
    label: '200 and the JSON text "ok", nothing done',
    fault: { kind: 'json', status: 200, body: '"ok"' },
  },
  'json-empty': { label: '200 and {}, work done', fault: { kind: 'json', status: 200, body: '{}', when: 'after' } },
  latency: { label: 'three seconds late', fault: { kind: 'latency', ms: 3000 } },
  'rate-limit': { label: '429 rate limit', fault: { kind: 'rate_limit' } },
}

/** The faults that wait for their calls, and a form that adds one. */
export function faultSection(faults: readonly ActiveFault[]): Html {
  const options = Object.entries(faultPresets).map(
    ([name, { label }]) => html`<option value="${name}">${label}</option>`,
  )
  const routes = ['*', ...routeNames].map(
    (name) => html`<option value="${name}">${name === '*' ? 'any call' : name}</option>`,
  )
  return html`<section>
    <h2>Faults</h2>
    <form method="post" action="_simulator/ui/faults">
      <label
        >Call
        <select name="route">
          ${routes}
        </select></label
      >
      <label
        >Fault
        <select name="preset">
          ${options}
        </select></label
      >
      <label>Times <input name="times" type="number" min="1" max="999999" value="1" required /></label>
      <button class="first">Inject</button>
    </form>
    ${faults.length > 0 && html`<form method="post" action="_simulator/ui/clear-faults"><button>Clear all</button></form>`}
    ${table(
      ['Call', 'Fault', 'Left', 'Used'],
      faults.map((rule) => [
        rule.route,
        JSON.stringify(rule.fault),
        rule.remaining ?? `share ${rule.share ?? 0}, seed ${rule.seed ?? 0}`,
        rule.used,
      ]),
    )}
  </section>`
}
