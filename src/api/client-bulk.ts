import type { Static } from '@sinclair/typebox'
import { readinessOf } from '../domain/account.ts'
import type { ClientAct } from '../domain/client-act.ts'
import type { Scope } from '../domain/scope.ts'
import { noActs, type BulkEnd, type BulkRequest, type BulkResult } from '../usecases/clients/act-on-clients.ts'
import type { FieldFault } from './faults.ts'
import { ProblemError, problemOf } from './problem.ts'
import { noToken, notExtended, notReminded, providerFailed } from './refusals.ts'
import type { BulkBody } from './schemas/client-bulk.ts'
import { listOf } from './schemas/client-list.ts'

/** The scope that each act requires. */
export const SCOPE_OF: Readonly<Record<ClientAct, Scope>> = {
  remind: 'emails:send',
  reissue: 'tokens:write',
  extend: 'tokens:write',
  revoke: 'tokens:write',
  sync: 'clients:write',
}

type Body = Static<typeof BulkBody>

/** What is wrong with a request of which each field is valid by itself. */
export function bulkFaults({ filter = {}, all = false, action, expiresInHours, sendEmail }: Body): FieldFault[] {
  const isEmpty = Object.values(filter).every((value) => value === undefined)
  const hasLink = action === 'reissue' || action === 'extend'
  return [
    ...(isEmpty && !all ? [{ field: 'filter', message: 'is empty, which means all clients: say so with all' }] : []),
    ...(!isEmpty && all ? [{ field: 'all', message: 'is for an empty filter' }] : []),
    ...(expiresInHours !== undefined && !hasLink
      ? [{ field: 'expiresInHours', message: 'is for the actions reissue and extend' }]
      : []),
    ...(sendEmail === true && action !== 'reissue'
      ? [{ field: 'sendEmail', message: 'is for the action reissue' }]
      : []),
  ]
}

/** What the use case is asked for. `linkLifetimeHours`: if the body does not say. */
export function bulkRequestOf(
  { filter: { ids, ...query } = {}, action: act, dryRun = false, sendEmail = false, cursor: after, ...body }: Body,
  { linkLifetimeHours }: { readonly linkLifetimeHours: number },
): BulkRequest {
  const { expiresInHours = linkLifetimeHours } = body
  const { filter } = listOf(query)
  return { filter: { ...filter, ids }, act, dryRun, sendEmail, expiresInHours, after }
}

/** The line of a client. */
export function bulkLine(result: BulkResult, act: ClientAct, linkFor: (linkSecret: string) => string) {
  const { clientId, externalId, outcome } = result
  const client = { clientId, ...(externalId !== undefined && { externalId }), outcome }
  return { ...client, ...factsOf(result, act, linkFor), cursor: clientId }
}

function factsOf(result: BulkResult, act: ClientAct, linkFor: (linkSecret: string) => string) {
  switch (result.outcome) {
    case 'done': {
      const { token, linkSecret, linksOutstandingUntil, account } = result
      return {
        ...(token && { tokenId: token.id }),
        ...(token && act !== 'revoke' && { expiresAt: token.expiresAt.toISOString() }),
        ...(linkSecret !== undefined && { token: linkSecret, url: linkFor(linkSecret) }),
        ...(linksOutstandingUntil && { linksOutstandingUntil: linksOutstandingUntil.toISOString() }),
        ...(account && readinessOf(account)),
      }
    }
    case 'refused':
    case 'failed': {
      const { code, details } = problemOfResult(result, act)
      const { detail, retryable } = problemOf(code, '', details)
      return { code, detail, ...(result.outcome === 'failed' && { retryable }) }
    }
    case 'would_do':
    case 'already':
      return {}
  }
}

type Undone = Extract<BulkResult, { readonly outcome: 'refused' | 'failed' }>

function problemOfResult(result: Undone, act: ClientAct): ProblemError {
  if (result.outcome === 'failed') {
    return 'failure' in result ? providerFailed(result.failure) : new ProblemError('SERVICE_UNAVAILABLE')
  }
  const { because } = result
  switch (because) {
    case 'unmatched':
      return new ProblemError('CLIENT_NOT_FOUND', { detail: 'No client with this id matches the filter.' })
    case 'unknown_client':
    case 'not_clients_turn':
    case 'often_enough':
    case 'stopped':
      return notReminded(because)
    case 'no_account':
      return new ProblemError('NO_ACCOUNT')
    case 'revoked':
      return notExtended(because)
    case 'completed':
      return act === 'extend'
        ? notExtended(because)
        : new ProblemError('ALREADY_COMPLETED', {
            detail: 'The onboarding was completed with this link, so there is nothing to revoke.',
          })
    default:
      return noToken(because)
  }
}

/** Counts the lines for the last one. */
export function bulkSummary({ act: action, dryRun }: Pick<BulkRequest, 'act' | 'dryRun'>) {
  const counts = noActs()
  const codes: Record<string, number> = {}
  let ended: string | undefined
  return {
    /** Counts a result, and returns it, or `undefined` if the rest of the clients is left. */
    add(result: BulkResult | BulkEnd): BulkResult | undefined {
      if ('ended' in result) {
        ;({ ended } = result)
        return undefined
      }
      counts[result.outcome] += 1
      if (result.outcome === 'refused' || result.outcome === 'failed') {
        const { code } = problemOfResult(result, action)
        codes[code] = (codes[code] ?? 0) + 1
      }
      return result
    },
    reply: () => ({
      summary: {
        action,
        dryRun,
        complete: ended === undefined,
        ...(ended !== undefined && { ended }),
        ...counts,
        codes,
      },
    }),
  }
}
