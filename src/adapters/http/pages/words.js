// What the pages say. A text is a list, so that names and addresses can be elements of their own.

import { contact, platformName } from './page.js'

/** Problems of a request: title, text, and what the button says, if trying again can help. */
const PROBLEMS = {
  TOKEN_NOT_FOUND: () => ({
    title: 'This link is not valid',
    text: ['Check that you copied the whole link from the message. If it still does not work, please ', ...contact()],
  }),
  ACCOUNT_UNAVAILABLE: () => unavailable(),
  RATE_LIMITED: () => ({
    title: 'Too many attempts',
    text: ['Please wait a minute, then try again. Nothing was lost.'],
    button: 'Try again',
  }),
  OFFLINE: () => ({
    title: 'Connection failed',
    text: [
      'Check your internet connection, then try again. If other pages work, something may be blocking this one: a ' +
        'browser extension, or a firewall. Nothing was lost.',
    ],
    button: 'Try again',
  }),
  TIMEOUT: () => ({
    title: 'This takes too long',
    text: ['Nothing was lost, and your link still works. Please try again in a moment.'],
    button: 'Try again',
  }),
  SERVICE_UNAVAILABLE: () => busy(),
  UNEXPECTED_ANSWER: () => busy(),
}

const busy = () => ({
  title: 'We cannot answer right now',
  text: ['Nothing was lost, and your link still works. Please try again in a moment.'],
  button: 'Try again',
})

/** The account is rejected or disconnected. */
export const unavailable = () => ({
  title: 'Stripe cannot open this account',
  text: ['Your account at Stripe is closed, or Stripe has not accepted it. Please ', ...contact()],
})

export function problemWords({ code, retryable, requestId }) {
  const known = PROBLEMS[code]
  if (known) return known()
  if (retryable) {
    return {
      title: 'Stripe cannot be reached right now',
      text: ['Nothing was lost, and your link still works. Please try again in a moment.'],
      button: 'Try again',
      reference: requestId,
    }
  }
  return { title: 'Something went wrong', text: ['Nothing was lost. Please ', ...contact()], reference: requestId }
}

export const WHICH_COUNTRY = {
  title: 'Where is your business based?',
  text: ['Stripe needs to know the country in which your business is registered. It cannot be changed later.'],
}

/** Stripe opens no account for this client in the country that it chose. It may choose again. */
export const notInCountry = () => ({
  title: 'Not possible in this country',
  text: [
    'Stripe does not let ',
    platformName(),
    ' pay businesses like yours in the country that you chose. If you chose the wrong one, choose again. Otherwise, please ',
    ...contact(),
  ],
})

/** Titles and first sentences for people who come back from Stripe, by the status in the URL. */
export const LANDINGS = {
  incomplete: ['Not quite done', 'Stripe still needs some details. What you entered so far is saved.'],
  again: [
    'Continue where you left off',
    'The page at Stripe was already used, or it has expired. What you entered so far is saved.',
  ],
  unknown: ['Stripe cannot be reached right now', 'Nothing was lost. Please try again in a moment.'],
  busy: ['Too many attempts', 'Please wait a while, then try again. Nothing was lost.'],
}

/** The same without a link in this tab: what can be said by the status alone. */
export function landingWithoutLink(status) {
  if (status === 'unavailable') return unavailable()
  if (status === 'invalid') {
    return { title: 'This address is not valid', text: ['Please open the link in your message again.'] }
  }
  if (status === 'expired' || status === 'revoked') {
    const title = status === 'expired' ? 'Your link has expired' : 'Your link was replaced'
    return {
      title,
      text: ['Please open the link in the most recent message. If it does not work, please ', ...contact()],
    }
  }
  const [title, text] = LANDINGS[status] || LANDINGS.incomplete
  return { title, text: [`${text} To continue, open the link in your message again.`] }
}

/** A link that cannot be opened any more, by its status and by how far the client is. */
export function closedWords({ status, progress, action }) {
  if (progress === 'unavailable') return unavailable()
  if (status === 'completed') return finishedWords(progress, action)
  const newLink = action === 'request_new_link'
  if (status === 'expired') {
    return newLink
      ? {
          title: 'This link has expired',
          text: ['Links work for a limited time, but you can request a new one. What you entered so far is saved.'],
        }
      : {
          title: 'This link has expired',
          text: ['What you entered so far is saved. For a new link, please ', ...contact()],
        }
  }
  return newLink
    ? {
        title: 'This link was replaced',
        text: [
          'There is a newer link. Use the link in the most recent message. If you cannot find it, request a new one.',
        ],
      }
    : {
        title: 'This link no longer works',
        text: [
          'There is a newer link, or this one was revoked. Use the link in the most recent message. If you cannot find ' +
            'it, please ',
          ...contact(),
        ],
      }
}

function finishedWords(progress, action) {
  switch (progress) {
    case 'more_needed':
      return {
        title: 'Stripe needs a few more details',
        text:
          action === 'request_new_link'
            ? ['Stripe needs this to pay you. We can email you a link to its page:']
            : ['Stripe needs what is listed below. Please ', ...contact()],
      }
    case 'in_review':
      return {
        title: 'Stripe is checking your details',
        text: ['You have sent everything that Stripe asked for. Open this link again to see whether it needs more.'],
      }
    case 'on_hold':
      return {
        title: 'Stripe has not enabled your account yet',
        text: ['You have sent everything that Stripe asked for. For questions, please ', ...contact()],
      }
    case 'done':
      return {
        title: 'You are all done',
        text: [
          'Stripe has your details, and nothing is left to do. Open this link again to see whether it needs more.',
        ],
      }
    default:
      return { title: 'This link was completed', text: ['Please ', ...contact()] }
  }
}

/** The first sentence about a link that can be opened. */
export const intro = (asks) => [
  platformName(),
  ' pays you through Stripe. On the next page Stripe asks for ',
  asks.length === 0 ? 'the details it needs to pay you.' : 'what it needs to pay you:',
]

/** What a client should have ready when it begins. */
export const PREPARE =
  'Have ready: your bank details and an identity document, and for a company its registration details. It takes about ' +
  'ten minutes. You can stop at any time and continue later with the same link.'
