import { html, type Html } from '../../../shared/html.ts'

/** Facts with their names. Those without a value are left out. */
export const facts = (entries: Readonly<Record<string, Html | string | undefined>>): Html =>
  html`<dl class="facts">
    ${Object.entries(entries).map(([name, value]) =>
      value === undefined
        ? html``
        : html`<dt>${name}</dt>
            <dd>${value}</dd>`,
    )}
  </dl>`

/** What others have written, in whatever direction. */
export const written = (text: string | undefined): Html | undefined =>
  text === undefined ? undefined : html`<bdi>${text}</bdi>`

export const code = (text: string | undefined): Html | undefined =>
  text === undefined ? undefined : html`<code>${text}</code>`

/** Names and values that are not known here. */
export const named = (values: object | undefined): Html | undefined => {
  const entries = Object.entries(values ?? {})
  if (entries.length === 0) return undefined
  return html`<ul class="plain">
    ${entries.map(([name, value]) => html`<li><code>${name}</code>: <bdi>${String(value)}</bdi></li>`)}
  </ul>`
}
