import { cryptoSecrets } from '../../../src/adapters/crypto/secrets.ts'
import { memoryPaymentProvider } from '../../../src/adapters/memory/payment-provider.ts'
import { memoryRepositories } from '../../../src/adapters/memory/repositories.ts'
import type { AccountFacts } from '../../../src/domain/account.ts'
import { statusAt } from '../../../src/domain/onboarding-token.ts'
import { tokenOf } from '../../../src/domain/onboarding.ts'
import { DEFAULT_PLATFORM } from '../../../src/ports/actor.ts'
import { PaymentProviderError, type PaymentProvider } from '../../../src/ports/payment-provider.ts'
import { useCasesOver } from '../../support/use-cases.ts'
import type { Happening, SeenToken, World } from '../sequence-world.ts'
import { scriptedProvider } from '../../support/scripted-provider.ts'
import { TERMS } from '../../support/terms.ts'
import type { EventVerifier } from '../../../src/ports/event-verifier.ts'

const paid = { payouts: 'active' } as const
const unpaid = { payouts: 'restricted' } as const

/** What an account is after each happening, as the Stripe adapter would say it. */
const FACTS: Record<Exclude<Happening, 'save_for_later' | 'deauthorise'>, Partial<AccountFacts>> = {
  complete: { capabilities: paid, asks: [] },
  needs_more: {
    capabilities: unpaid,
    hold: 'client_action',
    asks: [{ what: 'A document', from: 'client', due: 'overdue' }],
  },
  under_review: { capabilities: unpaid, hold: 'provider_review', asks: [] },
  reject: { capabilities: unpaid, hold: 'rejected', asks: [] },
}

/**
 * The use cases over memory adapters. Nothing waits for anything real: how long each call to the provider takes is
 * drawn from the seed, in turns of the microtask queue, so what runs at once interleaves the same way each time.
 */
export function memorySequence(seed: number): World {
  let instant = Date.parse('2026-03-01T12:00:00.000Z')
  const now = () => new Date((instant += 1))
  const repositories = memoryRepositories({ now })
  const { tokens, inbox, auditTrail } = repositories
  const memories = [memoryPaymentProvider({ now }), memoryPaymentProvider({ now, api: 'other' })] as const
  const scripted = memories.map(scriptedProvider)
  const held = () => memories.flatMap((memory) => memory.accounts())
  const secrets = cryptoSecrets()
  const gone = new Set<string>()
  const states: { accountId: string; state: string; refreshState: string }[] = []
  const issued: { clientId: string; tokenId: string; hash: Uint8Array }[] = []
  let troubles = 0
  let invitations = 0
  let corrections = 0

  let random = seed
  async function takesTime<T>(call: () => Promise<T>): Promise<T> {
    const turns = async () => {
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0
      for (let left = random >>> 27; left > 0; left -= 1) await Promise.resolve()
    }
    await turns()
    try {
      return await call()
    } finally {
      await turns()
    }
  }

  function heedGone(operation: 'create_account_link' | 'retrieve_account', accountId: string): void {
    if (!gone.has(accountId)) return
    throw new PaymentProviderError({ operation, outcome: 'account_unavailable', code: 'account_invalid' })
  }

  const delayed = (provider: PaymentProvider): PaymentProvider => ({
    ...provider,
    createAccount: (request, signal) => takesTime(() => provider.createAccount(request, signal)),
    findAccount: (request, signal) => takesTime(() => provider.findAccount(request, signal)),
    createAccountLink: (request, signal) =>
      takesTime(async () => {
        heedGone('create_account_link', request.accountId)
        states.push({ accountId: request.accountId, state: request.returnUrl, refreshState: request.refreshUrl })
        return provider.createAccountLink(request, signal)
      }),
    retrieveAccount: (request, signal) =>
      takesTime(async () => {
        heedGone('retrieve_account', request.accountId)
        return provider.retrieveAccount(request, signal)
      }),
  })
  /** The first creates new accounts; `switchApi` makes the other one the first. */
  const providers = scripted.map(delayed) as [PaymentProvider, PaymentProvider]
  const verifier: EventVerifier = {
    verify: (body) => ({
      ...(JSON.parse(Buffer.from(body).toString()) as { id: string; accountId: string }),
      type: 'account.updated',
      kind: 'account',
      livemode: false,
      createdAt: now(),
    }),
    accountOf: async () => undefined,
    whyRefused: () => ({ cause: 'secret' }),
  }
  const useCases = useCasesOver({
    ...repositories,
    provider: providers[0],
    providers,
    verifier,
    secrets,
    returnUrls: ({ toReturn, toRefresh }) => ({ returnUrl: toReturn, refreshUrl: toRefresh }),
  })
  const actor = { platform: DEFAULT_PLATFORM, name: 'client', requestId: 'sequence' }

  async function seenToken({ clientId, tokenId, hash }: (typeof issued)[number]): Promise<SeenToken> {
    const loaded = await tokens.load({ secretHash: hash })
    if (loaded === undefined) throw new Error(`token ${tokenId} is gone`)
    const token = tokenOf(loaded.state, loaded.tokenId)
    const { id, purpose, status, attempts } = token
    const trail = (await auditTrail.list({ clientId, platform: DEFAULT_PLATFORM }, { limit: 1000 })).items
      .filter((event) => event.tokenId === tokenId)
      .toReversed()
      .map(({ type, from, to }) => ({ type, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }))
    const expired = statusAt(token, loaded.now) === 'expired'
    return { id, clientId, purpose, status, attempts, expired, trail }
  }

  function keep(clientId: string, tokenId: string, secret: string) {
    const hash = secrets.hashLinkSecret(secret)
    if (hash === undefined) throw new Error('an issued secret cannot be one')
    issued.push({ clientId, tokenId, hash })
    return { clientId, tokenId, secret }
  }

  return {
    async invite(expiresInHours) {
      invitations += 1
      const email = `ada${invitations}@example.com`
      const invited = await useCases.inviteClient({ name: 'Ada', email, expiresInHours }, actor)
      if (invited.outcome !== 'invited') throw new Error(invited.outcome)
      return keep(invited.client.id, invited.token.id, invited.linkSecret)
    },

    async issue(clientId, expiresInHours) {
      const result = await useCases.issueToken({ clientId, expiresInHours }, actor)
      if (result.outcome === 'issued') return keep(clientId, result.token.id, result.linkSecret)
      return result.outcome === 'unknown_client' ? 'unknown' : 'nothing to do'
    },

    async revoke(tokenId) {
      return (await useCases.revokeToken(tokenId, actor)).outcome
    },

    async correct(clientId) {
      corrections += 1
      const email = `corrected${corrections}@example.com`
      const change = corrections % 2 === 0 ? { email } : { country: corrections % 4 === 1 ? 'FR' : 'DE' }
      const { outcome } = await useCases.changeClient(clientId, change, actor)
      return outcome === 'unknown_client' ? 'unknown' : outcome
    },

    async erase(clientId) {
      const outcome = await useCases.eraseClient(clientId, actor)
      return outcome === 'intent_unresolved' ? 'unresolved' : outcome
    },

    async open(secret) {
      const result = await useCases.openLink(secret, actor)
      if (result.outcome === 'unknown_token') throw new Error('unknown token')
      return result.outcome === 'refused' ? result.refusal : result.outcome
    },

    async preview(secret) {
      const opening = await useCases.previewLink(secret)
      if (opening === undefined) throw new Error('unknown token')
      return statusAt(opening.token, opening.now)
    },

    async callback(state) {
      const result = await useCases.returnFromProvider(state, actor)
      return result.outcome === 'returned' ? result.landing : result.outcome
    },

    async refresh(state) {
      const result = await useCases.refreshLink(state, actor)
      return result.outcome === 'refused' ? result.refusal : result.outcome
    },

    async sync(clientId) {
      const { outcome } = await useCases.syncClient(clientId, actor)
      return outcome === 'unknown_client' ? 'unknown' : outcome
    },

    deliver: async (id, accountId) =>
      (await useCases.receiveEvent(Buffer.from(JSON.stringify({ id, accountId })), 'signed')).outcome,

    async process(eventId) {
      const { outcome } = await useCases.processEvent(eventId, actor, new AbortController().signal)
      const event = await inbox.find(DEFAULT_PLATFORM, eventId)
      if (outcome === 'done' && event?.processed !== true) throw new Error(`${eventId} is done and not processed`)
      return outcome
    },

    async look() {
      const { refreshed, settled } = await useCases.refreshStaleAccounts(actor)
      return `${refreshed > 0 ? 'refreshed' : '-'} ${settled > 0 ? 'settled' : '-'}`
    },

    async pass(ms) {
      instant += ms
    },

    async happen(accountId, happening) {
      if (happening === 'save_for_later') return
      if (happening === 'deauthorise') gone.add(accountId)
      else {
        const memory = memories.find((one) => one.accounts().some(({ facts }) => facts.accountId === accountId))
        const account = memory?.accounts().find(({ facts }) => facts.accountId === accountId)
        if (memory === undefined || account === undefined) throw new Error(`no account ${accountId}`)
        const { hold: _hold, ...facts } = account.facts
        // `change` adds to what is held, and nothing takes a hold away but another account in its place.
        Object.assign(account, { facts })
        memory.change(accountId, { submitted: true, ...FACTS[happening] })
      }
    },

    async trouble(operation, trouble) {
      const [outcome, when = 'before'] = trouble.split(' ') as ['lost' | 'saved' | 'refused', ('before' | 'after')?]
      const named = { lost: 'unknown', saved: 'key_spent', refused: 'refused' } as const
      troubles += 1
      for (const one of scripted) one.failNext(operation, { outcome: named[outcome] }, when)
    },

    async noTrouble() {
      // A scripted failure waits for its call, so each is called for.
      const signal = new AbortController().signal
      const nowhere = { accountId: 'acct_nobody', returnUrl: '', refreshUrl: '', upFront: 'due' } as const
      const nobody = { clientId: 'nobody', generation: 1, terms: TERMS }
      const callsOf = (one: PaymentProvider) => [
        () => one.findAccount({ ...nobody, since: now() }, signal),
        () => one.retrieveAccount({ accountId: 'acct_nobody', capabilities: [] }, signal),
        () => one.createAccountLink(nowhere, signal),
        () => one.createAccount({ ...nobody, parameters: { email: '', name: '' } }, signal),
      ]
      for (; troubles > 0; troubles -= 1) for (const call of scripted.flatMap(callsOf)) await call().catch(() => {})
    },

    async switchApi() {
      providers.reverse()
      return providers[0].traits.api
    },

    async states(clientId) {
      const mine = held().filter((account) => account.clientId === clientId)
      const found = []
      for (const { accountId, state, refreshState } of states) {
        const hash = secrets.hashState(state)
        if (hash === undefined || !mine.some(({ facts }) => facts.accountId === accountId)) continue
        found.push({ state, refreshState, tokenId: (await tokens.load({ stateHash: hash }))?.tokenId })
      }
      return found
    },

    async accounts(clientId) {
      return held()
        .filter((account) => account.clientId === clientId)
        .map(({ facts }) => ({ id: facts.accountId, submitted: facts.submitted }))
    },

    tokens: (clientIds) => Promise.all(issued.filter(({ clientId }) => clientIds.includes(clientId)).map(seenToken)),
  }
}
