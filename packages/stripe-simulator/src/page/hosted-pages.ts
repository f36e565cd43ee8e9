import { Type, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { OnboardingOutcome } from '../control/schemas.ts'
import type { LinkRecord } from '../state/links.ts'
import type { Parts } from '../state/parts.ts'
import { html, page, pageHeaders } from './html.ts'
import { onboardingPage } from './onboarding-page.ts'

const LinkParams = Type.Object({ account: Type.String(), secret: Type.String() })
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

  app.get('/setup/e/:account/:secret', { schema: { params: LinkParams } }, (request, reply) => {
    const link = linkOf(request.params)
    if (link === undefined) return notFound(reply)
    const session = links.visit(link)
    if (session === undefined) return reply.header('cache-control', 'no-store').redirect(link.refreshUrl, 302)
    const record = world.find(link.account)
    return reply.headers(pageHeaders).send(onboardingPage(session, record?.account))
  })

  // A HEAD request must not use up the link.
  app.head('/setup/e/:account/:secret', { schema: { params: LinkParams } }, (request, reply) =>
    reply
      .code(linkOf(request.params) === undefined ? 404 : 200)
      .headers(pageHeaders)
      .send(),
  )

  app.post('/setup/s/:session', { schema: { params: SessionParams, body: SessionForm } }, (request, reply) => {
    const session = links.findSession(request.params.session)
    if (session === undefined) return notFound(reply)
    const { outcome, ...ticked } = request.body
    links.endSession(session, outcome, Object.keys(ticked))
    return reply.header('cache-control', 'no-store').redirect(session.link.returnUrl, 303)
  })
}

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
