// The pages that Stripe's way back ends on. `status` says where the person stands; the page knows the words for it.

const KEPT = 'onboarding-token'

/** Title, text, and whether going on with the link of this tab can help. */
const WORDS = {
  incomplete: ['Not quite done', 'Stripe still needs some details. Whatever you entered so far is kept.', true],
  unknown: ['Stripe cannot be reached right now', 'Nothing was lost. Please try again in a moment.', true],
  busy: ['That was a lot of tries', 'Please wait a little while, then go on. Nothing was lost.', true],
  expired: [
    'Your link has expired',
    'Links work for a limited time, but you can have a new one sent to you. What you entered is kept.',
    true,
  ],
  revoked: [
    'Your link was replaced',
    'Please use the newest message you have. If you cannot find it, go on to ask for a new link. What you entered is kept.',
    true,
  ],
  unavailable: ['Stripe cannot open this account', 'Please contact the people who sent you the link.', false],
  invalid: ['We do not know this address', 'Please open the link that you were sent once more.', false],
}

if (location.pathname === '/onboarding-success') {
  sessionStorage.removeItem(KEPT)
} else {
  const [title, text, canGoOn] = WORDS[new URLSearchParams(location.search).get('status')] ?? WORDS.incomplete
  const hasLink = sessionStorage.getItem(KEPT) !== null
  document.title = title
  document.getElementById('title').textContent = title
  document.getElementById('text').textContent =
    canGoOn && !hasLink ? `${text} To go on, open the link that you were sent once more.` : text
  document.getElementById('go').hidden = !(canGoOn && hasLink)
}
