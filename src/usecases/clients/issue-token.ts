import { decideIssue } from '../../domain/decide-token.ts'
import type { NoToken } from '../../domain/onboarding-token.ts'
import { latestToken } from '../../domain/onboarding.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { IdempotencyKey, TokenRepository } from '../../ports/token-repository.ts'
import { commitUnlessDuplicate } from '../commit.ts'
import type { Mailing } from '../links/send-link-email.ts'
import { repeatedRequest, type IssuedLink } from './repeated-request.ts'

const HOUR_MS = 3_600_000

export type IssueResult =
  | ({ readonly outcome: 'issued' } & IssuedLink)
  | { readonly outcome: 'unknown_client' }
  /** The client can do nothing with a link. */
  | { readonly outcome: NoToken }
  | { readonly outcome: 'key_reused' }
  | { readonly outcome: 'repeated_too_often' }
  /** The request wants an email, but emails are not configured. */
  | { readonly outcome: 'mail_not_configured' }

interface Dependencies {
  readonly tokens: TokenRepository
  readonly secrets: Secrets
  /** Absent if no emails are sent. */
  readonly mailing?: Mailing | undefined
  readonly isRepeatedTooOften: (tokenId: string) => Promise<boolean>
}

interface Request {
  readonly clientId: string
  readonly expiresInHours: number
  readonly sendEmail?: boolean | undefined
}

/** Issues a new token for a client. It replaces the open one: a client never has two. */
export function issueToken({ tokens, secrets, mailing, isRepeatedTooOften }: Dependencies) {
  const repeated = repeatedRequest({ tokens, isRepeatedTooOften })

  return async (
    { clientId, expiresInHours, sendEmail = false }: Request,
    actor: Actor,
    key?: IdempotencyKey,
  ): Promise<IssueResult> => {
    if (sendEmail && mailing === undefined) return { outcome: 'mail_not_configured' }
    const minted = secrets.mintLinkSecret()
    const before = await repeated(key, minted, actor)
    if (before !== undefined) return before.outcome === 'replayed' ? { ...before, outcome: 'issued' } : before

    const found = await tokens.load({ clientId, platform: actor.platform })
    if (found === undefined) return { outcome: 'unknown_client' }
    const tokenId = secrets.newId()
    const token = { tokenId, lifetimeMs: expiresInHours * HOUR_MS, secretHash: minted.hash, sendsEmail: sendEmail }
    const options = { actor, idempotency: key && { ...key, tokenId } }
    const committed = await commitUnlessDuplicate(tokens, found, (state) => decideIssue(state, token), options)
    switch (committed.outcome) {
      case 'committed': {
        if (committed.result !== 'issued') return { outcome: committed.result }
        const { state, now } = committed.loaded
        return { outcome: 'issued', client: state.client, token: latestToken(state), now, linkSecret: minted.secret }
      }
      case 'repeated': {
        const first = await repeated(key, minted, actor)
        if (first !== undefined) return first.outcome === 'replayed' ? { ...first, outcome: 'issued' } : first
        throw new Error('a repeated request is not remembered')
      }
      case 'duplicate':
        throw new Error('a token is a duplicate')
    }
  }
}
