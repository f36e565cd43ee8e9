import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { FastifyPluginAsync } from 'fastify'
import { ProblemError } from '../../../api/problem.ts'
import { nearestLocale } from '../../../domain/locale.ts'
import type { Platforms } from '../../../ports/platforms.ts'
import { embeddingHeaders } from '../embedding-headers.ts'
import { languagesOf } from '../languages.ts'
import { embeddedPage, NEUTRAL } from '../page-templates.ts'
import { platformAt, type PlatformSettings } from '../platform-settings.ts'
import { PAGE } from '../security.ts'

const FILES = {
  '/assets/embedded.js': ['../pages/embedded.js', 'text/javascript; charset=utf-8'],
  '/assets/embedded.css': ['../pages/embedded.css', 'text/css; charset=utf-8'],
} as const

const InLanguage = Type.Object({ locale: Type.String() })

/** The built-in page with Stripe's form, which the page of the link leads to. */
export const embeddedPageRoutes: FastifyPluginAsync<{ readonly platforms: Platforms<PlatformSettings> }> = async (
  app,
  { platforms },
) => {
  const served = { schema: { hide: true }, exposeHeadRoute: true, ...PAGE }
  app.get('/onboarding-embedded', served, async (request, reply) => {
    if (!platforms.all().some(({ ui }) => ui === 'embedded')) throw new ProblemError('NOT_FOUND')
    const branding = platformAt(platforms, request) ?? NEUTRAL
    const { locale: asked } = Value.Check(InLanguage, request.query) ? request.query : {}
    const locale = nearestLocale([asked, ...languagesOf(request)], branding.locale)
    reply.headers({ ...embeddingHeaders(branding.logo), 'content-language': locale })
    return reply.type('text/html; charset=utf-8').send(embeddedPage(branding, locale))
  })

  const serve = async (path: string, type: string, file: string) => {
    const content = await readFile(file)
    app.get(path, served, async (_request, reply) => reply.type(type).send(content))
  }
  for (const [path, [file, type]] of Object.entries(FILES)) {
    await serve(path, type, fileURLToPath(new URL(file, import.meta.url)))
  }
  // Stripe's loader, which loads everything else from Stripe.
  const loader = fileURLToPath(import.meta.resolve('@stripe/connect-js/dist/pure.esm.js'))
  await serve('/assets/connect.js', 'text/javascript; charset=utf-8', loader)
}
