import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { ProblemError } from '../../../api/problem.ts'
import type { Platforms } from '../../../ports/platforms.ts'
import { html } from '../../../shared/html.ts'
import type { PlatformSettings } from '../platform-settings.ts'
import type { Entrance } from './entrance.ts'
import type { Page } from './layout.ts'
import { consoleUrl, SECTIONS, sectionsFor } from './sections.ts'
import { credentialIn } from './session.ts'
import type { Show } from './show.ts'

interface Options {
  readonly enter: Entrance
  readonly show: Show
  readonly platforms: Platforms<PlatformSettings>
}

const OfPlatform = Type.Object({ platform: Type.String() })

/** The ways into the console: to the platform of the key, or to a choice of platforms; and to the first page of one. */
export const homeRoutes: FastifyPluginAsync<Options> = async (app, { enter, show, platforms }) => {
  async function staffOf(request: FastifyRequest) {
    const credential = credentialIn(request)
    if (credential === undefined) throw new ProblemError('UNAUTHENTICATED')
    const caller = await enter(credential, request)
    const { platform = '' } = caller
    request.caller = { ...caller, platform, isOfAllPlatforms: caller.platform === undefined }
    return caller
  }

  async function home(request: FastifyRequest) {
    const { platform: own } = await staffOf(request)
    const reachable = platforms.all().filter(({ id }) => own === undefined || id === own)
    const [first, ...others] = reachable
    if (first === undefined) throw new ProblemError('PLATFORM_NOT_FOUND')
    return { first, isChoice: others.length > 0, reachable }
  }

  app.get('/', { schema: { hide: true } }, async (request, reply) => {
    const { first, isChoice, reachable } = await home(request)
    return isChoice ? show(reply, choicePage(reachable)) : reply.redirect(consoleUrl(first.id), 303)
  })

  app.get('/:platform', { schema: { hide: true } }, async (request, reply) => {
    const { scopes, platform: own } = await staffOf(request)
    const { platform } = Value.Parse(OfPlatform, request.params)
    if (platforms.of(platform) === undefined || (own !== undefined && own !== platform))
      throw new ProblemError('PLATFORM_NOT_FOUND')
    const [section] = sectionsFor(scopes)
    if (section !== undefined) return reply.redirect(consoleUrl(platform, section.path), 303)
    const needed = SECTIONS.map(({ scope }) => `"${scope}"`).join(' or ')
    throw new ProblemError('FORBIDDEN', { detail: `The console requires an API key with the scope ${needed}.` })
  })
}

/** The platforms that the key may act for. */
function choicePage(reachable: readonly PlatformSettings[]): Page {
  const items = reachable.map(
    ({ id, platformName }) =>
      html`<li>
        <a href="${consoleUrl(id)}"><bdi>${platformName}</bdi></a> <span class="id">${id}</span>
      </li>`,
  )
  return {
    title: 'Choose a platform',
    content: html`<ul class="choice card">
      ${items}
    </ul>`,
  }
}
