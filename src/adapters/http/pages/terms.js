// The checkbox by which a client accepts the platform's own terms, which the page of its link shows above the button.

import { withNames } from './messages.js'
import { words } from './words.js'

/** @returns {HTMLInputElement} */
const box = () => document.querySelector('#terms-accepted')
const missing = () => document.getElementById('terms-missing')

/** What stands beside the checkbox. The terms open in a new tab, because this one has the link. */
export function acceptLabel({ url }) {
  const link = document.createElement('a')
  link.href = url
  link.target = '_blank'
  link.rel = 'noopener'
  const note = document.createElement('span')
  note.className = 'for-screen-readers'
  note.textContent = ` (${words.terms.newTab})`
  link.append(words.terms.link, note)
  return withNames(words.terms.accept, { terms: link })
}

/** Whether the box is ticked. If not, says so until it is, and leads there. */
export function isAccepted() {
  const isTicked = box().checked
  missing().textContent = isTicked ? '' : words.terms.missing
  missing().hidden = isTicked
  box().setAttribute('aria-invalid', String(!isTicked))
  if (!isTicked) box().focus()
  box().onchange = isAccepted
  return isTicked
}
