import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { problemOf, ProblemError } from '../../../api/problem.ts'
import { html, type Html } from '../../../shared/html.ts'
import { sendProblem, toProblemError } from '../errors.ts'
import { isNavigation } from '../navigation.ts'
import { ForgedForm, isFields, isForged } from './forgery.ts'
import type { Page } from './layout.ts'
import { NOTHING } from './parts.ts'
import { pageOfForm, returnPath } from './return-path.ts'
import { credentialIn, hasSignedIn, signOut } from './session.ts'
import { formKeys, type Show } from './show.ts'
import { signInPage, signInUrl } from './sign-in-page.ts'

/** A person gets a page, or signs in first; a program gets the problem. */
export function registerFailures(app: FastifyInstance, show: Show): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblemError(isForged(error) ? new ForgedForm() : error, request)
    return fail(problem, { request, reply, show })
  })
  app.setNotFoundHandler((request, reply) => fail(new ProblemError('NOT_FOUND'), { request, reply, show }))
}

interface Failed {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly show: Show
}

function fail(problem: ProblemError, { request, reply, show }: Failed): FastifyReply {
  if (!isNavigation(request)) return sendProblem(problem, request, reply)
  request.problemCode = problem.code
  if (problem.code === 'UNAUTHENTICATED') return toSignIn(request, reply)
  const instead = problem instanceof ForgedForm ? answerToOtherTab({ request, reply, show }) : undefined
  if (instead !== undefined) return instead
  if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', problem.retryAfterSeconds)
  const { status } = problemOf(problem.code, request.id)
  return show(reply.code(status), failurePage(problem, request))
}

/** Whoever is not signed in, or not any more, signs in, and comes back to the page. */
function toSignIn(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const isForm = request.method === 'POST'
  const why = isForm ? 'lost' : hasSignedIn(request) ? 'over' : undefined
  if (hasSignedIn(request)) signOut(request)
  const back = isForm ? pageOfForm(request.url) : returnPath(request.url)
  return reply.redirect(signInUrl({ back, why }), 303)
}

/** Forms to sign in and out with whose session has ended or begun in another tab. */
function answerToOtherTab({ request, reply, show }: Failed): FastifyReply | undefined {
  const isSignedIn = credentialIn(request) !== undefined
  if (request.url === '/console/sign-out' && !isSignedIn) return reply.redirect(signInUrl({ why: 'out' }), 303)
  // A form of another origin has not been read.
  if (request.url !== '/console/sign-in' || !isFields(request.body)) return undefined
  const back = returnPath(request.body.get('back'))
  if (isSignedIn) return reply.redirect(back ?? '/console', 303)
  return show(reply.code(403), signInPage({ keys: formKeys(reply), back, why: 'stale' }))
}

function failurePage(problem: ProblemError, request: FastifyRequest): Page {
  const { title, content } = wordsFor(problem, request)
  const page = request.method === 'POST' && problem.code !== 'NOT_FOUND' ? pageOfForm(request.url) : undefined
  return {
    title,
    content: html`${content}
      ${page === undefined ? NOTHING : html`<p><a href="${page}">Load the page of the form</a></p>`}
      <p><a href="/console">Go to the beginning of the console</a></p>
      <p class="reference">Reference: <code>${request.id}</code></p>`,
  }
}

function wordsFor(problem: ProblemError, { id }: FastifyRequest): Page {
  const { title, detail, status } = problemOf(problem.code, id, problem.details)
  if (problem instanceof ForgedForm) return { title: 'Nothing was changed', content: FORGED }
  if (problem.code === 'NOT_FOUND') return { title: 'There is no such page', content: NOT_FOUND }
  if (problem.code === 'IDEMPOTENCY_KEY_REUSED')
    return { title: 'This form was sent before', content: html`<p>${detail}</p>` }
  if (status === 429) return { title, content: waitFor(problem.retryAfterSeconds ?? 1) }
  return { title, content: html`<p>${detail}</p>` }
}

const waitFor = (seconds: number): Html =>
  html`<p>Wait ${String(seconds)} ${seconds === 1 ? 'second' : 'seconds'}, then try again.</p>`

const NOT_FOUND = html`<p>The address is wrong, or what was there has been removed.</p>`

const FORGED = html`<p>
    The form did not come from a page of your present session: you have signed in again since, another site has sent it,
    or your browser keeps no cookies or does not say where a form comes from.
  </p>
  <p>Load the page of the form again, and send it from there.</p>`
