import type { FastifyReply, FastifyRequest } from 'fastify'
import { ProblemError } from '../../../api/problem.ts'
import { sha256 } from '../../../shared/sha256.ts'
import type { Fields } from '../form-pages.ts'
import type { Limits } from '../limits.ts'
import type { Page } from './layout.ts'
import type { Sent } from './page-routes.ts'
import { setFlash, type Flash } from './session.ts'
import type { Show } from './show.ts'

/**
 * What a form led to: a page to go to, which says what was done; or a page at once, such as the form again, with what is
 * wrong.
 */
export type Outcome =
  | { readonly to: string; readonly says?: Omit<Flash, 'at'> }
  | { readonly again: Page; readonly status: number }

export type Act = ReturnType<typeof formActions>

/** How long a repetition gets the answer to the first one, in milliseconds. A second click comes within seconds. */
const REMEMBERED_MS = 60_000

const FORM_ID = /^[\da-f-]{36}$/

/**
 * Does what a form asks for, and leads to a page. A form is done once: a second click gets the answer to the first one, and
 * what is sent later, from another tab or on another instance, is refused.
 */
export function formActions({ limits, show }: { readonly limits: Limits; readonly show: Show }) {
  const outcomes = new Map<string, Promise<Outcome>>()

  function once(request: FastifyRequest, fields: Fields, act: () => Promise<Outcome>): Promise<Outcome> {
    const formId = fields.get('form') ?? ''
    if (!FORM_ID.test(formId))
      throw new ProblemError('VALIDATION_FAILED', { errors: [{ field: 'form', message: 'is missing' }] })
    const key = `${request.caller?.platform} ${request.caller?.name} ${request.url} ${formId}`
    const known = outcomes.get(key)
    if (known !== undefined) return known
    const outcome = (async () => {
      if (!(await limits.isFirstTime(sha256(key).toString('base64url'))))
        throw new ProblemError('IDEMPOTENCY_KEY_REUSED', { detail: REPEATED })
      return act()
    })()
    outcomes.set(key, outcome)
    const forget = () => void outcomes.delete(key)
    // Whether it was done is not known if it failed, so it is not tried again.
    outcome.then(() => setTimeout(forget, REMEMBERED_MS).unref(), forget)
    return outcome
  }

  return async (
    request: FastifyRequest<Sent>,
    reply: FastifyReply,
    act: (fields: Fields) => Promise<Outcome>,
  ): Promise<FastifyReply> => {
    const fields = request.body ?? { get: () => undefined, all: () => [] }
    const outcome = await once(request, fields, () => act(fields))
    if ('again' in outcome) {
      const { status, again } = outcome
      return show(reply.code(status), { ...again, ...(status >= 400 && { news: 'Not done' }) })
    }
    const { to, says } = outcome
    if (says !== undefined) setFlash(request, { ...says, at: to })
    return reply.redirect(to, 303)
  }
}

const REPEATED = 'This form was sent before, and was not done again. Load its page to see how things stand.'
