import type { AuditEvent } from '../../../../ports/audit-trail.ts'
import type { Page as ListPage } from '../../../../ports/onboarding-queries.ts'
import { html, type Html } from '../../../../shared/html.ts'
import type { Page } from '../layout.ts'
import { NOTHING, notice } from '../parts.ts'
import { BACK } from './confirm-pages.ts'
import { history } from './history.ts'
import { accountForms, clientForms, linkForms, missingScopes } from './act-forms.ts'
import { accountFacts, clientFacts, linkFacts } from './record-facts.ts'
import type { RecordPage } from './record-shown.ts'
import { isolated, nextStep, readinessBadge, statusBadge } from './standing.ts'

/** A client: where it stands, what is known of it, what staff can do, and what has happened. */
export function recordPage(shown: RecordPage): Page {
  const { list, record, refusal } = shown
  const { name } = record.client
  return {
    title: isolated(name),
    heading: html`<bdi>${name}</bdi>`,
    crumb: { href: list, name: 'Clients' },
    content: html`${refusal === undefined ? NOTHING : notice('bad', refusal.title, html`<p>${refusal.detail}</p>`)}
      <p class="badges">${statusBadge(record)} ${record.account === undefined ? NOTHING : readinessBadge(record)}</p>
      <section class="card next" aria-labelledby="next">
        <h2 id="next">What to do next</h2>
        <p>${nextStep(record)}</p>
      </section>
      <div class="columns">
        <div>
          ${part('link', 'Onboarding', html`${linkFacts(record)} ${linkForms(shown)}`)}
          ${part('client', 'Client', html`${clientFacts(record)} ${clientForms(shown)}`)}
        </div>
        <div>${part('account', 'Account at Stripe', html`${accountFacts(record)} ${accountForms(shown)}`)}</div>
      </div>
      ${recent(shown)} ${missingScopes(shown)}`,
  }
}

/** A part of the page, with its heading. */
const part = (id: string, heading: string, content: Html): Html =>
  html`<section class="card" aria-labelledby="${id}">
    <h2 id="${id}">${heading}</h2>
    ${content}
  </section>`

const recent = ({ at, events }: RecordPage): Html =>
  part(
    'history',
    'History',
    html`${history(events.items)}
    ${events.next === undefined ? NOTHING : html`<p><a href="${at}/history?cursor=${events.next}">Older events</a></p>`}`,
  )

interface HistoryPage {
  readonly at: string
  readonly name: string
  readonly events: ListPage<AuditEvent>
}

/** The older events of a client. */
export const historyPage = ({ at, name, events }: HistoryPage): Page => ({
  title: `Older events of ${isolated(name)}`,
  heading: html`Older events of <bdi>${name}</bdi>`,
  crumb: { href: at, name: BACK },
  content: html`<div class="card">${history(events.items)}</div>
    ${events.next === undefined ? NOTHING : html`<p><a rel="next" href="${at}/history?cursor=${events.next}">Older events →</a></p>`}`,
})
