import type { Locale } from '../../domain/locale.ts'
import type { Message } from '../../pages/page-words.ts'
import { PAGE_WORDS } from '../../pages/words.ts'
import { filledHtml, html, jsonHtml, type Html } from '../../shared/html.ts'
import type { Branding } from './platform-settings.ts'

export interface Page extends Message {
  /** Whether the page has the script for clients, and the elements that it fills. */
  readonly isForClients?: boolean
  /** Whether the page is meaningless if its script does not run, and says so. */
  readonly needsScript?: boolean
  /** Whether the page shows Stripe's form, by a script of its own. */
  readonly isEmbedding?: boolean
  /** Whether it helps the client to get another link by email. A page for clients leaves that to its script. */
  readonly offersStart?: boolean
  /** A form, which is sent to the address of the page. */
  readonly form?: Html
}

const NOTHING = html``

/** What the names in texts stand for. Names are isolated, because they may be written from right to left. */
function valuesOf({ platformName, supportEmail }: Branding, locale: Locale): Readonly<Record<string, Html>> {
  // Without a name it is words of the page.
  const platform =
    platformName === undefined ? html`${PAGE_WORDS[locale].frame.somePlatform}` : html`<bdi>${platformName}</bdi>`
  const address = html`<a href="mailto:${supportEmail ?? ''}">${supportEmail ?? ''}</a>`
  return { platform, contact: supportEmail === undefined ? platform : html`${platform} (${address})` }
}

/** The way to the page where a client gets its link by email, which has the same words as its heading. */
const startLink = ({ startPath }: Branding, locale: Locale, isShown: boolean): Html =>
  startPath === undefined
    ? NOTHING
    : html`<p id="start" ${isShown ? NOTHING : html`hidden`}>
        <a href="${startPath}&amp;locale=${locale}">${PAGE_WORDS[locale].start.ask.title}</a>
      </p>`

/** The elements that the script fills. */
function filledByScript(locale: Locale): Html {
  const { code, country, link } = PAGE_WORDS[locale]
  return html`<ul id="asks" hidden></ul>
    <p id="country" hidden>
      <label for="country-code" id="country-label">${country.label}</label>
      <select id="country-code" autocomplete="country">
        <option value="">${country.choose}</option>
      </select>
    </p>
    <p id="code" hidden>
      <label for="code-typed" id="code-label">${code.label}</label>
      <input id="code-typed" inputmode="numeric" autocomplete="one-time-code" autocapitalize="off" maxlength="20" />
    </p>
    <div class="facts" id="facts"></div>
    <div class="terms" id="terms" hidden>
      <input type="checkbox" id="terms-accepted" aria-describedby="terms-missing" required />
      <label for="terms-accepted" id="terms-label"></label>
      <p class="missing" id="terms-missing" hidden></p>
    </div>
    <button id="go" type="button" hidden>${link.button}</button>
    <button id="other" type="button" class="other" hidden>${code.another}</button>
    <p class="reference" id="reference" hidden></p>`
}

/** One page. Its script has the words in the language of the page, and loads those of another one if it has to. */
export function pageOf(
  {
    title,
    text,
    isForClients = false,
    isEmbedding = false,
    needsScript = false,
    offersStart = false,
    form = NOTHING,
  }: Page,
  branding: Branding,
  locale: Locale,
): string {
  const { platformName, supportEmail, logo, color } = branding
  const words = PAGE_WORDS[locale]
  const values = valuesOf(branding, locale)
  const { noScript, late } = words.plain
  return html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${platformName === undefined ? title : `${title} – ${platformName}`}</title>
        <link rel="icon" href="/favicon.ico" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/pages.css" />
        ${color === undefined ? NOTHING : html`<link rel="stylesheet" href="/assets/accent/${color.slice(1)}.css" />`}
        ${needsScript ? html`<noscript><link rel="stylesheet" href="/assets/no-script.css" /></noscript>` : NOTHING}
        ${isEmbedding ? html`<link rel="stylesheet" href="/assets/embedded.css" />` : NOTHING}
        ${isForClients ? scriptsOf(isEmbedding ? 'embedded' : 'onboard') : NOTHING}
      </head>
      <body data-platform="${platformName ?? ''}" data-support="${supportEmail ?? ''}">
        <main class="card" aria-live="polite">
          <img class="logo" id="logo" ${logo === undefined ? html`hidden` : html`src="${logo}"`} alt="" />
          <p class="platform"><bdi id="platform">${platformName ?? ''}</bdi></p>
          ${needsScript ? html`<noscript>${messageOf(noScript, values)}</noscript>` : NOTHING}
          <h1 id="title" tabindex="-1">${title}</h1>
          <p id="text">${filledHtml(text, values)}</p>
          ${needsScript ? html`<p class="late" id="late">${filledHtml(late, values)}</p>` : NOTHING}
          ${isForClients || offersStart ? startLink(branding, locale, offersStart) : NOTHING}
          ${isForClients ? filledByScript(locale) : NOTHING} ${isEmbedding ? stripesForm(locale) : NOTHING} ${form}
        </main>
        <footer>
          ${isForClients ? html`<p id="details-at-stripe">${isEmbedding ? words.embedded.details : words.frame.detailsAtStripe}</p>` : NOTHING}
          <p id="questions">${filledHtml(words.frame.questions, values)}</p>
        </footer>
        ${
          isForClients
            ? html`<script type="application/json" id="words">
                ${jsonHtml(words)}
              </script>`
            : NOTHING
        }
      </body>
    </html> `.html
}

const scriptsOf = (name: 'onboard' | 'embedded') =>
  html`<script nomodule defer src="/assets/outdated.js"></script>
    <script type="module" src="/assets/${name}.js"></script>`

/** Where Stripe's form appears, and the ways out of it. */
function stripesForm(locale: Locale): Html {
  const { done, instead } = PAGE_WORDS[locale].embedded
  return html`<div id="stripe" hidden></div>
    <div id="after" hidden>
      <button id="done" type="button" hidden>${done}</button>
      <button id="instead" type="button">${instead}</button>
    </div>`
}

const messageOf = ({ title, text }: Message, values: Readonly<Record<string, Html>>): Html =>
  html`<h1>${title}</h1>
    <p>${filledHtml(text, values)}</p>`
