import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Platforms } from '../../../ports/platforms.ts'
import type { PlatformSettings } from '../platform-settings.ts'
import { document, type Page, type Staff } from './layout.ts'
import { notice, NOTHING, type FormKeys } from './parts.ts'
import { html, type Html } from '../../../shared/html.ts'
import { takeFlash } from './session.ts'

/** Pages of the console load their style, and send forms to their own origin; nothing else. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** Headers of every answer of the console. */
export function setConsoleHeaders(app: FastifyInstance): void {
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({
      'content-security-policy': POLICY,
      'cross-origin-resource-policy': 'same-origin',
      // With `no-referrer` a browser states no origin of a form, and it would be refused.
      'referrer-policy': 'same-origin',
      'x-robots-tag': 'noindex, nofollow',
    })
  })
}

/** The keys of a form on the page that answers this request. */
export const formKeys = (reply: FastifyReply): FormKeys => ({ csrf: reply.generateCsrf(), formId: randomUUID() })

export type Show = ReturnType<typeof shower>

/** Shows pages to whoever sent the request. */
export function shower(platforms: Platforms<PlatformSettings>) {
  return (reply: FastifyReply, page: Page): FastifyReply => {
    const { request } = reply
    const flash = takeFlash(request)
    const told =
      flash === undefined ? page : { ...page, news: flash.title, content: html`${said(flash)} ${page.content}` }
    const [path = ''] = request.url.split('?')
    return reply.type('text/html; charset=utf-8').send(document(told, staffOf(request, reply, platforms), path))
  }
}

function said({ title, text, secret }: NonNullable<ReturnType<typeof takeFlash>>): Html {
  return notice(
    'good',
    title,
    html`${text === undefined ? NOTHING : html`<p>${text}</p>`}
    ${
      secret === undefined
        ? NOTHING
        : html`<p class="secret"><code>${secret}</code></p>
            <p>Copy it now: it is not shown again.</p>`
    }`,
  )
}

function staffOf(
  { caller }: FastifyRequest,
  reply: FastifyReply,
  platforms: Platforms<PlatformSettings>,
): Staff | undefined {
  if (caller === null) return undefined
  const platform = platforms.of(caller.platform)
  return {
    ...caller,
    platform: platform && { id: platform.id, name: platform.platformName },
    hasOthers: caller.isOfAllPlatforms && platforms.all().length > 1,
    keys: formKeys(reply),
  }
}
