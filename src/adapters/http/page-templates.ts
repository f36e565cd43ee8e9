import type { Branding } from './platform-settings.ts'
import { html, type Html } from '../../shared/html.ts'

/** For a host that several platforms share: the script of the page learns the name from the link. */
export const NEUTRAL: Branding = { platformName: 'the platform that sent your link' }

/** Whom to contact, as the end of a sentence that begins with "please". */
const contact = ({ platformName, supportEmail }: Branding): Html =>
  supportEmail === undefined
    ? html`contact <bdi>${platformName}</bdi>`
    : html`contact <bdi>${platformName}</bdi> at <a href="mailto:${supportEmail}">${supportEmail}</a>`

const NOTHING = html``

interface Page {
  readonly title: string
  readonly text: Html
  /** Whether the page has the script for clients, and the elements that it fills. */
  readonly isForClients?: boolean
  /** What is said if the script does not run; absent if the page has a meaning without it. */
  readonly late?: Html
}

const SCRIPTS = html`<script nomodule defer src="/assets/outdated.js"></script>
  <script type="module" src="/assets/onboard.js"></script>`

/** The elements that the script fills. */
const FILLED = html`<ul id="asks" hidden></ul>
  <p id="country" hidden>
    <label for="country-code">Country of your business</label>
    <select id="country-code" autocomplete="country">
      <option value="">Choose a country</option>
    </select>
  </p>
  <div class="facts" id="facts"></div>
  <button id="go" type="button" hidden>Continue to Stripe</button>
  <p class="reference" id="reference" hidden></p>`

/** One page. Names are isolated, because they may be written from right to left. */
function page({ title, text, isForClients = false, late }: Page, branding: Branding): string {
  const { platformName, supportEmail, logo, color } = branding
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title} – ${platformName}</title>
        <link rel="icon" href="/favicon.ico" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/pages.css" />
        ${color === undefined ? NOTHING : html`<link rel="stylesheet" href="/assets/accent/${color.slice(1)}.css" />`}
        ${isForClients ? SCRIPTS : NOTHING}
      </head>
      <body data-platform="${platformName}" data-support="${supportEmail ?? ''}">
        <main class="card" aria-live="polite">
          ${logo === undefined ? NOTHING : html`<img class="logo" src="${logo}" alt="" />`}
          <p class="platform"><bdi id="platform">${platformName}</bdi></p>
          <h1 id="title" tabindex="-1">${title}</h1>
          <p id="text">${text}</p>
          ${late === undefined ? NOTHING : html`<p class="late" id="late">${late}</p>`}
          ${isForClients ? FILLED : NOTHING}
        </main>
        <footer>
          ${isForClients ? html`<p>You enter your details on Stripe’s own pages. They are not seen or stored here.</p>` : NOTHING}
          <p>For questions, please ${contact(branding)}.</p>
        </footer>
      </body>
    </html> `.html
}

/** The pages for clients, by path. */
export const clientPages = (branding: Branding): Readonly<Record<string, string>> => ({
  '/onboard': page(
    {
      title: 'One moment …',
      text: html`Checking your link.`,
      isForClients: true,
      late: html`This page needs JavaScript, and it should have gone on by now. Reload it. If that does not help, turn
      JavaScript on, turn off browser extensions for this page, or open your link in another browser. Otherwise, please
      ${contact(branding)}.`,
    },
    branding,
  ),
  '/onboarding-success': page(
    {
      title: 'You are all set',
      text: html`Stripe has your details. You can close this page. To see whether Stripe needs anything else, open your
      link again.`,
      isForClients: true,
    },
    branding,
  ),
  '/onboarding-incomplete': page(
    {
      title: 'Not quite done',
      text: html`To continue, open the link in your message again. What you entered so far is saved.`,
      isForClients: true,
    },
    branding,
  ),
  '/': page(
    {
      title: 'Get set up to be paid',
      text: html`<bdi>${branding.platformName}</bdi> pays through Stripe. If you have received a link from it, please
        open the link in your message.`,
    },
    branding,
  ),
})

/** The page for an address that does not exist. */
export const notFoundPage = (branding: Branding): string =>
  page(
    {
      title: 'There is no such page',
      text: html`If you have received a link, please open it in your message again, or copy the whole of it.`,
    },
    branding,
  )
