import { readFile } from 'node:fs/promises'
import type { FastifyPluginAsync } from 'fastify'
import { clientPages, type Branding } from '../page-templates.ts'
import { PAGE } from '../security.ts'

const HTML = 'text/html; charset=utf-8'
const SCRIPT = 'text/javascript; charset=utf-8'

const FILES = {
  '/assets/onboard.js': ['onboard.js', SCRIPT],
  '/assets/api.js': ['api.js', SCRIPT],
  '/assets/browser.js': ['browser.js', SCRIPT],
  '/assets/countries.js': ['countries.js', SCRIPT],
  '/assets/link.js': ['link.js', SCRIPT],
  '/assets/page.js': ['page.js', SCRIPT],
  '/assets/words.js': ['words.js', SCRIPT],
  '/assets/outdated.js': ['outdated.js', SCRIPT],
  '/assets/pages.css': ['pages.css', 'text/css; charset=utf-8'],
  // Browsers request this path by themselves, and take what its type says.
  '/favicon.ico': ['favicon.svg', 'image/svg+xml'],
} as const

/** Nothing here is for search engines, and links least of all. */
const ROBOTS = 'User-agent: *\nDisallow: /\n'

/** The built-in pages for clients, whose scripts call the API like any other front end. */
export const pageRoutes: FastifyPluginAsync<Branding> = async (app, branding) => {
  // HEAD is answered, too: link checkers send it before people open a link. A page has no effect.
  const serve = (path: string, type: string, content: string | Buffer) =>
    app.get(path, { schema: { hide: true }, exposeHeadRoute: true, ...PAGE }, async (_request, reply) =>
      reply.type(type).send(content),
    )
  for (const [path, content] of Object.entries(clientPages(branding))) serve(path, HTML, content)
  for (const [path, [file, type]] of Object.entries(FILES)) {
    serve(path, type, await readFile(new URL(`../pages/${file}`, import.meta.url)))
  }
  serve('/robots.txt', 'text/plain; charset=utf-8', ROBOTS)
}

/** `/onboard` and what mail programs, chats and people make of it: `/onboard/`, `/Onboard`, `/onboard%23token=…`. */
const LINK_PATH = /^\/onboard(?![a-z0-9_-])/i

/** The URL to route by. The script of the page finds the secret in the address, wherever it is. */
export const routedUrl = ({ url = '/' }: { readonly url?: string | undefined }): string =>
  LINK_PATH.test(url) ? '/onboard' : url
