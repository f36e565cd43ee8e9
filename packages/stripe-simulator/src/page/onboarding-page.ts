import type { AccountRecord } from '../state/account-record.ts'
import type { SessionRecord } from '../state/links.ts'
import { type Html, html, page } from './html.ts'
import { prefilled } from './prefilled.ts'

/** The simulated hosted page: the open requirements, and the possible outcomes. */
export function onboardingPage({ id, link }: SessionRecord, record: AccountRecord): string {
  const { account } = record
  const { currently_due, eventually_due, pending_verification } = account.requirements ?? {}
  const missing = [...new Set([...(currently_due ?? []), ...(eventually_due ?? [])])]
  // The form's address is relative, so that it works behind any public URL.
  const action = link.api === 'v1' ? `../../s/${id}` : `../setup/s/${id}`
  return page(
    'Simulated Stripe onboarding',
    html`<h1>Get paid with Stripe</h1>
      <p class="card note"><strong>This is a simulated Stripe page.</strong> Nothing you do here reaches Stripe.</p>
      <section>
        <h2>Account</h2>
        <table>
          <tr>
            <th>Account</th>
            <td><code>${link.account}</code></td>
          </tr>
          <tr>
            <th>Email</th>
            <td>${account.email ?? 'not given'}</td>
          </tr>
          <tr>
            <th>Purpose</th>
            <td>${link.type === 'account_update' ? 'update of the details' : 'onboarding'}</td>
          </tr>
        </table>
      </section>
      ${givenSection(prefilled(record))}
      <form method="post" action="${action}">
        <section>
          <h2>Requirements</h2>
          ${missing.length === 0 ? html`<p class="soft">${nothingMissing(pending_verification)}</p>` : missing.map(tick)}
        </section>
        <section class="column">
          <h2>Outcome</h2>
          <button class="first" name="outcome" value="complete">Complete</button>
          <button name="outcome" value="save_for_later">Save for later</button>
          <button name="outcome" value="needs_more">Needs more</button>
          <button name="outcome" value="under_review">Under review</button>
          <button name="outcome" value="reject">Rejected</button>
          <p class="soft">
            Each button returns to the platform. “Complete” provides everything that is required and makes the account
            payable; “Save for later” provides only what you have ticked.
          </p>
        </section>
      </form>`,
    { narrow: true },
  )
}

/** What the platform gave. There is nothing to change it with. */
const givenSection = (given: readonly (readonly [name: string, value: string])[]): Html =>
  html`<section>
    <h2>Already given</h2>
    <table>
      ${given.map(
        ([name, value]) =>
          html`<tr>
            <th>${name}</th>
            <td>${value}</td>
          </tr>`,
      )}
    </table>
  </section>`

const tick = (item: string): Html =>
  html`<label class="check"><input type="checkbox" name="${item}" value="on" /> <code>${item}</code></label>`

const nothingMissing = (pending: readonly string[] | null | undefined): string =>
  pending && pending.length > 0 ? 'None: Stripe is verifying the details.' : 'Nothing is missing.'
