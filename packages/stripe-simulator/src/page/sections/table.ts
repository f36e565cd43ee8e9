import { type Html, html } from '../html.ts'

export type Cell = Html | string | number | null | undefined

// The most rows of each list. The control API returns all.
export const shown = 50

export function table(heads: readonly string[], rows: readonly (readonly Cell[])[]): Html {
  if (rows.length === 0) return html`<p class="soft">None.</p>`
  const row = (cells: readonly Cell[]) =>
    html`<tr>
      ${cells.map((cell, n) => html`<td data-of="${heads[n]}">${cell}</td>`)}
    </tr>`
  return html`<table class="list">
    <thead>
      <tr>
        ${heads.map((head) => html`<th>${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(row)}
    </tbody>
  </table>`
}

export const newestFirst = <Item>(items: readonly Item[]): Item[] => items.slice(-shown).toReversed()

export const yesNo = (value: boolean): string => (value ? 'yes' : 'no')
