import type { FastifyPluginAsync } from 'fastify'
import { html, type Html } from '../../html.ts'
import type { MemoryMail } from '../../memory/mailer.ts'
import { ProblemError } from '../problem.ts'
import { PAGE_POLICY } from './pages.ts'

const THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]']

/** The mails that the demo would have sent, for whoever looks at it on this machine. They hold links that work. */
export const devInboxRoutes: FastifyPluginAsync<{ mails: () => readonly MemoryMail[] }> = async (app, { mails }) => {
  app.get(
    '/dev/inbox',
    { schema: { hide: true }, helmet: { contentSecurityPolicy: PAGE_POLICY } },
    async (request, reply) => {
      // The demo listens on loopback only, but a page from elsewhere may have made its own name point there.
      if (!THIS_MACHINE.includes(request.hostname)) throw new ProblemError('NOT_FOUND')
      return reply.type('text/html; charset=utf-8').send(inboxPage(mails().toReversed()))
    },
  )
}

function inboxPage(mails: readonly MemoryMail[]): string {
  const nothing = html`<p>
    No mail yet. Invite a client with <code>"sendEmail": true</code>, then load this page again.
  </p>`
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>Inbox of the demo</title>
      <link rel="stylesheet" href="/assets/pages.css" />
    </head>
    <body>
      <h1>Inbox of the demo</h1>
      ${mails.length === 0 ? nothing : mails.map(mailCard)}
      <footer>
        Nothing was sent: these are the mails that clients would have got. They are gone when the demo ends.
      </footer>
    </body>
  </html>`
  return `<!doctype html>\n${page.html}\n`
}

function mailCard({ subject, to, sentAt, text, link }: MemoryMail): Html {
  const [before = '', after = ''] = link === undefined ? [text] : text.split(link)
  const anchor = link === undefined ? html`` : html`<a href="${link}">${link}</a>`
  return html`<article class="card">
    <h2>${subject}</h2>
    <p class="facts">to ${to.name} &lt;${to.address}&gt;, ${sentAt.toUTCString()}</p>
    <p class="mail">${before}${anchor}${after.trimEnd()}</p>
  </article>`
}
