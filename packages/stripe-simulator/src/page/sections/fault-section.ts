import { type ActiveFault, type Fault, routeNames } from '../../control/schemas.ts'
import { type Html, html } from '../html.ts'
import { table } from './table.ts'

// The faults that the form offers, which are those seen in production.
export const faultPresets: Record<string, { readonly label: string; readonly fault: Fault }> = {
  'error-saved': {
    label: '500, saved under the idempotency key',
    fault: { kind: 'error', status: 500, saved: true },
  },
  'error-executed': {
    label: '500 although the request was executed, saved under the idempotency key',
    fault: { kind: 'error', status: 500, saved: true, executed: true },
  },
  'error-front': { label: '503, not executed', fault: { kind: 'error', status: 503, saved: false } },
  'reset-before': { label: 'connection reset, not executed', fault: { kind: 'reset', when: 'before' } },
  'reset-after': { label: 'connection reset, executed', fault: { kind: 'reset', when: 'after' } },
  'timeout-before': { label: 'no answer, not executed', fault: { kind: 'timeout', when: 'before' } },
  'timeout-after': { label: 'no answer, executed', fault: { kind: 'timeout', when: 'after' } },
  html: { label: 'HTML page of a proxy (502), not executed', fault: { kind: 'html', status: 502, when: 'before' } },
  garbage: { label: 'truncated JSON, executed', fault: { kind: 'garbage' } },
  'json-424': {
    label: '424 instead of the answer, executed',
    fault: { kind: 'json', status: 424, body: '{"error":{"message":"A service did not answer."}}', when: 'after' },
  },
  'json-403': {
    label: '403 of a firewall instead of the answer, executed',
    fault: { kind: 'json', status: 403, body: '{"error":"Request blocked."}', when: 'after' },
  },
  'json-message': {
    label: 'JSON of a gateway (502), not executed',
    fault: { kind: 'json', status: 502, body: '{"message":"Bad gateway"}' },
  },
  'json-text': {
    label: '200 with the JSON text "ok", not executed',
    fault: { kind: 'json', status: 200, body: '"ok"' },
  },
  'json-empty': { label: '200 with {}, executed', fault: { kind: 'json', status: 200, body: '{}', when: 'after' } },
  latency: { label: 'three seconds of latency', fault: { kind: 'latency', ms: 3000 } },
  'rate-limit': { label: '429 rate limit', fault: { kind: 'rate_limit' } },
}

/** The pending faults, and a form that adds one. */
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
        >API
        <select name="api">
          <option value="">both</option>
          <option value="v1">v1</option>
          <option value="v2">v2</option>
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
      ['Call', 'API', 'Fault', 'Remaining', 'Used'],
      faults.map((rule) => [
        rule.route,
        rule.api ?? 'both',
        JSON.stringify(rule.fault),
        rule.remaining ?? `share ${rule.share ?? 0}, seed ${rule.seed ?? 0}`,
        rule.used,
      ]),
    )}
  </section>`
}
