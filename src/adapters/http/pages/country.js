import { countryOptions } from './countries.js'
import { countryChoice, show } from './page.js'
import { language, words } from './words.js'

/** Stripe creates no account without a country, and the people who sent the link did not know it. */
export function askCountry(shownMessage, chosen) {
  const choice = countryChoice()
  // A link in another language may be pasted into the same tab.
  if (choice.lang !== language()) {
    choice.length = 1
    choice.append(...countryOptions())
    choice.lang = language()
  }
  const act = () => (choice.value === '' ? choice.focus() : chosen(choice.value))
  show(Object.assign({ asksCountry: true, button: words.link.button, act }, shownMessage))
}
