import { html, type Html } from '../../../shared/html.ts'
import { form, NOTHING, type FormKeys } from './parts.ts'
import { consoleUrl, sectionsFor } from './sections.ts'
import type { Scope } from '../../../domain/scope.ts'

/** A page of the console: its heading, and what is below. */
export interface Page {
  readonly title: string
  /** The heading, if it is not plain text. */
  readonly heading?: Html
  readonly content: Html
  /** What has just happened, for the title of the window: what a screen reader says first. */
  readonly news?: string
  /** The way back from here. */
  readonly crumb?: { readonly href: string; readonly name: string }
}

/** What the header shows of whoever signed in. */
export interface Staff {
  readonly name: string
  readonly label?: string | undefined
  readonly scopes: readonly Scope[]
  /** The platform that the page is about; absent: none yet. */
  readonly platform?: { readonly id: string; readonly name: string } | undefined
  /** Whether there are other platforms to change to. */
  readonly hasOthers: boolean
  /** For the form to sign out. */
  readonly keys: FormKeys
}

/** The whole document. `path`: that of the page, to mark where it is in the navigation. */
export function document(
  { title, heading, content, crumb, news }: Page,
  staff: Staff | undefined,
  path: string,
): string {
  const where = staff?.platform === undefined ? 'Console' : `${staff.platform.name} – Console`
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${news === undefined ? '' : `${news} – `}${title} – ${where}</title>
        <link rel="icon" href="/favicon.ico" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/console.css" />
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        ${header(staff, path)}
        <main id="main" tabindex="-1" ${staff === undefined ? html`class="entrance"` : NOTHING}>
          ${crumb === undefined ? NOTHING : html`<p class="crumb"><a href="${crumb.href}">← ${crumb.name}</a></p>`}
          <h1>${heading ?? title}</h1>
          ${content}
        </main>
      </body>
    </html> `.html
}

function header(staff: Staff | undefined, path: string): Html {
  if (staff === undefined) return html`<header class="bar"><p class="brand">connect-onboarding</p></header>`
  const { platform, hasOthers, keys, label, name } = staff
  return html`<header class="bar">
    <p class="brand">
      <a href="/console"><bdi>${platform?.name ?? 'connect-onboarding'}</bdi></a>
      ${hasOthers && platform !== undefined ? html`<a class="change" href="/console">Change platform</a>` : NOTHING}
    </p>
    ${platform === undefined ? NOTHING : navigation(staff.scopes, platform.id, path)}
    <div class="who">
      <p>
        <span class="for-screen-readers">Signed in with the key</span> <bdi class="label">${label ?? name}</bdi>
        <span class="id">${name}</span>
      </p>
      ${form({ action: '/console/sign-out', keys, fields: html`<button class="quiet">Sign out</button>` })}
    </div>
  </header>`
}

function navigation(scopes: readonly Scope[], platform: string, path: string): Html {
  const links = sectionsFor(scopes).map((section) => {
    const href = consoleUrl(platform, section.path)
    const current =
      path === href ? html`aria-current="page"` : path.startsWith(`${href}/`) ? html`aria-current="true"` : NOTHING
    return html`<li><a href="${href}" ${current}>${section.name}</a></li>`
  })
  return html`<nav aria-label="Parts of the console">
    <ul>
      ${links}
    </ul>
  </nav>`
}
