import { transition } from '../../../../domain/onboarding-token.ts'
import type { Scope } from '../../../../domain/scope.ts'
import { html, type Html } from '../../../../shared/html.ts'
import { field, form, NOTHING } from '../parts.ts'
import { emailBox } from './email-box.ts'
import type { RecordPage } from './record-shown.ts'
import { shownLink } from './shown-link.ts'

// What staff can do on the page of a client. An act that the key may not do is not shown: `missingScopes` names it.

/** With the link of the client. */
export function linkForms({ at: url, record, may, sendsEmails, keys, extension, lifetimeHours }: RecordPage): Html {
  const { token, now: at } = record
  const mayWrite = may('tokens:write')
  const canExtend = transition(token, { type: 'extend', at, lifetimeMs: 1 }).outcome === 'changed'
  const canRevoke = transition(token, { type: 'revoke', at, reason: 'operator' }).outcome === 'changed'
  return acts([
    mayWrite &&
      form({
        action: `${url}/links`,
        keys,
        fields: html`${shownLink(record)}
          <p class="hint">A new link replaces the one before, which then no longer opens.</p>
          ${!sendsEmails ? emailBox('no_emails') : may('emails:send') ? emailBox(false) : NOTHING}
          <button>Issue a new link</button>`,
      }),
    may('emails:send') &&
      sendsEmails &&
      form({
        action: `${url}/remind`,
        keys,
        fields: html`<p class="hint">A reminder has the same link, or a new one if that has expired.</p>
          <button class="other">Remind the client by email</button>`,
      }),
    mayWrite &&
      canExtend &&
      form({
        action: `${url}/extend`,
        keys,
        fields: html`${shownLink(record)}
          <div class="line">
            ${field({
              id: 'expiresInHours',
              label: 'Hours from now',
              value: extension?.typed ?? String(lifetimeHours),
              fault: extension?.fault,
              attributes: html`type="text" inputmode="numeric" autocomplete="off" required`,
            })}
            <button class="other">Extend the link</button>
          </div>`,
      }),
    mayWrite && canRevoke && html`<p><a class="button danger" href="${url}/revoke">Revoke the link …</a></p>`,
  ])
}

/** With its account. */
export const accountForms = ({ at, record: { account }, may, keys }: RecordPage): Html =>
  acts([
    account !== undefined &&
      may('clients:write') &&
      form({ action: `${at}/sync`, keys, fields: html`<button class="other">Refresh from Stripe</button>` }),
    // Whether it has such a dashboard, only its terms say.
    account?.submitted === true &&
      may('accounts:manage') &&
      form({
        action: `${at}/dashboard`,
        keys,
        fields: html`<button class="other">Get a link to the Express dashboard</button>`,
      }),
  ])

/** With its data. */
export const clientForms = ({ at, may }: RecordPage): Html =>
  acts([
    (may('clients:write') || may('clients:erase')) &&
      html`<div class="actions">
        ${may('clients:write') ? html`<a class="button other" href="${at}/change">Change the client</a>` : NOTHING}
        ${may('clients:erase') ? html`<a class="button danger" href="${at}/erase">Erase the client …</a>` : NOTHING}
      </div>`,
  ])

function acts(all: readonly (Html | false)[]): Html {
  const shown = all.filter((each) => each !== false)
  return shown.length === 0 ? NOTHING : html`<div class="acts">${shown}</div>`
}

const NEEDED: readonly (readonly [what: string, scope: Scope])[] = [
  ['To issue, extend and revoke links', 'tokens:write'],
  ['To email the client', 'emails:send'],
  ['To change the client, and to refresh its account', 'clients:write'],
  ["To get into the client's dashboard", 'accounts:manage'],
  ['To erase the client', 'clients:erase'],
]

/** What the key may not do, and what it would need. */
export function missingScopes({ may }: RecordPage): Html {
  const missing = NEEDED.filter(([, scope]) => !may(scope))
  if (missing.length === 0) return NOTHING
  return html`<section class="card" aria-labelledby="missing">
    <h2 id="missing">What your key may not do</h2>
    <ul class="plain">
      ${missing.map(([what, scope]) => html`<li>${what}, a key needs the scope <code>${scope}</code>.</li>`)}
    </ul>
  </section>`
}
