import { adviceFor } from '../../domain/known-refusal.ts'
import { readinessOf } from '../../domain/account.ts'
import type { Client } from '../../domain/client.ts'
import { statusAt, type OnboardingToken } from '../../domain/onboarding-token.ts'
import { isRetryable } from '../../domain/provider-failure.ts'
import { inWords } from '../../domain/requirement-words.ts'
import type { AuditEvent } from '../../ports/audit-trail.ts'
import type { ClientRecord } from '../../ports/client-repository.ts'
import type { ImportResult } from '../../usecases/import-clients.ts'
import { codeOfFailure } from './problem.ts'

/** A client as the API shows it. */
function clientReply({ id, name, email, country, externalId, createdAt }: Client) {
  return {
    id,
    name,
    email,
    country: country ?? null,
    externalId: externalId ?? null,
    createdAt: createdAt.toISOString(),
  }
}

/** A client and the link that it was just given. */
export function issuedReply(
  { client, token, linkSecret, now }: { client: Client; token: OnboardingToken; linkSecret: string; now: Date },
  linkFor: (linkSecret: string) => string,
) {
  return {
    client: clientReply(client),
    onboarding: {
      tokenId: token.id,
      token: linkSecret,
      url: linkFor(linkSecret),
      status: statusAt(token, now),
      expiresAt: token.expiresAt.toISOString(),
    },
  }
}

/** A client with its latest token and its account, for staff. */
export function recordReply({ client, token, account, now }: ClientRecord) {
  const { lastError } = token
  const requirements = account?.requirements
  return {
    client: clientReply(client),
    onboarding: {
      tokenId: token.id,
      purpose: token.purpose,
      status: statusAt(token, now),
      expiresAt: token.expiresAt.toISOString(),
      attempts: token.attempts,
      lastError:
        lastError === undefined
          ? null
          : {
              code: codeOfFailure(lastError),
              providerCode: lastError.code,
              advice: adviceFor(lastError.code) ?? null,
              requestId: lastError.requestId ?? null,
              retryable: isRetryable(lastError),
              at: lastError.at.toISOString(),
            },
    },
    account: {
      id: account?.accountId ?? null,
      ...readinessOf(account),
      payoutsEnabled: account?.payoutsEnabled ?? false,
      chargesEnabled: account?.chargesEnabled ?? false,
      holdReason: account?.holdReason ?? null,
      requirements: {
        inWords: inWords([...(requirements?.pastDue ?? []), ...(requirements?.currentlyDue ?? [])]),
        currentlyDue: [...(requirements?.currentlyDue ?? [])],
        pastDue: [...(requirements?.pastDue ?? [])],
        pendingVerification: [...(requirements?.pendingVerification ?? [])],
        deadline: requirements?.deadline?.toISOString() ?? null,
      },
    },
  }
}

/** What became of a line of a file of clients. */
export function importResultReply(result: ImportResult, linkFor: (linkSecret: string) => string) {
  const { line, outcome } = result
  switch (outcome) {
    case 'created': {
      const { clientId, token, linkSecret } = result
      const expiresAt = token.expiresAt.toISOString()
      return { line, outcome, clientId, tokenId: token.id, token: linkSecret, url: linkFor(linkSecret), expiresAt }
    }
    case 'exists':
    case 'conflict':
      return { line, outcome, clientId: result.clientId }
    case 'invalid':
      return { line, outcome, fault: result.fault }
    case 'would_create':
    case 'failed':
      return { line, outcome }
  }
}

/** An event of the audit trail as the API shows it. */
export function eventReply({ id, at, type, tokenId, actor, requestId, from, to }: AuditEvent) {
  return {
    id,
    at: at.toISOString(),
    type,
    tokenId: tokenId ?? null,
    actor,
    requestId,
    from: from ?? null,
    to: to ?? null,
  }
}
