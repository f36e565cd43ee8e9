import { readFile } from 'node:fs/promises'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { FastifyPluginAsync } from 'fastify'
import { ProblemError } from '../../../api/problem.ts'
import type { Platforms } from '../../../ports/platforms.ts'
import { LOCALES } from '../../../domain/locale.ts'
import { PAGE_WORDS } from '../../../pages/words.ts'
import { CLIENT_PAGES, NEUTRAL } from '../page-templates.ts'
import { localeFor, platformAt, type Branding, type PlatformSettings } from '../platform-settings.ts'
import { accentCss } from '../accent-css.ts'
import { PAGE, pagePolicyWith } from '../security.ts'

const HTML = 'text/html; charset=utf-8'
const SCRIPT = 'text/javascript; charset=utf-8'
const CSS = 'text/css; charset=utf-8'

const FILES = {
  '/assets/onboard.js': ['onboard.js', SCRIPT],
  '/assets/api.js': ['api.js', SCRIPT],
  '/assets/browser.js': ['browser.js', SCRIPT],
  '/assets/countries.js': ['countries.js', SCRIPT],
  '/assets/country.js': ['country.js', SCRIPT],
  '/assets/link.js': ['link.js', SCRIPT],
  '/assets/page.js': ['page.js', SCRIPT],
  '/assets/terms.js': ['terms.js', SCRIPT],
  '/assets/words.js': ['words.js', SCRIPT],
  '/assets/messages.js': ['messages.js', SCRIPT],
  '/assets/embedded.js': ['embedded.js', SCRIPT],
  '/assets/embedded.css': ['embedded.css', CSS],
  '/assets/no-script.css': ['no-script.css', CSS],
  '/assets/outdated.js': ['outdated.js', SCRIPT],
  '/assets/pages.css': ['pages.css', CSS],
  // Browsers request this path by themselves, and take what its type says.
  '/favicon.ico': ['favicon.svg', 'image/svg+xml'],
} as const

const Named = Type.Object({ platform: Type.String() })

/** Nothing here is for search engines, and links least of all. */
const ROBOTS = 'User-agent: *\nDisallow: /\n'

/** The built-in pages for clients, whose scripts call the API like any other front end. */
export const pageRoutes: FastifyPluginAsync<{ readonly platforms: Platforms<PlatformSettings> }> = async (
  app,
  { platforms },
) => {
  // HEAD is answered, too: link checkers send it before people open a link. A page has no effect.
  const serve = (path: string, type: string, content: string | Buffer) =>
    app.get(path, { schema: { hide: true }, exposeHeadRoute: true, ...PAGE }, async (_request, reply) =>
      reply.type(type).send(content),
    )
  for (const { path, page } of CLIENT_PAGES) {
    const made = new WeakMap<Branding, Map<string, string>>()
    app.get(path, { schema: { hide: true }, exposeHeadRoute: true, ...PAGE }, async (request, reply) => {
      // A page holds nothing but what the platform shows to its clients, so anyone may ask for that of any platform.
      const { platform: named } = Value.Check(Named, request.query) ? request.query : {}
      const branding =
        (named === undefined ? undefined : platforms.of(named)) ?? platformAt(platforms, request) ?? NEUTRAL
      const locale = localeFor(request, branding)
      const pages = made.get(branding) ?? new Map<string, string>()
      made.set(branding, pages)
      const content = pages.get(locale) ?? page(branding, locale)
      pages.set(locale, content)
      // The link may say that the page is of another platform at this host, whose logo is shown then.
      const logos = branding === NEUTRAL ? platforms.all().map(({ logo }) => logo) : [branding.logo]
      reply.headers({ 'content-security-policy': pagePolicyWith(...logos), 'content-language': locale })
      return reply.type(HTML).send(content)
    })
  }
  app.get<{ Params: { color: string } }>(
    '/assets/accent/:color.css',
    { schema: { hide: true } },
    async ({ params }, reply) => {
      if (!/^[0-9a-f]{6}$/i.test(params.color)) throw new ProblemError('NOT_FOUND')
      return reply.type(CSS).send(accentCss(`#${params.color}`))
    },
  )
  for (const [path, [file, type]] of Object.entries(FILES)) {
    serve(path, type, await readFile(new URL(`../pages/${file}`, import.meta.url)))
  }
  for (const locale of LOCALES)
    serve(`/assets/words/${locale}.json`, 'application/json; charset=utf-8', JSON.stringify(PAGE_WORDS[locale]))
  serve('/robots.txt', 'text/plain; charset=utf-8', ROBOTS)
}

/** `/onboard` and what mail programs, chats and people make of it: `/onboard/`, `/Onboard`, `/onboard%23token=…`. */
const LINK_PATH = /^\/onboard(?![a-z0-9_-])/i

/** The URL to route by. The script of the page finds the secret in the address, wherever it is. */
export const routedUrl = ({ url = '/' }: { readonly url?: string | undefined }): string =>
  LINK_PATH.test(url) ? '/onboard' : url
