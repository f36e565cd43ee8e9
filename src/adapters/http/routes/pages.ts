import { readFile } from 'node:fs/promises'
import type { FastifyPluginAsync } from 'fastify'

const FILES = {
  '/onboard': ['onboard.html', 'text/html; charset=utf-8'],
  '/onboarding-success': ['onboarding-success.html', 'text/html; charset=utf-8'],
  '/onboarding-incomplete': ['onboarding-incomplete.html', 'text/html; charset=utf-8'],
  '/assets/onboard.js': ['onboard.js', 'text/javascript; charset=utf-8'],
  '/assets/browser.js': ['browser.js', 'text/javascript; charset=utf-8'],
  '/assets/landing.js': ['landing.js', 'text/javascript; charset=utf-8'],
  '/assets/pages.css': ['pages.css', 'text/css; charset=utf-8'],
} as const

/** A page may load its own script and style and ask our own API, nothing else. */
export const PAGE_POLICY = {
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    connectSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    formAction: ["'none'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  useDefaults: false,
}

/** The built-in pages for clients. They are files; the script asks the API like any other front end. */
export const pageRoutes: FastifyPluginAsync = async (app) => {
  for (const [path, [file, type]] of Object.entries(FILES)) {
    const content = await readFile(new URL(`../pages/${file}`, import.meta.url))
    app.get(path, { schema: { hide: true }, helmet: { contentSecurityPolicy: PAGE_POLICY } }, async (_request, reply) =>
      reply.type(type).send(content),
    )
  }
}
