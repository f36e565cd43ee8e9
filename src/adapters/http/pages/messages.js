// Which message is shown when: `title`, `text` (a list), and what the button says.

import { contact, platformName } from './page.js'
import { filled, words } from './words.js'

/** A message of the words, with the names in it. */
export const message = ({ title, text }, values) => ({ title, text: withNames(text, values) })

/** A text of the words, with the names in it. */
export const withNames = (text, values) =>
  filled(text, Object.assign({ platform: platformName(), contact: contact() }, values))

/** A message about a link that is no good, under which the client can get another one by email. */
export const linkMessage = (shown) => Object.assign(message(shown), { offersStart: true })

/** A request that failed. Trying again can help, unless there is no button. */
export function problemMessage({ code, retryable, requestId }) {
  const { problems, closed, frame } = words
  const again = (shown, more) => Object.assign(message(shown), { button: frame.tryAgain }, more)
  switch (code) {
    case 'TOKEN_NOT_FOUND':
      return linkMessage(problems.notValid)
    case 'ACCOUNT_UNAVAILABLE':
      return message(closed.unavailable)
    case 'RATE_LIMITED':
      return again(problems.tooMany)
    case 'OFFLINE':
      return again(problems.offline)
    case 'TIMEOUT':
      return again(problems.timeout)
    case 'SERVICE_UNAVAILABLE':
    case 'UNEXPECTED_ANSWER':
      return again(problems.busy)
    default:
      return retryable
        ? again(problems.stripe, { reference: requestId })
        : Object.assign(message(problems.other), { reference: requestId })
  }
}

/** Stripe opens no account for this client in the country that it chose. It may choose again. */
export const whichCountry = () => message(words.country.which)
export const notInCountry = () => message(words.country.unfit)

/** What is said by the status in the URL to people who come back from Stripe, if they can go on. */
export function landingMessage(status) {
  switch (status) {
    case 'incomplete':
      return words.landing.incomplete
    case 'again':
      return words.landing.again
    case 'unknown':
      return words.landing.unknown
    case 'busy':
      return words.landing.busy
    default:
      return undefined
  }
}

/** The same without a link in this tab: what can be said by the status alone. */
export function landingWithoutLink(status) {
  const { landing, closed } = words
  if (status === 'unavailable') return message(closed.unavailable)
  if (status === 'invalid' || status === 'expired' || status === 'revoked') return linkMessage(landing[status])
  const { title, text } = landingMessage(status) || landing.incomplete
  return message({ title, text: `${text} ${landing.openAgain}` })
}

/** A link that cannot be opened any more, by its status and by how far the client is. */
export function closedMessage({ status, progress, action }) {
  const { closed } = words
  const byEmail = action === 'request_new_link'
  const either = ({ title, byEmail: one, byContact: other }) => message({ title, text: byEmail ? one : other })
  if (progress === 'unavailable') return message(closed.unavailable)
  if (status === 'expired') return either(closed.expired)
  if (status !== 'completed') return byEmail ? either(closed.replaced) : linkMessage(closed.revoked)
  switch (progress) {
    case 'more_needed':
      return either(closed.moreNeeded)
    case 'in_review':
      return message(closed.inReview)
    case 'on_hold':
      return message(closed.onHold)
    case 'done':
      return message(closed.done)
    default:
      return message(closed.completed)
  }
}
