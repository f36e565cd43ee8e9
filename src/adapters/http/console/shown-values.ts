import { html, type Html } from '../../../shared/html.ts'
import type { Fields } from '../form-pages.ts'

const fieldOf = (name: string): string => `shown-${name}`

/** What a form shows when it is loaded: by it, what staff changed is told from what other staff have changed since. */
export const shownValues = (shown: Readonly<Record<string, string>>): readonly Html[] =>
  Object.entries(shown).map(([name, value]) => html`<input type="hidden" name="${fieldOf(name)}" value="${value}" />`)

/** Whether staff changed what the form showed. */
export const isChanged = (fields: Fields, name: string, value: string): boolean => fields.get(fieldOf(name)) !== value
