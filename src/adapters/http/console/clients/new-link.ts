import type { FastifyRequest } from 'fastify'
import type { Client } from '../../../../domain/client.ts'
import type { OnboardingToken } from '../../../../domain/onboarding-token.ts'
import { linkOfCaller } from '../../platform-settings.ts'
import { utc } from '../parts.ts'
import type { Flash } from '../session.ts'
import type { ClientPages } from './options.ts'
import { isolated } from './standing.ts'

interface NewLink {
  readonly client: Client
  readonly token: OnboardingToken
  readonly linkSecret: string
}

interface Told {
  /** What was done, as a sentence. */
  readonly done: string
  readonly isEmailed: boolean
  /** What has become of the link before, as a sentence. */
  readonly before?: string
}

/** What the next page says of a new link. It is shown there only, and not at all if it is emailed. */
export function saysOfLink(
  { platforms }: Pick<ClientPages, 'platforms'>,
  request: FastifyRequest,
  { client, token, linkSecret }: NewLink,
  { done, isEmailed, before = '' }: Told,
): Omit<Flash, 'at'> {
  const until = `It can be opened until ${utc(token.expiresAt)}. ${before}`
  if (isEmailed)
    return { title: done, text: `An email with the link is on its way to ${isolated(client.email)}. ${until}`.trim() }
  return {
    title: `${done} The link:`,
    text: `It opens without a password: send it to this client only. ${until}`.trim(),
    secret: linkOfCaller(platforms, request)(linkSecret),
  }
}
