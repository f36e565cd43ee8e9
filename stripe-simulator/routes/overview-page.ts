import { Type, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { type Fault, RouteName, routeNames } from '../control-schemas.ts'
import { type Html, html, page, pageHeaders } from '../html.ts'
import type { Simulator } from '../types.ts'

// What the form offers: the faults that a service meets in earnest.
const presets: Record<string, { readonly label: string; readonly fault: Fault }> = {
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
  latency: { label: 'three seconds late', fault: { kind: 'latency', ms: 3000 } },
  'rate-limit': { label: '429 rate limit', fault: { kind: 'rate_limit' } },
}

const FaultForm = Type.Object({
  route: Type.Union([RouteName, Type.Literal('*')]),
  preset: Type.Unsafe<string>({ type: 'string', enum: Object.keys(presets) }),
  times: Type.String({ pattern: '^[1-9][0-9]{0,5}$' }),
})
const ClockForm = Type.Object({ minutes: Type.String({ pattern: '^[0-9]{1,6}$' }) })
const shown = 50

/** The page for people, and the targets of its forms. */
export function overviewRoutes(instance: FastifyInstance, simulator: Simulator): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  // Relative, so that it holds behind any public URL.
  const back = '../../'

  app.get('/', async (_request, reply) => reply.headers(pageHeaders).send(await overviewPage(simulator)))

  app.post('/_simulator/ui/faults', { schema: { body: FaultForm } }, async (request, reply) => {
    const { route, preset, times } = request.body
    const fault = presets[preset]?.fault
    if (fault !== undefined) await simulator.faults.add({ route, fault, times: Number(times) })
    return reply.redirect(back, 303)
  })
  app.post('/_simulator/ui/clear-faults', async (_request, reply) => {
    await simulator.faults.clear()
    return reply.redirect(back, 303)
  })
  app.post('/_simulator/ui/clock', { schema: { body: ClockForm } }, async (request, reply) => {
    await simulator.clock.advance(Number(request.body.minutes) * 60_000)
    return reply.redirect(back, 303)
  })
}

async function overviewPage(simulator: Simulator): Promise<string> {
  const [faults, clock, accounts, links, calls] = await Promise.all([
    simulator.faults.list(),
    simulator.clock.now(),
    simulator.accounts(),
    simulator.accountLinks(),
    simulator.calls({ limit: shown }),
  ])
  const options = Object.entries(presets).map(([name, { label }]) => html`<option value="${name}">${label}</option>`)
  const routes = ['*', ...routeNames].map(
    (name) => html`<option value="${name}">${name === '*' ? 'any call' : name}</option>`,
  )
  return page(
    'Stripe simulator',
    html`<h1>Stripe simulator</h1>
      <p class="soft">A stand-in for Stripe Connect. Nothing here reaches Stripe.</p>
      <section>
        <h2>Clock</h2>
        <p>${clock.now}${clock.advancedMs > 0 && ` (${clock.advancedMs / 60_000} minutes ahead)`}</p>
        <form method="post" action="_simulator/ui/clock">
          <label>Minutes <input name="minutes" type="number" min="0" max="999999" value="6" required /></label>
          <button>Advance</button>
        </form>
      </section>
      <section>
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
      </section>
      <section>
        <h2>Accounts (${accounts.length})</h2>
        ${table(
          ['Account', 'E-mail', 'Country', 'Submitted', 'Charges', 'Payouts', 'Disabled because', 'Access', 'Metadata'],
          newestFirst(accounts).map((account) => [
            account.id,
            account.email,
            account.country,
            yesNo(account.details_submitted),
            yesNo(account.charges_enabled),
            yesNo(account.payouts_enabled),
            account.disabled_reason,
            account.access,
            JSON.stringify(account.metadata),
          ]),
        )}
      </section>
      <section>
        <h2>Account links (${links.length})</h2>
        ${table(
          ['Account', 'Type', 'Expires', 'Visits', 'Comes back to'],
          newestFirst(links).map((link) => [
            link.account,
            link.type,
            new Date(link.expires_at * 1000).toISOString(),
            link.visits,
            // The query holds secrets of the platform's.
            link.return_url.split('?')[0] ?? '',
          ]),
        )}
      </section>
      <section>
        <h2>Latest calls</h2>
        ${table(
          [
            'Time',
            'Call',
            'Status',
            'Outcome',
            'Work done',
            'Replayed',
            'Fault',
            'Error',
            'Idempotency key',
            'Request',
          ],
          newestFirst(calls).map((call) => [
            call.time,
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
      </section>`,
  )
}

type Cell = Html | string | number | null | undefined

function table(heads: readonly string[], rows: readonly (readonly Cell[])[]): Html {
  if (rows.length === 0) return html`<p class="soft">None.</p>`
  const row = (cells: readonly Cell[]) =>
    html`<tr>
      ${cells.map((cell) => html`<td>${cell}</td>`)}
    </tr>`
  return html`<table>
    <thead>
      <tr>
        ${heads.map((head) => html`<th>${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(row)}
    </tbody>
  </table>`
}

const newestFirst = <Item>(items: readonly Item[]): Item[] => items.slice(-shown).toReversed()

const yesNo = (value: boolean): string => (value ? 'yes' : 'no')
