import { isPayable, readinessOf, type AccountSnapshot } from '../domain/account.ts'
import type { Ask } from '../domain/ask.ts'
import { remindersOf, type Client } from '../domain/client.ts'
import { deadlineOf, nextActionOf, nextStepOf } from '../domain/next-step.ts'
import { statusAt, type OnboardingToken } from '../domain/onboarding-token.ts'
import { isRetryable } from '../domain/provider-failure.ts'
import type { AuditEvent } from '../ports/audit-trail.ts'
import type { ClientRecord } from '../ports/onboarding-queries.ts'
import type { UpdateLink } from '../usecases/accounts/adopt-account.ts'
import { noLines, type ImportEnd, type ImportResult } from '../usecases/clients/import-clients.ts'
import { nextStepInWords } from './next-step-words.ts'
import { codeOfFailure } from './refusals.ts'

/** A client, as the API shows it. */
function clientReply(client: Client) {
  const { id, name, email, country, externalId, profile, prefill, locale, returnUrl, metadata, terms, createdAt } =
    client
  return {
    id,
    name,
    email,
    country: country ?? null,
    externalId: externalId ?? null,
    profile: profile ?? null,
    prefill: prefill ?? null,
    locale: locale ?? null,
    returnUrl: returnUrl ?? null,
    metadata: metadata ?? {},
    reminders: remindersOf(client),
    termsAccepted: terms
      ? { version: terms.version, at: terms.at.toISOString(), address: terms.address ?? null }
      : null,
    createdAt: createdAt.toISOString(),
  }
}

interface NewLink {
  readonly client: Client
  readonly token: OnboardingToken
  readonly linkSecret: string
  readonly now: Date
}

/** A new client and its link. The secret is in this reply only. */
export const invitedReply = (issued: NewLink, linkFor: (linkSecret: string) => string) => ({
  client: clientReply(issued.client),
  onboarding: newLinkReply(issued, linkFor),
})

/** A new link of a client. The secret is in this reply only. */
export const issuedReply = (issued: NewLink, linkFor: (linkSecret: string) => string, mayRead: boolean) => ({
  clientId: issued.client.id,
  ...(mayRead && { client: clientReply(issued.client) }),
  onboarding: newLinkReply(issued, linkFor),
})

const newLinkReply = (
  { token, linkSecret, now }: Omit<NewLink, 'client'>,
  linkFor: (linkSecret: string) => string,
) => ({
  tokenId: token.id,
  token: linkSecret,
  url: linkFor(linkSecret),
  status: statusAt(token, now),
  expiresAt: token.expiresAt.toISOString(),
})

/** A client with its latest token and its account. */
export function recordReply(record: ClientRecord) {
  const { client, token, account, since, lastOpenedAt, emailRefusedAt, now } = record
  const { lastError } = token
  return {
    client: clientReply(client),
    onboarding: {
      tokenId: token.id,
      purpose: token.purpose,
      status: statusAt(token, now),
      expiresAt: token.expiresAt.toISOString(),
      attempts: lastError === undefined ? 0 : token.attempts,
      lastError:
        lastError === undefined
          ? null
          : {
              code: codeOfFailure(lastError),
              providerCode: lastError.code,
              advice: lastError.advice ?? null,
              requestId: lastError.requestId ?? null,
              retryable: isRetryable(lastError),
              at: lastError.at.toISOString(),
            },
      reminders: token.reminders ?? 0,
      email: emailRefusedAt === undefined ? null : { status: 'refused' as const, at: emailRefusedAt.toISOString() },
    },
    account: {
      id: account?.accountId ?? null,
      country: account?.country ?? null,
      readiness: readinessOf(account).readiness,
      nextAction: nextActionOf(record),
      submitted: account?.submitted ?? false,
      payable: account !== undefined && isPayable(account),
      capabilities: { ...account?.capabilities },
      holdReason: account?.holdReason ?? null,
      asks: (account?.asks ?? []).map(askReply),
    },
    since: since.toISOString(),
    deadline: deadlineOf(account)?.toISOString() ?? null,
    lastOpenedAt: lastOpenedAt?.toISOString() ?? null,
    nextStep: nextStepInWords(record) ?? null,
  }
}

export const askReply = ({ what, from, due, by, error }: Ask) => ({
  what,
  from,
  due,
  ...(by && { by: by.toISOString() }),
  ...(error !== undefined && { error }),
})

/** The result of one line of a client file. What is stored is only for callers that may read clients. */
export function importResultReply(result: ImportResult, linkFor: (linkSecret: string) => string, mayRead: boolean) {
  const { line, outcome } = result
  const account = 'account' in result && mayRead ? accountInShort(result.account) : {}
  switch (outcome) {
    case 'created':
    case 'adopted': {
      const isOwn = outcome === 'created' || mayRead
      return {
        line,
        outcome,
        ...(isOwn && { clientId: result.clientId }),
        ...linkOfLine(result.link, linkFor),
        ...account,
      }
    }
    case 'would_create':
      return { line, outcome, ...account }
    case 'would_adopt':
      return { line, outcome, ...(mayRead && { clientId: result.clientId }), sameAs: result.sameAs, ...account }
    case 'exists':
      return { line, outcome, ...(mayRead && { clientId: result.clientId }), sameAs: result.sameAs }
    case 'invalid':
    case 'failed':
      return { line, outcome, fault: result.fault }
  }
}

function accountInShort(account: AccountSnapshot | undefined) {
  return account === undefined ? {} : { account: { id: account.accountId, ...readinessOf(account) } }
}

const linkOfLine = (link: UpdateLink | undefined, linkFor: (linkSecret: string) => string) =>
  link && {
    tokenId: link.token.id,
    token: link.linkSecret,
    url: linkFor(link.linkSecret),
    expiresAt: link.token.expiresAt.toISOString(),
  }

/** Counts the results of an import for the last line of its reply. */
export function importSummary() {
  const counts = noLines()
  let ended: string | undefined
  return {
    counts,
    /** Counts a result. Returns it, or `undefined` if the rest of the file is not read. */
    add(result: ImportResult | ImportEnd): ImportResult | undefined {
      if ('ended' in result) {
        ;({ ended } = result)
        return undefined
      }
      counts[result.outcome] += 1
      return result
    },
    reply: () => ({ summary: { complete: ended === undefined, ...(ended !== undefined && { ended }), ...counts } }),
  }
}

/** An audit event, as the API shows it. */
export function eventReply({ id, at, type, tokenId, actor, requestId, from, to, facts }: AuditEvent) {
  return {
    id,
    at: at.toISOString(),
    type,
    tokenId: tokenId ?? null,
    actor,
    requestId,
    from: from ?? null,
    to: to ?? null,
    details: facts ?? null,
  }
}

/** One page of a list. */
export const pageReply = <T, R>(
  { items, next }: { readonly items: readonly T[]; readonly next?: string | undefined },
  reply: (item: T) => R,
) => ({ data: items.map(reply), nextCursor: next ?? null })

/** A client after a refresh of its account. What is stored is only for callers that may read clients. */
export const syncedReply = (record: ClientRecord, mayRead: boolean) => ({
  clientId: record.client.id,
  ...(mayRead && recordReply(record)),
})

/** A client that has adopted an account, and its link if it was issued one. The secret is in this reply only. */
export const adoptedReply = (
  { record, link }: { readonly record: ClientRecord; readonly link?: UpdateLink },
  linkFor: (linkSecret: string) => string,
  mayRead: boolean,
) => ({
  ...syncedReply(record, mayRead),
  ...(link && { link: newLinkReply({ ...link, now: record.now }, linkFor) }),
  newLinkNeeded: nextStepOf(record).step === 'send_link',
})

/** A client after a change. Its open link was revoked if it was sent to an address that is no longer the client's. */
export const changedReply = (record: ClientRecord, mayRead: boolean) => ({
  ...syncedReply(record, mayRead),
  newLinkNeeded: record.token.status === 'revoked' && record.token.revokeReason === 'email_changed',
})

/** A revoked token, and until when the provider's pages that it opened may still work. */
export const revokedReply = ({ linksOutstandingUntil }: { readonly linksOutstandingUntil?: Date | undefined }) => ({
  status: 'revoked' as const,
  linksOutstandingUntil: linksOutstandingUntil?.toISOString() ?? null,
})
