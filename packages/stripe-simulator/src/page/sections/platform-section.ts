import type { PlatformState } from '../../control/schemas.ts'
import { type Html, html } from '../html.ts'
import { checkbox } from './checkbox.ts'

/** The settings that are on or off. */
export const platformFlags = {
  registered: 'Signed up for Connect',
  profileReviewed: 'Profile reviewed',
  accountsV1: 'Accounts v1 enabled',
  accountsV2: 'Accounts v2 enabled',
  transfersAlone: 'Transfers alone approved',
  v2InV1List: 'The list of v1 shows accounts of v2',
  liveKeys: 'Live keys accepted',
  logo: 'Has a logo',
} as const satisfies Partial<Record<keyof PlatformState, string>>

const eventOrigins: Record<PlatformState['accountEventsFrom'], string> = {
  accounts: '@accounts',
  self: '@self',
  both: 'both',
}

/** The platform's status at Stripe, and a form that changes it. */
export const platformSection = (state: PlatformState): Html =>
  html`<section>
    <h2>Platform</h2>
    <form method="post" action="_simulator/ui/platform">
      ${Object.entries(platformFlags).map(([name, label]) => checkbox(name, label, isOn(state, name)))}
      <label>Country <input name="country" value="${state.country}" pattern="[A-Z]{2}" size="3" required /></label>
      <label>Name <input name="name" value="${state.name}" size="14" /></label>
      <label>Support <input name="supportEmail" value="${state.supportEmail}" size="18" /></label>
      <label
        >Restricted keys may not
        <input name="restrictedKeysMayNot" value="${state.restrictedKeysMayNot.join(' ')}" pattern="[a-z_. ]*" />
      </label>
      <label
        >Clock ahead, in ms
        <input name="wallClockAheadMs" value="${state.wallClockAheadMs}" pattern="-?[0-9]+" size="8" />
      </label>
      <label
        >Transfers alone in
        <input name="recipientsAloneIn" value="${state.recipientsAloneIn.join(' ')}" pattern="[A-Z ]*" size="12" />
      </label>
      <label
        >Thin events go to
        <select name="accountEventsFrom">
          ${Object.entries(eventOrigins).map(
            ([name, label]) =>
              html`<option value="${name}" ${name === state.accountEventsFrom && { html: 'selected' }}>
                ${label}
              </option>`,
          )}
        </select></label
      >
      <button>Set</button>
    </form>
  </section>`

const isOn = (state: PlatformState, name: string): boolean => Reflect.get(state, name) === true
