/** HTML that is already escaped. */
export interface Html {
  readonly html: string
}

// Safe between tags and in quoted attributes.
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** A template that escapes its values, except those that are {@link Html}. */
export const html = (texts: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html => ({
  html: String.raw({ raw: texts }, ...values.map(markup)),
})

function markup(value: string | Html | readonly Html[]): string {
  if (typeof value === 'string') return escape(value)
  return 'html' in value ? value.html : value.map(markup).join('')
}

/** A text whose `{placeholders}` are filled. Nothing in a value is taken for a placeholder. */
export const filledHtml = (text: string, values: Readonly<Record<string, Html>>): Html => ({
  html: escape(text).replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => values[name]?.html ?? placeholder),
})

/** Data for the script of a page, as the content of `<script type="application/json">`. */
export const jsonHtml = (data: unknown): Html => ({ html: JSON.stringify(data).replaceAll('<', '\\u003c') })
