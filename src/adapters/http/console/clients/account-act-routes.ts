import type { FastifyPluginAsync } from 'fastify'
import { notSignedIn, notSynced } from '../../../../api/refused-acts.ts'
import { READINESS_WORDS } from '../../../../api/standing-words.ts'
import { readinessOf } from '../../../../domain/account.ts'
import { html } from '../../../../shared/html.ts'
import { actorOf } from '../../request-context.ts'
import type { Page } from '../layout.ts'
import { routesOf, type Sent } from '../page-routes.ts'
import { actOnClient } from './act-on-client.ts'
import { BACK } from './confirm-pages.ts'
import type { ClientPages } from './options.ts'
import { isolated } from './standing.ts'

/** What staff do with the account of a client. */
export const accountActRoutes: FastifyPluginAsync<ClientPages> = async (app, pages) => {
  const { useCases } = pages

  app.post<Sent>(
    '/clients/:clientId/sync',
    routesOf('clients:write').sent,
    actOnClient(pages, async ({ request, record, at }) => {
      const synced = await useCases.syncClient(record.client.id, actorOf(request))
      if (synced.outcome !== 'synced') throw notSynced(synced)
      const { readiness } = readinessOf(synced.record.account)
      return { to: at, says: { title: 'The account was fetched from Stripe.', text: `${READINESS_WORDS[readiness]}.` } }
    }),
  )

  app.post<Sent>(
    '/clients/:clientId/dashboard',
    routesOf('accounts:manage').sent,
    actOnClient(pages, async ({ request, record, at }) => {
      const created = await useCases.createLoginLink({ clientId: record.client.id }, actorOf(request))
      if (created.outcome !== 'created') throw notSignedIn(created)
      return { status: 200, again: dashboardPage(at, record.client.name, created.url) }
    }),
  )
}

/**
 * The way to a dashboard. Browsers that hold a form to the policy of its page (`form-action`) follow no redirect of it to
 * another site, so this is a link.
 */
const dashboardPage = (at: string, name: string, url: string): Page => ({
  title: `Express dashboard of ${isolated(name)}`,
  heading: html`Express dashboard of <bdi>${name}</bdi>`,
  crumb: { href: at, name: BACK },
  content: html`<div class="card narrow">
    <p>
      You will be signed in as the client: you see its balance, its payouts and its bank account, and can change its
      details. The link works once, for a few minutes. The history says that you got it.
    </p>
    <p><a class="button" href="${url}" rel="noreferrer">Open the dashboard at Stripe</a></p>
  </div>`,
})
