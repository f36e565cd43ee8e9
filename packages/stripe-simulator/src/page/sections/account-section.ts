import type { HeldAccount, HeldAccountLink } from '../../control/account-schemas.ts'
import { type Html, html } from '../html.ts'
import { newestFirst, table, yesNo } from './table.ts'

/** The actions on an account. */
export const accountActions = {
  complete: 'complete',
  needs_more: 'needs more',
  under_review: 'under review',
  reject: 'rejected',
  unsupported: 'unsupported country',
  ask: 'needs a document within a week',
  deauthorise: 'deauthorised',
  reconnect: 'reconnected',
} as const
export type AccountAction = keyof typeof accountActions

/** The accounts, each with a menu that sets its state. */
export const accountSection = (accounts: readonly HeldAccount[]): Html =>
  html`<section>
    <h2>Accounts (${accounts.length})</h2>
    ${table(
      [
        'Account',
        'API',
        'Platform',
        'Set state',
        'Email',
        'Country',
        'Submitted',
        'Charges',
        'Payouts',
        'Disabled reason',
        'Due',
        'Deadline',
        'Access',
        'Metadata',
      ],
      newestFirst(accounts).map((account) => [
        account.id,
        account.api,
        account.livemode ? `${account.platform}, live` : account.platform,
        actions(account),
        account.email,
        account.country,
        yesNo(account.details_submitted),
        yesNo(account.charges_enabled),
        yesNo(account.payouts_enabled),
        account.disabled_reason,
        account.currently_due.length,
        account.current_deadline === null ? '' : new Date(account.current_deadline * 1000).toISOString(),
        account.access,
        JSON.stringify(account.metadata),
      ]),
    )}
  </section>`

function actions({ id, access }: HeldAccount): Html {
  if (access === 'deleted') return html``
  const possible = Object.entries(accountActions).filter(
    ([name]) => (name === 'reconnect') === (access === 'deauthorised'),
  )
  return html`<form class="row" method="post" action="_simulator/ui/account">
    <input type="hidden" name="id" value="${id}" />
    <select name="action" aria-label="State">
      ${possible.map(([name, label]) => html`<option value="${name}">${label}</option>`)}
    </select>
    <button>Set</button>
  </form>`
}

/** The links, without their secrets. */
export const linkSection = (links: readonly HeldAccountLink[]): Html =>
  html`<section>
    <h2>Account links (${links.length})</h2>
    ${table(
      ['Account', 'API', 'Type', 'Expires', 'Visits', 'Returns to'],
      newestFirst(links).map((link) => [
        link.account,
        link.api,
        link.type,
        new Date(link.expires_at * 1000).toISOString(),
        link.visits,
        // The query contains the platform's secrets.
        link.return_url.split('?')[0] ?? '',
      ]),
    )}
  </section>`
