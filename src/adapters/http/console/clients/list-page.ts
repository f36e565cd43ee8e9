import type { FieldFault } from '../../../../api/faults.ts'
import { NEXT_ACTION_WORDS, READINESS_WORDS, STATUS_WORDS } from '../../../../api/standing-words.ts'
import { deadlineOf } from '../../../../domain/next-step.ts'
import type { ClientRecord, Page as ListPage } from '../../../../ports/onboarding-queries.ts'
import { html, type Html } from '../../../../shared/html.ts'
import type { Page } from '../layout.ts'
import { field, NOTHING, notice, time } from '../parts.ts'
import { faultsInWords, isFiltered, listHref, valueOf, type ListQuery } from './list-query.ts'
import { select } from './select.ts'
import { nextStep, readinessBadge, statusBadge } from './standing.ts'

interface List {
  /** The URL of the list, without filters. */
  readonly at: string
  readonly query: ListQuery
  readonly found: ListPage<ClientRecord> | { readonly faults: readonly FieldFault[] }
  readonly mayInvite: boolean
}

/** The clients of a platform. */
export function listPage(list: List): Page {
  const { at, found, mayInvite } = list
  return {
    title: 'Clients',
    content: html`${mayInvite ? html`<p><a class="button" href="${at}/new">Invite a client</a></p>` : NOTHING}
    ${'faults' in found ? refused(list, found.faults) : NOTHING} ${filters(list)}
    ${'faults' in found ? NOTHING : clients(list, found)}`,
  }
}

const faultOf = (found: List['found'], name: string): string | undefined =>
  'faults' in found ? found.faults.find((fault) => fault.field === name)?.message : undefined

/** The form says itself what is wrong with the text that is searched for. */
function refused({ at }: List, faults: readonly FieldFault[]): Html {
  const others = faults.filter((fault) => fault.field !== 'q')
  if (others.length === 0) return NOTHING
  return notice(
    'bad',
    'This list cannot be shown',
    html`<p>${faultsInWords(others)}</p>
      <p><a href="${at}">Show all clients</a></p>`,
  )
}

const anyOr = (words: Readonly<Record<string, string>>): readonly (readonly [string, string])[] => [
  ['', 'Any'],
  ...Object.entries(words),
]

const STUCK = [
  ['', 'Any time'],
  ['7d', '7 days or longer'],
  ['14d', '14 days or longer'],
  ['30d', '30 days or longer'],
] as const

const ORDERS = [
  ['', 'As usual'],
  ['-createdAt', 'Newest first'],
  ['since', 'Longest unchanged first'],
  ['deadline', 'Earliest deadline first'],
] as const

function filters({ at, query, found }: List): Html {
  const choice = (id: string, label: string, options: readonly (readonly [string, string])[]) => {
    const value = valueOf(query, id)
    // What the address says is not lost when the form is sent again.
    const isKnown = options.some(([each]) => each === value)
    return select({ id, label, options: isKnown ? options : [...options, [value, value]], value })
  }
  const fault = faultOf(found, 'q')
  return html`<form class="card search" method="get" action="${at}" role="search">
    <div class="line">
      ${field({
        id: 'q',
        label: 'Search',
        value: valueOf(query, 'q'),
        hint: html`A part of the name, the email address or the external id.`,
        fault: fault === undefined ? undefined : `What you search for ${fault}.`,
        attributes: html`type="search" autocomplete="off" autocapitalize="off" spellcheck="false" dir="auto"`,
      })} <button>Show</button>
    </div>
    <details ${isFiltered(query) ? html`open` : NOTHING}>
      <summary>Filter and sort</summary>
      <div class="choices">
        ${choice('status', 'Link', anyOr(STATUS_WORDS))} ${choice('readiness', 'Account', anyOr(READINESS_WORDS))}
        ${choice('nextAction', 'Waiting for', anyOr(NEXT_ACTION_WORDS))} ${choice('stuckFor', 'Unchanged for', STUCK)}
        ${choice('sort', 'Order', ORDERS)}
      </div>
    </details>
    ${Object.keys(query).length > 0 ? html`<p><a href="${at}">Show all clients</a></p>` : NOTHING}
  </form>`
}

function clients(list: List, { items, next }: ListPage<ClientRecord>): Html {
  const { at, query } = list
  if (items.length === 0) return none(list)
  return html`<ul class="records">
      ${items.map((record) => row(record, at))}
    </ul>
    <p class="pages">
      ${query['cursor'] === undefined ? html`<span></span>` : html`<a href="${listHref(at, query)}">← First page</a>`}
      ${next === undefined ? NOTHING : html`<a rel="next" href="${listHref(at, query, next)}">Next page →</a>`}
    </p>`
}

function none({ at, query, mayInvite }: List): Html {
  if (Object.keys(query).length > 0)
    return html`<p class="card">
      No client matches. Search for less, choose other filters, or <a href="${at}">show all clients</a>.
    </p>`
  return html`<p class="card">
    There are no clients yet.
    ${mayInvite ? html`<a href="${at}/new">Invite the first one</a>.` : 'A key with the scope "clients:write" invites them.'}
  </p>`
}

function row(record: ClientRecord, at: string): Html {
  const { client, since, account } = record
  const { externalId } = client
  const deadline = deadlineOf(account)
  return html`<li>
    <div class="head">
      <a href="${at}/${client.id}"><bdi>${client.name}</bdi></a> ${statusBadge(record)}
      ${account === undefined ? NOTHING : readinessBadge(record)}
    </div>
    <p class="soft">
      <bdi>${client.email}</bdi>${externalId === undefined ? NOTHING : html` · <bdi class="id">${externalId}</bdi>`}
    </p>
    <p>${nextStep(record)}</p>
    <p class="soft">
      Unchanged since
      ${time(since)}${deadline === undefined ? NOTHING : html` · <strong>Deadline ${time(deadline)}</strong>`}
    </p>
  </li>`
}
