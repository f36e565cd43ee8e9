import { browserOpened } from '../../domain/browser-notice.ts'
import { mayRefresh } from '../../domain/link-attempt.ts'
import { issue, mayBeRenewed, openingRefusal, purposeOfNext, transition } from '../../domain/onboarding-token.ts'
import type { Act } from '../../ports/act.ts'
import type { NewToken } from '../../ports/client-repository.ts'
import type { OnceRefused } from '../../ports/once.ts'
import type { Issued, TokenRepository } from '../../ports/token-repository.ts'
import type { MemoryStore } from './store.ts'

/** Tokens in this process. */
export function memoryTokenRepository({
  now,
  clientsById,
  tokensById,
  tokenIdsBySecret,
  intents,
  accounts,
  attempts,
  linkMails,
  browsers,
  notices,
  keyOf,
  tokenOf,
  audit,
  moved,
  openingOf,
  keepAccount,
  changeIntent,
  openIntent,
  openTokenOf,
  erasedIds,
  once,
}: MemoryStore): TokenRepository {
  const tokensOf = (clientId: string) => [...tokensById.values()].filter((token) => token.clientId === clientId)

  function issueNext(
    clientId: string,
    { id, lifetimeMs, sendsMail, selfRequested }: Omit<NewToken, 'secretHash'> & { selfRequested?: true },
    act: Act,
  ): Exclude<Issued, OnceRefused> {
    const client = clientsById.get(clientId)
    if (client === undefined || erasedIds.has(clientId)) return { outcome: 'unknown_client' }
    const ofClient = tokensOf(clientId)
    const onboarded = ofClient.some(({ status }) => status === 'completed')
    const purpose = purposeOfNext({ onboarded, account: accounts.get(clientId)?.snapshot })
    if (purpose === undefined) return { outcome: 'nothing_to_do' }

    const open = openTokenOf(clientId)
    const at = now()
    const grant = { id, clientId, purpose, at, lifetimeMs, ...(selfRequested && { selfRequested }) }
    const { issued, replaced } = issue(grant, open)
    if (replaced !== undefined && open !== undefined) moved(act, open, replaced, 'token_revoked')
    tokensById.set(id, issued)
    audit(act, clientId, { type: 'token_issued', tokenId: id, to: 'pending' })
    if (sendsMail) linkMails.push(id)
    return { outcome: 'issued', client, token: issued, now: at }
  }

  function attemptOf(refreshHash: Uint8Array) {
    const refreshKey = keyOf(refreshHash)
    return [...attempts].find(([, attempt]) => attempt.refreshKey === refreshKey) ?? []
  }

  function noteBrowser(tokenId: string, browser: string): void {
    const before = browsers.get(tokenId) ?? []
    const { isRemembered, isTold } = browserOpened(before, browser)
    if (isRemembered) browsers.set(tokenId, [...before, browser])
    if (isTold) notices.push({ kind: 'second_browser', tokenId })
  }

  return {
    async findBySecret(secretHash) {
      const tokenId = tokenIdsBySecret.get(keyOf(secretHash))
      return tokenId === undefined ? undefined : openingOf(tokenId)
    },

    async findByState(stateHash) {
      const attempt = attempts.get(keyOf(stateHash))
      return attempt && { ...openingOf(attempt.tokenId), handedOutAt: attempt.handedOutAt }
    },

    async findByRefreshState(refreshHash) {
      const [, attempt] = attemptOf(refreshHash)
      return attempt && { ...openingOf(attempt.tokenId), handedOutAt: attempt.handedOutAt, attempt }
    },

    async useRefreshState(refreshHash) {
      const [key, attempt] = attemptOf(refreshHash)
      const at = now()
      if (key === undefined || attempt === undefined || !mayRefresh(attempt, at)) return false
      attempts.set(key, { ...attempt, refreshedAt: at })
      return true
    },

    async unuseRefreshState(refreshHash) {
      const [key, attempt] = attemptOf(refreshHash)
      if (key === undefined || attempt === undefined) return
      const { refreshedAt: _used, ...unused } = attempt
      attempts.set(key, unused)
    },

    async issue(clientId, newToken, act, request) {
      return once(act, request, newToken, {
        again: (remembered): Exclude<Issued, OnceRefused> => ({ outcome: 'issued', ...remembered }),
        first: (): Exclude<Issued, OnceRefused> => {
          const issued = issueNext(clientId, newToken, act)
          if (issued.outcome === 'issued') tokenIdsBySecret.set(keyOf(newToken.secretHash), newToken.id)
          return issued
        },
      })
    },

    async renew(secretHash, token, act) {
      const old = tokensById.get(tokenIdsBySecret.get(keyOf(secretHash)) ?? '')
      if (old === undefined || !mayBeRenewed(old, tokensOf(old.clientId), now())) return undefined
      const issued = issueNext(old.clientId, { ...token, sendsMail: true, selfRequested: true }, act)
      return issued.outcome === 'issued' ? issued.token : undefined
    },

    async revoke(tokenId, reason, act) {
      const token = tokensById.get(tokenId)
      if (token === undefined) return { outcome: 'unknown_token' }
      const at = now()
      const decision = transition(token, { type: 'revoke', at, reason })
      if (decision.outcome === 'refused') return { outcome: 'completed' }
      if (decision.outcome === 'changed') moved(act, token, decision.token, 'token_revoked')
      const outstanding = [...attempts.values()]
        .filter((attempt) => attempt.tokenId === tokenId && attempt.linkExpiresAt > at)
        .map(({ linkExpiresAt }) => linkExpiresAt.getTime())
      return {
        outcome: 'revoked',
        token: decision.token,
        ...(outstanding.length > 0 && { linksOutstandingUntil: new Date(Math.max(...outstanding)) }),
      }
    },

    async openIntent(clientId, capabilities) {
      const intent = openIntent(clientId, capabilities)
      intents.set(clientId, intent)
      return { intent, storedAccountId: accounts.get(clientId)?.snapshot.accountId, now: now() }
    },

    async changeIntent(change) {
      changeIntent(change)
    },

    async recordLink(link, act) {
      const { tokenId, clientId, accountId, created, stateHash, refreshHash, refreshUntil, linkExpiresAt } = link
      const storedId = keepAccount(clientId, created)
      const token = tokenOf(tokenId)
      const at = now()
      if (openingRefusal(token, at) !== undefined) return { outcome: 'refused' }
      if (storedId === undefined) throw new Error(`the account of client ${clientId} is not stored any more`)
      if (storedId !== accountId) return { outcome: 'other_account', accountId: storedId }
      const decision = transition(token, { type: 'link_created', at })
      if (decision.outcome === 'refused') return { outcome: 'refused' }
      moved(act, token, decision.token, 'link_created')
      attempts.set(keyOf(stateHash), {
        tokenId,
        linkExpiresAt,
        handedOutAt: at,
        refreshKey: keyOf(refreshHash),
        refreshUntil,
      })
      if (link.browserHash !== undefined) noteBrowser(tokenId, keyOf(link.browserHash))
      return { outcome: 'recorded' }
    },

    async recordFailure({ tokenId, clientId, failure, created, intentChange }, act) {
      keepAccount(clientId, created)
      if (intentChange !== undefined) changeIntent(intentChange)
      const token = tokenOf(tokenId)
      const decision = transition(token, { type: 'provider_failed', at: now(), failure })
      if (decision.outcome === 'changed') moved(act, token, decision.token, 'provider_failed')
    },
  }
}
