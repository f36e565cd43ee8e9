import type { MostWords } from './page-words.ts'

export const en: MostWords = {
  frame: {
    detailsAtStripe: 'You enter your details on Stripe’s own pages. They are not seen or stored here.',
    questions: 'Questions? Please contact {contact}.',
    somePlatform: 'the platform that sent your link',
    reference: 'Please mention this reference: {reference}',
    tryAgain: 'Try again',
    wait: 'One moment …',
  },
  plain: {
    root: {
      title: 'Get set up to be paid',
      text: '{platform} pays through Stripe. If you have received a link, please open it in your message.',
    },
    checking: { title: 'One moment …', text: 'Checking your link.' },
    needsLink: {
      title: 'This page needs your link',
      text: 'Please open the link in the message that you received.',
    },
    noScript: {
      title: 'This page needs JavaScript',
      text: 'JavaScript is turned off in this browser. Turn it on and reload the page, or open your link in another browser or on your phone. Otherwise, please contact {contact}.',
    },
    outdated: {
      title: 'Your browser is too old',
      text: 'This page does not work in it. Please open your link in another browser, or on your phone.',
    },
    late: 'This page needs JavaScript, and it should have gone on by now. Reload it. If that does not help, turn JavaScript on, turn off browser extensions for this page, or open your link in another browser. Otherwise, please contact {contact}.',
    broken: {
      title: 'This page does not work in this browser',
      text: 'Nothing was lost. Reload the page. If that does not help, turn off browser extensions for it, or open your link in another browser or on your phone. Otherwise, please contact {contact}.',
      button: 'Reload',
    },
  },
  errors: {
    notFound: {
      title: 'There is no such page',
      text: 'If you have received a link, please open it in your message again, or copy the whole of it.',
    },
    malformed: {
      title: 'This address is not valid',
      text: 'Please open the link in your message again, or copy the whole of it. If it still does not work, please contact {contact}.',
    },
    tooMany: { title: 'Too many attempts', text: 'Please wait a minute, then reload this page. Nothing was lost.' },
    unavailable: {
      title: 'We cannot answer right now',
      text: 'Nothing was lost, and your link still works. Please reload this page in a moment.',
    },
    failed: {
      title: 'Something went wrong',
      text: 'Nothing was lost. Please reload this page. If that does not help, please contact {contact}.',
    },
  },
  link: {
    title: {
      onboarding: 'Get set up to be paid',
      update: 'Stripe needs a few more details',
      again: 'Continue where you left off',
    },
    greeting: 'Hello {name}.',
    intro: '{platform} pays you through Stripe. On the next page Stripe asks for the details it needs to pay you.',
    introAsks: '{platform} pays you through Stripe. On the next page Stripe asks for what it needs to pay you:',
    askBy: '{what}, by {date}',
    askError: '{what}. {error}',
    prepare:
      'Have ready: your bank details and an identity document, and for a company its registration details. It takes about ten minutes. You can stop at any time and continue later with the same link.',
    until: 'Your link works until {date}.',
    button: 'Continue to Stripe',
    connecting: 'Connecting to Stripe …',
  },
  closed: {
    expired: {
      title: 'This link has expired',
      byEmail: 'Links work for a limited time, but you can request a new one. What you entered so far is saved.',
      byContact: 'What you entered so far is saved. For a new link, please contact {contact}.',
    },
    replaced: {
      title: 'This link was replaced',
      byEmail:
        'There is a newer link. Use the link in the most recent message. If you cannot find it, request a new one.',
      byContact:
        'There is a newer link. Use the link in the most recent message. If you cannot find it, please contact {contact}.',
    },
    revoked: {
      title: 'This link no longer works',
      text: 'There is a newer link, or this one was revoked. Use the link in the most recent message. If you cannot find it, please contact {contact}.',
    },
    moreNeeded: {
      title: 'Stripe needs a few more details',
      byEmail: 'Stripe needs this to pay you. We can email you a link to its page:',
      byContact: 'Stripe needs what is listed below. Please contact {contact}.',
    },
    inReview: {
      title: 'Stripe is checking your details',
      text: 'You have sent everything that Stripe asked for. Open this link again to see whether it needs more.',
    },
    onHold: {
      title: 'Stripe has not enabled your account yet',
      text: 'You have sent everything that Stripe asked for. For questions, please contact {contact}.',
    },
    done: {
      title: 'You are all done',
      text: 'Stripe has your details, and nothing is left to do. Open this link again to see whether it needs more.',
    },
    completed: { title: 'This link was completed', text: 'Please contact {contact}.' },
    unavailable: {
      title: 'Stripe cannot open this account',
      text: 'Your account at Stripe is closed, or Stripe has not accepted it. Please contact {contact}.',
    },
  },
  newLink: {
    button: 'Send me a new link',
    title: 'Check your inbox',
    text: 'A new link is on its way to the email address that {platform} has for you. This may take a few minutes. Please also check your spam folder.',
    limit: 'You can request up to three links a day.',
  },
  country: {
    which: {
      title: 'Where is your business based?',
      text: 'Stripe needs to know the country in which your business is registered. It cannot be changed later.',
    },
    unfit: {
      title: 'Not possible in this country',
      text: 'Stripe does not let {platform} pay businesses like yours in the country that you chose. If you chose the wrong one, choose again. Otherwise, please contact {contact}.',
    },
    label: 'Country of your business',
    choose: 'Choose a country',
  },
  code: {
    sent: {
      title: 'Enter the code from your email',
      text: '{platform} makes sure that it is you: a code of six digits was emailed to {address}. It works for ten minutes. Please also check your spam folder.',
    },
    wrong: {
      title: 'This is not the code',
      text: 'Check the code in the most recent email to {address}, then try again.',
    },
    over: {
      title: 'This code no longer works',
      text: 'It is too old, was tried too often, or there is a newer one. You can have another one sent to {address}.',
    },
    notSent: {
      title: 'The code could not be emailed',
      text: 'Nothing was lost, and your link still works. Please try again in a moment. If that does not help, please contact {contact}.',
    },
    tooMany: {
      title: 'Too many codes',
      text: 'Too many codes were requested for this link. Please wait an hour, then try again. Nothing was lost.',
    },
    label: 'Code',
    sending: 'Sending a code …',
    another: 'Send another code',
  },
  landing: {
    done: {
      title: 'You are all set',
      text: 'Stripe has your details. You can close this page. To see whether Stripe needs anything else, open your link again.',
    },
    incomplete: {
      title: 'Not quite done',
      text: 'Stripe still needs some details. What you entered so far is saved.',
    },
    again: {
      title: 'Continue where you left off',
      text: 'The page at Stripe was already used, or it has expired. What you entered so far is saved.',
    },
    unknown: {
      title: 'Stripe cannot be reached right now',
      text: 'Nothing was lost. Please try again in a moment.',
    },
    busy: { title: 'Too many attempts', text: 'Please wait a while, then try again. Nothing was lost.' },
    invalid: { title: 'This address is not valid', text: 'Please open the link in your message again.' },
    expired: {
      title: 'Your link has expired',
      text: 'Please open the link in the most recent message. If it does not work, please contact {contact}.',
    },
    revoked: {
      title: 'Your link was replaced',
      text: 'Please open the link in the most recent message. If it does not work, please contact {contact}.',
    },
    openAgain: 'To continue, open the link in your message again.',
  },
  problems: {
    notValid: {
      title: 'This link is not valid',
      text: 'Check that you copied the whole link from the message. If it still does not work, please contact {contact}.',
    },
    tooMany: { title: 'Too many attempts', text: 'Please wait a minute, then try again. Nothing was lost.' },
    offline: {
      title: 'Connection failed',
      text: 'Check your internet connection, then try again. If other pages work, something may be blocking this one: a browser extension, or a firewall. Nothing was lost.',
    },
    timeout: {
      title: 'This takes too long',
      text: 'Nothing was lost, and your link still works. Please try again in a moment.',
    },
    busy: {
      title: 'We cannot answer right now',
      text: 'Nothing was lost, and your link still works. Please try again in a moment.',
    },
    stripe: {
      title: 'Stripe cannot be reached right now',
      text: 'Nothing was lost, and your link still works. Please try again in a moment.',
    },
    other: { title: 'Something went wrong', text: 'Nothing was lost. Please contact {contact}.' },
  },
  reminders: {
    ask: {
      title: 'Stop reminders?',
      text: '{platform} reminds you by email until Stripe has your details. Without reminders, you still get an email when Stripe asks you for something new or a deadline is near.',
      button: 'Stop reminders',
    },
    stopped: {
      title: 'You get no more reminders',
      text: 'Your link works as before. You still get an email when Stripe asks you for something new or a deadline is near.',
      button: 'Get reminders again',
    },
    resumed: {
      title: 'You get reminders again',
      text: '{platform} reminds you by email until Stripe has your details.',
      button: 'Stop reminders',
    },
    unknown: {
      title: 'This link does not work',
      text: 'It is too old, or not complete. Use the link in the latest reminder, or contact {contact}.',
    },
  },
}
