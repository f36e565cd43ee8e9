import { Type, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { OnboardingOutcome } from '../control/account-schemas.ts'
import type { LinkRecord } from '../state/links.ts'
import type { Parts } from '../state/parts.ts'
import { html, page, pageHeaders } from './html.ts'
import { landingHeaders, landingPage } from './link-landing.ts'
import { onboardingPage } from './onboarding-page.ts'

const LinkParams = Type.Object({ account: Type.String(), secret: Type.String() })
const Account = Type.Object({ account: Type.String() })
const LandingForm = Type.Object({ link: Type.String() })
const SessionParams = Type.Object({ session: Type.String() })
// Besides the pressed button: the requirements that were ticked, by name.
const SessionForm = Type.Object({ outcome: OnboardingOutcome }, { additionalProperties: Type.Literal('on') })

/** The simulation of Stripe's hosted onboarding. */
export function hostedPageRoutes(instance: FastifyInstance, { world, links }: Parts): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()

  const linkOf = ({ account, secret }: { account: string; secret: string }): LinkRecord | undefined => {
    const link = links.find(secret)
    return link?.account === account ? link : undefined
  }

  /** Uses up the link. */
  function visit(link: LinkRecord | undefined, reply: FastifyReply) {
    const record = link === undefined ? undefined : world.find(link.account)
    if (link === undefined || record === undefined) return notFound(reply)
    const session = links.visit(link)
    if (session === undefined) return reply.header('cache-control', 'no-store').redirect(link.refreshUrl, 302)
    return reply.headers(pageHeaders).send(onboardingPage(session, record))
  }

  app.get('/setup/e/:account/:secret', { schema: { params: LinkParams } }, (request, reply) =>
    visit(linkOf(request.params), reply),
  )

  // A HEAD request must not use up the link.
  app.head('/setup/e/:account/:secret', { schema: { params: LinkParams } }, (request, reply) =>
    reply
      .code(linkOf(request.params) === undefined ? 404 : 200)
      .headers(pageHeaders)
      .send(),
  )

  // Links of v2. Whoever only fetches the address does not use up the link.
  app.get('/r/:account', (_request, reply) => reply.headers(landingHeaders).send(landingPage))
  app.head('/r/:account', (_request, reply) => reply.headers(landingHeaders).send())
  app.post('/r/:account', { schema: { params: Account, body: LandingForm } }, (request, reply) =>
    visit(linkOf({ ...request.params, secret: request.body.link }), reply),
  )

  app.post('/setup/s/:session', { schema: { params: SessionParams, body: SessionForm } }, (request, reply) => {
    const session = links.findSession(request.params.session)
    if (session === undefined) return notFound(reply)
    const { outcome, ...ticked } = request.body
    links.endSession(session, outcome, Object.keys(ticked))
    const { returnUrl } = session.link
    if (returnUrl === null) return reply.headers(pageHeaders).send(page('Done', donePage, { narrow: true }))
    return reply.header('cache-control', 'no-store').redirect(returnUrl, 303)
  })
}

// Where links without a return URL end.
const donePage = html`<section>
  <h1>You are done</h1>
  <p>You can close this simulated Stripe page.</p>
</section>`

function notFound(reply: FastifyReply) {
  const body = html`<section>
    <h1>Page not found</h1>
    <p>This simulated Stripe page does not exist.</p>
  </section>`
  return reply
    .code(404)
    .headers(pageHeaders)
    .send(page('Not found', body, { narrow: true }))
}
