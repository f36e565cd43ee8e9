// The console for staff: pages without a script, on top of the use cases of the API. To add a part: list it in
// `sections.ts`, write its pages in a folder and a plugin whose routes name their scope, and register that here. Forms are sent to an
// address of their own and answered by `formActions`, so that a reload or a second click does nothing twice.
import { readFile } from 'node:fs/promises'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { ProblemError } from '../../../api/problem.ts'
import type { Platforms } from '../../../ports/platforms.ts'
import type { ServiceUseCases } from '../../../usecases/by-platform.ts'
import { guardAdminRoutes, type Claim, type StaffPlaces } from '../admin-guard.ts'
import type { Authenticate } from '../authenticator.ts'
import { takeForms } from '../form-pages.ts'
import type { Limits } from '../limits.ts'
import type { PlatformSettings } from '../platform-settings.ts'
import { entrance } from './entrance.ts'
import { registerFailures } from './failures.ts'
import { refuseForgery } from './forgery.ts'
import { homeRoutes } from './home.ts'
import { formActions } from './once.ts'
import { credentialIn, registerSessions } from './session.ts'
import { setConsoleHeaders, shower } from './show.ts'
import { signInRoutes } from './sign-in.ts'
import { clientPages } from './clients/client-pages.ts'
import { endpointPages } from './webhook-endpoints/endpoint-pages.ts'

export interface ConsoleOptions {
  readonly authenticate: Authenticate
  readonly limits: Limits
  readonly platforms: Platforms<PlatformSettings>
  readonly place: StaffPlaces
  readonly consoleKeys: readonly string[]
  readonly useCases: ServiceUseCases
  /** How long a link can be opened, in hours. */
  readonly linkLifetimeHours: number
}

/** The most bytes of a form. */
const MOST_BYTES = 16 * 1024

const OfPlatform = Type.Object({ platform: Type.String() })

/** A request of a page: the key is in its session, the platform in its path. */
function claimInSession(request: FastifyRequest): Claim {
  const credential = credentialIn(request)
  // Whoever never signed in, or long ago, guesses nothing, and is not counted.
  if (credential === undefined) throw new ProblemError('UNAUTHENTICATED')
  return { credential, platform: Value.Parse(OfPlatform, request.params).platform }
}

/** The console, and its style. */
export const consoleRoutes: FastifyPluginAsync<ConsoleOptions> = async (app, options) => {
  const style = await readFile(new URL('console.css', import.meta.url))
  app.get('/assets/console.css', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(style),
  )
  await app.register(pages, { ...options, prefix: '/console' })
}

const pages: FastifyPluginAsync<ConsoleOptions> = async (app, options) => {
  const { platforms, consoleKeys: keys, limits, authenticate, useCases } = options
  const isHttps = platforms.all().every(({ apiBaseUrl }) => apiBaseUrl.startsWith('https:'))
  const show = shower(platforms)
  const enter = entrance({ authenticate, limits })
  takeForms(app, MOST_BYTES)
  setConsoleHeaders(app)
  registerFailures(app, show)
  await registerSessions(app, { keys, isHttps })
  await refuseForgery(app, platforms)
  await app.register(signInRoutes, { enter, show })
  await app.register(homeRoutes, { enter, show, platforms })
  await app.register(
    async (staff) => {
      guardAdminRoutes(staff, { ...options, claimIn: claimInSession })
      const act = formActions({ limits, show })
      await staff.register(endpointPages, { useCases, show, act })
      const { linkLifetimeHours } = options
      await staff.register(clientPages, { useCases, platforms, linkLifetimeHours, show, act })
    },
    { prefix: '/:platform' },
  )
}
