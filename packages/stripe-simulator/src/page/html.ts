// Safe between tags and in quoted attributes.
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** HTML that is already escaped. */
export interface Html {
  readonly html: string
}

type Content = Html | string | number | null | undefined | false | readonly Content[]

/** A template that escapes its values, except those that are HTML. */
export const html = (texts: TemplateStringsArray, ...values: readonly Content[]): Html => ({
  html: texts.map((text, index) => text + (index < values.length ? markup(values[index]) : '')).join(''),
})

function markup(content: Content): string {
  if (content === null || content === undefined || content === false) return ''
  if (typeof content === 'string' || typeof content === 'number') return escapeHtml(String(content))
  return 'html' in content ? content.html : content.map(markup).join('')
}

const style = `
  :root { color-scheme: light dark; --line: light-dark(#d5d9e2, #3a3f4b); --soft: light-dark(#5b6472, #a2aab8);
    --card: light-dark(#fff, #1d2027); --back: light-dark(#f4f6fa, #14161b); --accent: light-dark(#4b3fd6, #9b93ff); }
  * { box-sizing: border-box; }
  body { margin: 0; padding: 2rem 1rem; background: var(--back); font: 15px/1.5 system-ui, sans-serif; }
  main { max-width: 72rem; margin: auto; }
  main.narrow { max-width: 32rem; }
  section, .card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.25rem;
    margin-block: 1rem; overflow-x: auto; }
  h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.05rem; margin: 0 0 .5rem; }
  p { margin: .5rem 0; } .soft, th { color: var(--soft); } .note { border-inline-start: 4px solid var(--accent); }
  table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
  th, td { text-align: start; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
  th { font-weight: 500; font-size: .85rem; } tbody tr:last-child > * { border-bottom: 0; }
  code { font: .9em ui-monospace, monospace; }
  form { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end; margin-block: .6rem; }
  label { display: grid; gap: .15rem; font-size: .85rem; color: var(--soft); }
  input, select, button { font: inherit; font-size: 15px; line-height: 1.4; padding: .4rem .7rem; border: 1px solid var(--line); border-radius: 6px;
    background: var(--back); color: inherit; }
  button { cursor: pointer; } button:hover, button:focus-visible { border-color: var(--accent); }
  button.first { background: #4b3fd6; border-color: #4b3fd6; color: #fff; }
  form.row { flex-wrap: nowrap; gap: .3rem; margin: 0; } .row button, .row select { font-size: 13px; padding: .1rem .5rem; }
  label.check { display: flex; align-items: center; gap: .4rem; min-height: 2.2rem; }
  section > label.check { min-height: 0; }
  .column { display: flex; flex-direction: column; align-items: stretch; gap: .6rem; } form:has(section) { display: block; margin: 0; } a { color: var(--accent); }
  /* On a phone, each row is a card: one line for each cell, with its heading. */
  @media (max-width: 44rem) {
    body { padding: 1rem .5rem; } section, .card { padding: .75rem; }
    td { white-space: normal; } td, code { overflow-wrap: anywhere; }
    input, select, button, label { max-width: 100%; min-width: 0; } label { grid-template-columns: minmax(0, 1fr); }
    .row button, .row select { font-size: 15px; padding: .4rem .7rem; } .row button { flex: none; }
    .list, .list tbody, .list tr { display: block; } .list thead { display: none; }
    .list tr { border-bottom: 1px solid var(--line); padding-block: .5rem; } .list tr:last-child { border-bottom: 0; }
    .list td { display: grid; grid-template-columns: 7rem minmax(0, 1fr); gap: .5rem; align-items: center; border: 0;
      padding: .1rem 0; }
    .list td:empty { display: none; } .list td::before { content: attr(data-of); color: var(--soft); font-size: .85rem; }
  }
`

/** A whole page, without external resources. */
export const page = (title: string, body: Html, { narrow = false } = {}): string =>
  `<!doctype html>\n${
    html`<html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <style>
          ${{ html: style }}
        </style>
      </head>
      <body>
        <main class="${narrow ? 'narrow' : 'wide'}">${body}</main>
      </body>
    </html>`.html
  }\n`

/**
 * Headers of every page. The policy has no `form-action`: browsers would also apply it to the redirect after a form,
 * which leads to the platform, wherever that is.
 */
export const pageHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  'content-type': 'text/html; charset=utf-8',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}
