import type { EmailWords } from './email-words.ts'

export const en: EmailWords = {
  greeting: 'Hello {name},',
  greetingWithoutName: 'Hello,',
  subject: {
    onboarding: 'Get set up to be paid by {platform}',
    update: '{platform}: Stripe needs a few more details from you',
    action_required: '{platform}: Stripe needs something from you',
    submitted: '{platform}: your details were submitted, and Stripe needs something more',
    deadline: '{platform}: the deadline for your details is near',
    reminder: 'Reminder: {subject}',
    second_browser: 'Your {platform} link was opened in another browser',
    completed: 'Your details for {platform} were submitted to Stripe',
    done: 'You can now be paid by {platform}',
    code: 'Your code for {platform}',
  },
  paysThrough: '{platform} pays you through Stripe.',
  reason: {
    onboarding: 'Before it can, Stripe needs some details from you.',
    update: 'To continue, Stripe needs a few more details from you.',
    onHold: 'Payments to you are on hold until Stripe has the details below.',
    toKeep: 'To keep paying you, Stripe needs the details below.',
    toKeepBy: 'To keep paying you, Stripe needs the details below by {date}.',
    notFinished: 'You have not finished yet.',
  },
  submitted: 'Your details were submitted to Stripe on {submitted}.',
  effort: {
    onboarding:
      'Have your bank details and an identity document ready, and for a company its registration details. It takes about ten minutes. You can stop at any time and continue later with the same link.',
    update: 'It takes a few minutes. You can stop at any time and continue later with the same link.',
  },
  asks: 'What Stripe needs:',
  askBy: '{what} (by {date})',
  askError: '{what}: {error}',
  link: 'Your link:',
  button: 'Open your link',
  copy: 'If the link does not open, copy this address into your browser:',
  until: 'The link works until {date}. It is only for you: please do not share it.',
  unexpected: 'If you did not expect this email, you can ignore it.',
  notSubmitted:
    'If you did not submit details, someone else may have entered details in your name. Contact {platform} immediately, before it pays.',
  happened: {
    second_browser:
      'The link that {platform} sent you was opened in a second browser on {date}. If that was you, for example on your phone, you do not need to do anything.',
    completed:
      'Details that Stripe needs to pay you for {platform} were submitted on {date}. If that was you, you can open your link again at any time to see whether Stripe needs anything else.',
    done: 'Stripe has everything that it needs: {platform} can now pay you. You do not need to do anything else.',
  },
  ifNotYou: {
    second_browser:
      'If it was not you, someone else may have your link. Contact {platform} immediately: it can revoke the link and send you a new one.',
    completed:
      'If it was not you, someone else may have entered details in your name. Contact {platform} immediately, before it pays.',
    done: 'If you did not enter your details at Stripe, someone else may have entered details in your name. Contact {platform} immediately, before it pays.',
  },
  code: {
    enter: 'Enter this code on the page that your link from {platform} opened:',
    works: 'The code works once, for ten minutes.',
    notYou:
      'Do not tell anyone the code: {platform} never asks for it by phone or email. If you did not request it, someone else may have your link. Contact {platform}.',
  },
  support: 'Questions? Write to {address}.',
  stop: 'Stop these reminders',
  inApp: {
    in_review: 'Stripe is checking your details. You do not need to do anything.',
    on_hold: 'Payments to you are on hold. Contact {platform} to find out more.',
    unavailable: '{platform} cannot pay you through Stripe. Contact {platform} to find out more.',
    proceed: 'Continue',
  },
}
