// page/: the pages. The overview (this file, one file in sections/ for each section, and the targets of its forms in
// overview-forms.ts) and the simulation of Stripe's hosted onboarding (hosted-pages.ts, onboarding-page.ts). html.ts
// escapes. No file in this folder holds state.
import type { FastifyInstance } from 'fastify'
import type { ClockState } from '../control/schemas.ts'
import type { Simulator } from '../control/types.ts'
import { type Html, html, page, pageHeaders } from './html.ts'
import { accountSection, linkSection } from './sections/account-section.ts'
import { callSection } from './sections/call-section.ts'
import { faultSection } from './sections/fault-section.ts'
import { platformSection } from './sections/platform-section.ts'
import { shown } from './sections/table.ts'
import { webhookSection } from './sections/webhook-section.ts'

// Without any referrer, browsers send its forms with the origin `null`, as they do for foreign sites.
const headers = { ...pageHeaders, 'referrer-policy': 'same-origin' }

/** The overview page. Its forms lead to `overview-forms.ts`. */
export function overviewRoutes(app: FastifyInstance, simulator: Simulator): void {
  app.get('/', async (_request, reply) => reply.headers(headers).send(await overviewPage(simulator)))
}

async function overviewPage(simulator: Simulator): Promise<string> {
  const [faults, clock, accounts, links, calls, endpoints, behaviour, deliveries, platform] = await Promise.all([
    simulator.faults.list(),
    simulator.clock.now(),
    simulator.accounts(),
    simulator.accountLinks(),
    simulator.calls({ limit: shown }),
    simulator.webhookEndpoints(),
    simulator.webhookBehaviour(),
    simulator.deliveries({ limit: shown }),
    simulator.platform(),
  ])
  return page(
    'Stripe simulator',
    html`<h1>Stripe simulator</h1>
      <p class="soft">A stand-in for Stripe Connect. Nothing here reaches Stripe.</p>
      ${clockSection(clock)} ${platformSection(platform)} ${faultSection(faults)} ${accountSection(accounts)}
      ${linkSection(links)} ${webhookSection({ endpoints, behaviour, deliveries })} ${callSection(calls)}`,
  )
}

const clockSection = ({ now, advancedMs }: ClockState): Html =>
  html`<section>
    <h2>Clock</h2>
    <p>${now}${advancedMs > 0 && ` (${advancedMs / 60_000} minutes ahead)`}</p>
    <form method="post" action="_simulator/ui/clock">
      <label>Minutes <input name="minutes" type="number" min="0" max="999999" value="6" required /></label>
      <button>Advance</button>
    </form>
  </section>`
