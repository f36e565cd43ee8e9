import type { Locale } from '../../domain/locale.ts'
import { PAGE_WORDS } from '../../pages/words.ts'
import { html } from '../../shared/html.ts'
import type { FormFailure } from './form-pages.ts'
import { pageOf } from './page-template.ts'
import { errorPage } from './page-templates.ts'
import type { Branding } from './platform-settings.ts'

/**
 * What the page shows: the form, the form again because what was typed is no address, that a link is on its way, or that
 * this service sends no emails.
 */
export type StartView = 'ask' | 'faulty' | 'sent' | 'noEmail'

/** The page where a client asks for its link by its address. It has no script. */
export function startPage(view: StartView, locale: Locale, branding: Branding, typed = ''): string {
  const { start } = PAGE_WORDS[locale]
  const isFaulty = view === 'faulty'
  // A page that was sent back begins where there is something to correct, and a screen reader says why.
  const fault = isFaulty ? html`aria-invalid="true" aria-describedby="text" autofocus` : html``
  const form = html`<form method="post" novalidate>
    <p>
      <label for="email">${start.label}</label>
      <input
        id="email"
        name="email"
        type="email"
        value="${typed}"
        autocomplete="email"
        autocapitalize="off"
        spellcheck="false"
        required
        ${fault}
      />
    </p>
    <button>${start.button}</button>
  </form>`
  return pageOf({ ...start[view], ...((view === 'ask' || isFaulty) && { form }) }, branding, locale)
}

/** The page for a request of the form that failed. */
export const startFailurePage = ({ code, status }: FormFailure, locale: Locale, branding: Branding): string =>
  code === 'MAIL_NOT_CONFIGURED' ? startPage('noEmail', locale, branding) : errorPage(status, branding, locale)
