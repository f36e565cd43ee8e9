// What the page says.
import type { EmbeddedErrorType } from '@stripe/connect-js'

export interface Message {
  readonly title: string
  readonly text: string
}

export const WAITING: Message = { title: 'One moment…', text: '' }
export const OFFLINE: Message = { title: 'You seem to be offline', text: 'Nothing was lost. Please try again.' }

export const FORM: Message = {
  title: 'Your details for Stripe',
  text: 'Stripe first opens a small window in which you sign in. If your browser blocks it, allow it.',
}

/** What the form asks for, by how the names of its steps begin. Stripe adds steps: others change nothing on the page. */
const STEPS: readonly (readonly [names: RegExp, text: string])[] = [
  [/^business/, 'Now: your business'],
  [/^(representative|legal_guardian|owners|directors|executives)/, 'Now: the people in your business'],
  [/^external_account/, 'Now: your bank account'],
  [/^summary/, 'Last step: check your details and submit them'],
]

export const stepOf = (step: string): string | undefined => STEPS.find(([names]) => names.test(step))?.[1]

/** Every error with which Stripe's script says that the form cannot be used, and whether another try can help. */
export const FAILURES: Readonly<Record<EmbeddedErrorType, Message & { readonly canRetry: boolean }>> = {
  api_connection_error: {
    title: 'Stripe cannot be reached',
    text: 'Check your connection, then try again.',
    canRetry: true,
  },
  authentication_error: {
    title: 'You are not signed in to Stripe',
    text: 'The window in which you sign in did not open, or it was closed. Allow pop-up windows for this page.',
    canRetry: true,
  },
  account_session_create_error: {
    title: 'The form could not be started',
    text: 'Your visit may have taken too long. Nothing was lost.',
    canRetry: true,
  },
  // The set-up of the platform at Stripe does not fit: another try would end the same.
  invalid_request_error: {
    title: 'The form cannot be shown here',
    text: 'Continue on Stripe’s own page, or contact us.',
    canRetry: false,
  },
  rate_limit_error: {
    title: 'Stripe is very busy right now',
    text: 'Wait a minute, then try again.',
    canRetry: true,
  },
  // Also if Stripe's script does not load.
  render_error: {
    title: 'The form does not load in this browser',
    text: 'An extension, such as an ad blocker, may prevent it. Turn it off for this page, then try again.',
    canRetry: true,
  },
  api_error: {
    title: 'Something went wrong at Stripe',
    text: 'Nothing was lost. Try again in a moment.',
    canRetry: true,
  },
}

/** Where the client stands when it leaves the form. */
export const STANDINGS: Readonly<Record<'completed' | 'incomplete' | 'unavailable' | 'unknown', Message>> = {
  completed: { title: 'You are all set', text: 'Stripe has your details. You can close this page.' },
  incomplete: { title: 'Not quite done', text: 'Stripe still needs some details. What you entered so far is saved.' },
  unavailable: { title: 'Stripe cannot open this account', text: 'Please contact us.' },
  unknown: { title: 'Stripe cannot be reached right now', text: 'Nothing was lost. Please try again in a moment.' },
}

/** A code that the service emails to the client, if it is configured so. */
export const CODE = {
  another: 'Send another code',
  sent: { title: 'Enter the code from your email', text: '' },
  wrong: { title: 'This is not the code', text: 'Look at the last email, and enter its six digits.' },
  over: { title: 'This code no longer works', text: 'It was entered wrong too often, or it has expired.' },
}

/** The platform's own terms, which the client accepts before it goes to Stripe. */
export const TERMS: Message = { title: 'Please accept the terms', text: 'After that, Stripe asks for your details.' }

/** Problems of the service, by their code. docs/api.md lists every code; others are shown with their detail. */
export const PROBLEMS: Partial<Record<string, Message>> = {
  TOKEN_NOT_FOUND: { title: 'This page needs your link', text: 'Please open the link in your message again.' },
  TOKEN_EXPIRED: { title: 'This link no longer works', text: 'Please ask for a new one.' },
  TOKEN_REVOKED: { title: 'This link no longer works', text: 'Please ask for a new one.' },
  TOKEN_COMPLETED: { title: 'You are all done', text: 'You no longer need this link.' },
  RATE_LIMITED: { title: 'Too many attempts', text: 'Please wait a while, then try again.' },
  STRIPE_ACCOUNT_CREATE_FAILED: { title: 'Stripe cannot be reached right now', text: 'Nothing was lost.' },
  STRIPE_ACCOUNT_SESSION_FAILED: { title: 'Stripe cannot be reached right now', text: 'Nothing was lost.' },
  STRIPE_ACCOUNT_LINK_FAILED: { title: 'Stripe cannot be reached right now', text: 'Nothing was lost.' },
}
