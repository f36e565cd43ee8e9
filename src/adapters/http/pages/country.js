import { countryOptions } from './countries.js'
import { countryChoice, show } from './page.js'
import { words } from './words.js'

/** Stripe creates no account without a country, and the people who sent the link did not know it. */
export function askCountry(shownMessage, chosen) {
  const choice = countryChoice()
  if (choice.length === 1) choice.append(...countryOptions())
  const act = () => (choice.value === '' ? choice.focus() : chosen(choice.value))
  show(Object.assign({ asksCountry: true, button: words.link.button, act }, shownMessage))
}
