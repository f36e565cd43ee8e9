import type { Reminders } from '../../domain/client.ts'
import type { Locale } from '../../domain/locale.ts'
import type { Message } from '../../pages/page-words.ts'
import { PAGE_WORDS } from '../../pages/words.ts'
import { html } from '../../shared/html.ts'
import { pageOf } from './page-template.ts'
import type { Branding } from './platform-settings.ts'

/** What the button of the page does. */
const WANTED = { ask: 'off', stopped: 'on', resumed: 'off' } as const satisfies Record<string, Reminders>

/** The page by which a client stops reminders. It has no script, and its address is the only secret in it. */
export function stopPage(view: keyof typeof WANTED, locale: Locale, branding: Branding): string {
  const { button, ...message } = PAGE_WORDS[locale].reminders[view]
  const form = html`<form method="post">
    <input type="hidden" name="reminders" value="${WANTED[view]}" />
    <button>${button}</button>
  </form>`
  return pageOf({ ...message, form }, branding, locale)
}

/** What went wrong with it. `unknown`: its address is not known, or not any more. */
export type StopFailure = 'unknown' | 'tooMany' | 'unavailable' | 'failed'

export function stopFailurePage(failure: StopFailure, locale: Locale, branding: Branding): string {
  const { reminders, errors } = PAGE_WORDS[locale]
  const message: Message = failure === 'unknown' ? reminders.unknown : errors[failure]
  return pageOf(message, branding, locale)
}
