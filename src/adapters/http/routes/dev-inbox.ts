import type { FastifyPluginAsync } from 'fastify'
import { html, type Html } from '../../../shared/html.ts'
import { ProblemError } from '../../../api/problem.ts'
import { PAGE } from '../security.ts'

const THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]']

/** An email that the demo did not send. */
interface DevEmail {
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly text: string
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
  app.get<{ Params: { key: string } }>(
    '/dev/inbox/:key',
    { schema: { hide: true }, ...PAGE },
    async (request, reply) => {
      // A tunnel or a proxy on this machine may pass on any host name, its own or that of this machine, so the key
      // decides. The name still has to be right, because any website can make its own resolve to loopback.
      if (request.params.key !== key || !THIS_MACHINE.includes(request.hostname)) throw new ProblemError('NOT_FOUND')
      return reply.type('text/html; charset=utf-8').send(inboxPage(emails().toReversed()))
    },
  )
}

function inboxPage(emails: readonly DevEmail[]): string {
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
      <h1>Demo inbox</h1>
      ${emails.length === 0 ? nothing : emails.map(emailCard)}
      <footer>
        Nothing was sent: these are the emails that clients would have received. They are deleted when the demo ends.
      </footer>
    </body>
  </html>`
  return `<!doctype html>\n${page.html}\n`
}

function emailCard({ subject, to, sentAt, text, link }: DevEmail): Html {
  const [before = '', after = ''] = link === undefined ? [text] : text.split(link)
  const anchor = link === undefined ? html`` : html`<a href="${link}">${link}</a>`
  return html`<article class="card">
    <h2>${subject}</h2>
    <p class="facts">to ${to.name} &lt;${to.address}&gt;, ${sentAt.toUTCString()}</p>
    <p class="mail">${before}${anchor}${after.trimEnd()}</p>
  </article>`
}
