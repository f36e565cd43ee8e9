import type { PlatformState } from '../../control/schemas.ts'
import { type Html, html } from '../html.ts'
import { checkbox } from './checkbox.ts'

/** The platform's status at Stripe, and a form that changes it. */
export const platformSection = (state: PlatformState): Html =>
  html`<section>
    <h2>Platform</h2>
    <form method="post" action="_simulator/ui/platform">
      ${checkbox('registered', 'Signed up for Connect', state.registered)}
      ${checkbox('profileReviewed', 'Profile reviewed', state.profileReviewed)}
      ${checkbox('accountsV1', 'Accounts v1 enabled', state.accountsV1)}
      ${checkbox('transfersAlone', 'Transfers alone approved', state.transfersAlone)}
      <button>Set</button>
    </form>
  </section>`
