import { html, type Html } from '../../../shared/html.ts'
import type { Page } from './layout.ts'
import { field, form, notice, NOTHING, type FormKeys } from './parts.ts'

/**
 * Why the page appears: the session is over, a form was sent without one, staff have signed out, or the page was loaded
 * once more after the one whose form was sent.
 */
const REASONS = {
  over: { tone: 'plain', title: 'Your session is over', text: 'Sign in again to go on.' },
  lost: {
    tone: 'bad',
    title: 'Nothing was changed',
    text: 'You were not signed in any more when you sent the form. Sign in, then send it again.',
  },
  stale: {
    tone: 'bad',
    title: 'You are not signed in yet',
    text: 'This page has been loaded again since, such as in another tab, or your browser keeps no cookies. Type the key once more.',
  },
  out: { tone: 'good', title: 'You have signed out', text: undefined },
} as const

type Reason = keyof typeof REASONS

const isReason = (text: string | undefined): text is Reason => text !== undefined && Object.hasOwn(REASONS, text)

/** The URL of the page, which comes back to where the caller was. */
export function signInUrl({
  back,
  why,
}: {
  readonly back?: string | undefined
  readonly why?: Reason | undefined
}): string {
  const query = new URLSearchParams({ ...(why && { why }), ...(back !== undefined && { back }) }).toString()
  return query === '' ? '/console/sign-in' : `/console/sign-in?${query}`
}

interface SignIn {
  readonly keys: FormKeys
  readonly back: string | undefined
  readonly why?: string | undefined
  /** Whether the key that was typed is not valid. */
  readonly isRefused?: boolean
}

/** The page to sign in at. What was typed is never in it. */
export function signInPage({ keys, back, why, isRefused = false }: SignIn): Page {
  const fields = html`<input type="hidden" name="back" value="${back ?? ''}" />
    ${field({
      id: 'key',
      label: 'API key',
      value: '',
      hint: html`A key of the admin API, as <code>connect-onboarding admin keys create</code> prints it.`,
      fault: isRefused
        ? 'This key is not valid: it is unknown, revoked or expired. Check that it is complete.'
        : undefined,
      attributes: html`type="password" autocomplete="off" autocapitalize="off" spellcheck="false" required`,
    })}
    <button>Sign in</button>`
  return {
    title: 'Sign in to the console',
    ...(isRefused && { news: 'Key not valid' }),
    content: html`${isReason(why) && !isRefused ? reason(why) : NOTHING}
      <div class="card narrow">${form({ action: '/console/sign-in', keys, fields })}</div>`,
  }
}

function reason(why: Reason): Html {
  const { tone, title, text } = REASONS[why]
  return notice(tone, title, text === undefined ? NOTHING : html`<p>${text}</p>`)
}
