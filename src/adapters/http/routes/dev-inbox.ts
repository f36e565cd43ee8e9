import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { html, type Html } from '../../../shared/html.ts'
import { ProblemError } from '../../../api/problem.ts'
import { PAGE } from '../security.ts'

const THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]']

/** An email that the demo did not send. */
interface DevEmail {
  readonly id: string
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly text: string
  readonly html: string
  /** The link in the text. */
  readonly link?: string | undefined
  readonly sentAt: Date
}

export interface DevInbox {
  readonly mails: () => readonly DevEmail[]
  /** The last part of its URL, which only the person at this machine knows. */
  readonly key: string
}

/**
 * Shows the emails that the demo would have sent. Their links work, so only the person who started the demo may read
 * them.
 */
export const devInboxRoutes: FastifyPluginAsync<DevInbox> = async (app, { mails: emails, key }) => {
  // A tunnel or a proxy on this machine may pass on any host name, its own or that of this machine, so the key decides.
  // The name still has to be right, because any website can make its own resolve to loopback.
  const onlyForOwner = (request: FastifyRequest<{ Params: { key: string } }>) => {
    if (request.params.key !== key || !THIS_MACHINE.includes(request.hostname)) throw new ProblemError('NOT_FOUND')
  }

  app.get<{ Params: { key: string } }>(
    '/dev/inbox/:key',
    { schema: { hide: true }, ...PAGE },
    async (request, reply) => {
      onlyForOwner(request)
      return reply.type('text/html; charset=utf-8').send(inboxPage(emails().toReversed(), key))
    },
  )

  app.get<{ Params: { key: string; id: string } }>(
    '/dev/inbox/:key/:id',
    { schema: { hide: true } },
    async (request, reply) => {
      onlyForOwner(request)
      const email = emails().find(({ id }) => id === request.params.id)
      if (email === undefined) throw new ProblemError('NOT_FOUND')
      // Mail programs read styles in the document, load images, and run nothing.
      const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src https:; frame-ancestors 'none'"
      reply.header('content-security-policy', policy)
      return reply.type('text/html; charset=utf-8').send(email.html)
    },
  )
}

function inboxPage(emails: readonly DevEmail[], key: string): string {
  const nothing = html`<p>
    No emails yet. Invite a client with <code>"sendEmail": true</code>, then reload this page.
  </p>`
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>Demo inbox</title>
      <link rel="stylesheet" href="/assets/pages.css" />
    </head>
    <body>
      <main>
        <h1>Demo inbox</h1>
        ${emails.length === 0 ? nothing : emails.map((email) => emailCard(email, key))}
      </main>
      <footer>
        Nothing was sent: these are the emails that clients would have received. They are deleted when the demo ends.
      </footer>
    </body>
  </html>`
  return `<!doctype html>\n${page.html}\n`
}

function emailCard({ id, subject, to, sentAt, text, link }: DevEmail, key: string): Html {
  const [before = '', after = ''] = link === undefined ? [text] : text.split(link)
  const anchor = link === undefined ? html`` : html`<a href="${link}">${link}</a>`
  return html`<article class="card">
    <h2>${subject}</h2>
    <p class="facts">to ${to.name} &lt;${to.address}&gt;, ${sentAt.toUTCString()}</p>
    <p class="mail">${before}${anchor}${after.trimEnd()}</p>
    <p class="facts"><a href="/dev/inbox/${key}/${id}">As most clients see it, in HTML</a></p>
  </article>`
}
