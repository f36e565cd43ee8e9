import { readFile } from 'node:fs/promises'
import type { FastifyPluginAsync } from 'fastify'
import { PAGE } from '../security.ts'

const FILES = {
  '/onboard': ['onboard.html', 'text/html; charset=utf-8'],
  '/onboarding-success': ['onboarding-success.html', 'text/html; charset=utf-8'],
  '/onboarding-incomplete': ['onboarding-incomplete.html', 'text/html; charset=utf-8'],
  '/assets/onboard.js': ['onboard.js', 'text/javascript; charset=utf-8'],
  '/assets/browser.js': ['browser.js', 'text/javascript; charset=utf-8'],
  '/assets/countries.js': ['countries.js', 'text/javascript; charset=utf-8'],
  '/assets/landing.js': ['landing.js', 'text/javascript; charset=utf-8'],
  '/assets/pages.css': ['pages.css', 'text/css; charset=utf-8'],
} as const

/** The built-in pages for clients: static files, whose scripts call the API like any other front end. */
export const pageRoutes: FastifyPluginAsync = async (app) => {
  for (const [path, [file, type]] of Object.entries(FILES)) {
    const content = await readFile(new URL(`../pages/${file}`, import.meta.url))
    app.get(path, { schema: { hide: true }, ...PAGE }, async (_request, reply) => reply.type(type).send(content))
  }
}
