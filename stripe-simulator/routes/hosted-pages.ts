import { Type, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { OnboardingOutcome } from '../control-schemas.ts'
import { html, page, pageHeaders } from '../html.ts'
import type { Parts } from '../parts.ts'
import type { LinkRecord, SessionRecord } from '../world.ts'

const LinkParams = Type.Object({ account: Type.String(), secret: Type.String() })
const SessionParams = Type.Object({ session: Type.String() })
const SessionForm = Type.Object({ outcome: OnboardingOutcome }, { additionalProperties: false })

/** The stand-in for Stripe's hosted onboarding. */
export function hostedPageRoutes(instance: FastifyInstance, { world }: Parts): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()

  const linkOf = ({ account, secret }: { account: string; secret: string }): LinkRecord | undefined => {
    const link = world.findLink(secret)
    return link?.account === account ? link : undefined
  }

  app.get('/setup/e/:account/:secret', { schema: { params: LinkParams } }, (request, reply) => {
    const link = linkOf(request.params)
    if (link === undefined) return notFound(reply)
    const session = world.visitLink(link)
    if (session === undefined) return reply.header('cache-control', 'no-store').redirect(link.refreshUrl, 302)
    const account = world.find(link.account)?.account
    return reply.headers(pageHeaders).send(onboardingPage(session, account?.email ?? null))
  })

  // Looking is not visiting: a HEAD must not use the link up.
  app.head('/setup/e/:account/:secret', { schema: { params: LinkParams } }, (request, reply) =>
    reply
      .code(linkOf(request.params) === undefined ? 404 : 200)
      .headers(pageHeaders)
      .send(),
  )

  app.post('/setup/s/:session', { schema: { params: SessionParams, body: SessionForm } }, (request, reply) => {
    const session = world.findSession(request.params.session)
    if (session === undefined) return notFound(reply)
    world.endSession(session, request.body.outcome)
    return reply.header('cache-control', 'no-store').redirect(session.link.returnUrl, 303)
  })
}

function notFound(reply: FastifyReply) {
  const body = html`<section>
    <h1>No such page</h1>
    <p>This simulated Stripe page does not exist.</p>
  </section>`
  return reply
    .code(404)
    .headers(pageHeaders)
    .send(page('Not found', body, { narrow: true }))
}

// The address is relative, so that it holds behind any public URL.
const onboardingPage = ({ id, link }: SessionRecord, email: string | null): string =>
  page(
    'Simulated Stripe onboarding',
    html`<h1>Get paid with Stripe</h1>
      <p class="card note"><strong>This is a simulated Stripe page.</strong> Nothing you do here reaches Stripe.</p>
      <section>
        <h2>Account</h2>
        <table>
          <tr>
            <th>Account</th>
            <td><code>${link.account}</code></td>
          </tr>
          <tr>
            <th>E-mail</th>
            <td>${email ?? 'not given'}</td>
          </tr>
          <tr>
            <th>Wanted</th>
            <td>${link.type === 'account_update' ? 'an update of the details' : 'onboarding'}</td>
          </tr>
        </table>
      </section>
      <section>
        <h2>How does it end?</h2>
        <form class="column" method="post" action="../../s/${id}">
          <button class="first" name="outcome" value="complete">Complete</button>
          <button name="outcome" value="save_for_later">Save for later</button>
          <button name="outcome" value="needs_more">Needs more</button>
          <button name="outcome" value="reject">Rejected</button>
        </form>
        <p class="soft">Whatever you choose, you go back to the platform; only “Complete” makes the account payable.</p>
      </section>`,
    { narrow: true },
  )
