import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { FastifyPluginAsync } from 'fastify'
import { ProblemError } from '../../../api/problem.ts'
import { tidied } from '../../../domain/text.ts'
import { FORM } from '../form-pages.ts'
import type { Entrance } from './entrance.ts'
import type { Sent } from './page-routes.ts'
import { returnPath } from './return-path.ts'
import { credentialIn, signIn, signOut } from './session.ts'
import { formKeys, type Show } from './show.ts'
import { signInPage, signInUrl } from './sign-in-page.ts'

interface Options {
  readonly enter: Entrance
  readonly show: Show
}

const Query = Type.Object({ back: Type.Optional(Type.String()), why: Type.Optional(Type.String()) })

/** Signing in and out. Attempts with a key that is not valid are counted as such requests of the API are. */
export const signInRoutes: FastifyPluginAsync<Options> = async (app, { enter, show }) => {
  app.get('/sign-in', { schema: { hide: true } }, async (request, reply) => {
    if (credentialIn(request) !== undefined) return reply.redirect('/console', 303)
    const { back, why } = Value.Check(Query, request.query) ? request.query : {}
    return show(reply, signInPage({ keys: formKeys(reply), back: returnPath(back), why }))
  })

  app.post<Sent>('/sign-in', { schema: { hide: true, body: FORM } }, async (request, reply) => {
    // Whoever copies a key often copies the line break behind it.
    const credential = tidied(request.body?.get('key') ?? '')
    const back = returnPath(request.body?.get('back'))
    try {
      const { name } = await enter(credential, request)
      request.log.info({ actor: name }, 'signed in to the console')
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code !== 'UNAUTHENTICATED') throw error
      request.problemCode = error.code
      return show(reply.code(401), signInPage({ keys: formKeys(reply), back, isRefused: true }))
    }
    signIn(request, credential)
    return reply.redirect(back ?? '/console', 303)
  })

  app.post('/sign-out', { schema: { hide: true, body: FORM } }, async (request, reply) => {
    signOut(request)
    return reply.redirect(signInUrl({ why: 'out' }), 303)
  })
}
