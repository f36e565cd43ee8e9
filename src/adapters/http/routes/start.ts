import type { FastifyPluginAsync } from 'fastify'
import { readEmail } from '../../../domain/email-address.ts'
import type { Platforms } from '../../../ports/platforms.ts'
import type { ServiceUseCases } from '../../../usecases/by-platform.ts'
import { FORM, registerForms, sendFormPage, type Fields } from '../form-pages.ts'
import { linkRequests, type LinkRequestOptions } from '../link-requests.ts'
import { localeFor, platformAsked, type PlatformSettings } from '../platform-settings.ts'
import { PAGE } from '../security.ts'
import { startFailurePage, startPage } from '../start-page.ts'

interface Options extends LinkRequestOptions, Pick<ServiceUseCases, 'at'> {
  readonly platforms: Platforms<PlatformSettings>
}

const PATH = '/start'

/** The page for clients that have no link at hand: they type their address, and get it by email. */
export const startRoutes: FastifyPluginAsync<Options> = async (app, options) => {
  const { platforms } = options
  const request = linkRequests(options)
  registerForms(app, { platforms, failurePage: startFailurePage })

  app.get(PATH, { schema: { hide: true }, exposeHeadRoute: true, ...PAGE }, async (asked, reply) => {
    const platform = platformAsked(platforms, asked)
    const locale = localeFor(asked, platform)
    const sendsEmails = options.at(platform.id)?.sendLinkEmail !== undefined
    return sendFormPage(reply, startPage(sendsEmails ? 'ask' : 'noEmail', locale, platform), locale, platform)
  })

  app.post<{ Body?: Fields }>(PATH, { schema: { hide: true, body: FORM }, ...PAGE }, async (asked, reply) => {
    const platform = platformAsked(platforms, asked)
    const locale = localeFor(asked, platform)
    const typed = asked.body?.get('email') ?? ''
    const read = readEmail(typed)
    if (!('email' in read)) {
      return sendFormPage(reply.code(400), startPage('faulty', locale, platform, typed), locale, platform)
    }
    await request(platform, read.email, asked)
    return sendFormPage(reply, startPage('sent', locale, platform), locale, platform)
  })
}
