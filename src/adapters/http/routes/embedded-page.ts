import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { FastifyPluginAsync } from 'fastify'
import { ProblemError } from '../../../api/problem.ts'
import type { Platforms } from '../../../ports/platforms.ts'
import { embeddingHeaders } from '../embedding-headers.ts'
import { embeddedPage, NEUTRAL } from '../page-templates.ts'
import { localeFor, platformAt, type PlatformSettings } from '../platform-settings.ts'
import { PAGE } from '../security.ts'

/** The built-in page with Stripe's form, which the page of the link leads to. */
export const embeddedPageRoutes: FastifyPluginAsync<{ readonly platforms: Platforms<PlatformSettings> }> = async (
  app,
  { platforms },
) => {
  const served = { schema: { hide: true }, exposeHeadRoute: true, ...PAGE }
  app.get('/onboarding-embedded', served, async (request, reply) => {
    if (!platforms.all().some(({ ui }) => ui === 'embedded')) throw new ProblemError('NOT_FOUND')
    const branding = platformAt(platforms, request) ?? NEUTRAL
    const locale = localeFor(request, branding)
    reply.headers({ ...embeddingHeaders(branding.logo), 'content-language': locale })
    return reply.type('text/html; charset=utf-8').send(embeddedPage(branding, locale))
  })

  // Stripe's loader, which loads everything else from Stripe.
  const loader = await readFile(fileURLToPath(import.meta.resolve('@stripe/connect-js/dist/pure.esm.js')))
  app.get('/assets/connect.js', served, async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(loader),
  )
}
