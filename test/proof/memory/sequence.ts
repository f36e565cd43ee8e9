import { randomUUID } from 'node:crypto'
import { cryptoSecrets } from '../../../src/adapters/crypto/secrets.ts'
import { memoryPaymentProvider } from '../../../src/adapters/memory/payment-provider.ts'
import { memoryRepositories } from '../../../src/adapters/memory/repositories.ts'
import { memoryStore } from '../../../src/adapters/memory/store.ts'
import type { AccountFacts } from '../../../src/domain/account.ts'
import type { FollowUpRules } from '../../../src/domain/follow-up.ts'
import { isNotice } from '../../../src/domain/onboarding-event.ts'
import { statusAt } from '../../../src/domain/onboarding-token.ts'
import { standingOf } from '../../../src/domain/onboarding.ts'
import { DEFAULT_PLATFORM } from '../../../src/ports/actor.ts'
import { PaymentProviderError, type PaymentProvider } from '../../../src/ports/payment-provider.ts'
import { useCasesOver } from '../../support/use-cases.ts'
import type { Given, Happening, SeenToken, World } from '../sequence-world.ts'
import { scriptedProvider } from '../../support/scripted-provider.ts'
import { TERMS } from '../../support/terms.ts'
import type { EventVerifier } from '../../../src/ports/event-verifier.ts'
import type { Mailer } from '../../../src/ports/mailer.ts'

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

const DAY_MS = 24 * 3_600_000
const FOLLOW_UPS: FollowUpRules = {
  remindAfterMs: [3 * DAY_MS, 7 * DAY_MS],
  sends: { action_required: true, deadline: true, done: true },
}

/**
 * The use cases over memory adapters. Nothing waits for anything real: how long each call to the provider takes is
 * drawn from the seed, in turns of the microtask queue, so what runs at once interleaves the same way each time.
 */
export function memorySequence(seed: number): World {
  let instant = Date.parse('2026-03-01T12:00:00.000Z')
  const now = () => new Date((instant += 1))
  const store = memoryStore({ now })
  const repositories = memoryRepositories({ now }, store, () => FOLLOW_UPS)
  const { tokens, inbox, auditTrail } = repositories
  const memories = [memoryPaymentProvider({ now }), memoryPaymentProvider({ now, api: 'other' })] as const
  const scripted = memories.map(scriptedProvider)
  const held = () => memories.flatMap((memory) => memory.accounts())
  const secrets = cryptoSecrets()
  const gone = new Set<string>()
  const states: { accountId: string; state: string; refreshState: string }[] = []
  let troubles = 0
  const links = new Map<string, string>() // the secrets in the emails, by the ids of these
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
  const controls = memories.map((memory, n) => ({
    ...(providers[n] ?? providers[0]),
    createLoginLink: memory.createLoginLink,
    closeAccount: (...call: Parameters<typeof memory.closeAccount>) => takesTime(() => memory.closeAccount(...call)),
    rejectAccount: (...call: Parameters<typeof memory.rejectAccount>) => takesTime(() => memory.rejectAccount(...call)),
    unrejectAccount: (...call: Parameters<typeof memory.unrejectAccount>) =>
      takesTime(() => memory.unrejectAccount(...call)),
  }))
  const mailer: Mailer = {
    async sendLink({ id, link }) {
      if (links.has(id)) throw new Error(`the email ${id} is sent twice`)
      links.set(id, link)
    },
    async sendNotice() {},
    async sendCode() {},
    async check() {},
  }
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
    controls,
    mailing: {
      ...{ mailer, platformName: 'Test', linkLifetimeHours: 336 },
      linkFor: (secret) => secret,
      stopLinkFor: (secret) => secret,
      followUps: () => FOLLOW_UPS,
    },
    verifier,
    secrets,
    returnUrls: ({ toReturn, toRefresh }) => ({ returnUrl: toReturn, refreshUrl: toRefresh }),
  })
  const actor = { platform: DEFAULT_PLATFORM, name: 'client', requestId: 'sequence' }

  async function seenTokens(clientId: string): Promise<SeenToken[]> {
    const loaded = await tokens.load({ clientId, platform: DEFAULT_PLATFORM })
    if (loaded === undefined) throw new Error(`client ${clientId} is gone`)
    const events = (await auditTrail.list({ clientId, platform: DEFAULT_PLATFORM }, { limit: 1000 })).items.toReversed()
    return loaded.state.tokens.map(({ id, purpose, status, attempts, expiresAt }) => {
      const trail = events
        .filter((event) => event.tokenId === id)
        .map(({ type, from, to }) => ({ type, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }))
      const issued = events.find(({ type, tokenId }) => type === 'token_issued' && tokenId === id)
      const issuedBy = String(issued?.facts?.['issuedBy'])
      return { id, clientId, purpose, issuedBy, status, attempts, expired: expiresAt <= loaded.now, trail }
    })
  }

  function detachedOf(clientId: string): ReadonlySet<unknown> {
    const stored = store.onboardings.get(clientId)?.state.account?.snapshot.accountId
    const resets = store.audit
      .filter((event) => event.clientId === clientId && event.type === 'account_reset')
      .map(({ facts }) => facts?.['accountId'])
    return new Set(resets.filter((id) => id !== stored))
  }

  return {
    async invite(expiresInHours) {
      invitations += 1
      const email = `ada${invitations}@example.com`
      const invited = await useCases.inviteClient({ name: 'Ada', email, expiresInHours }, actor)
      if (invited.outcome !== 'invited') throw new Error(invited.outcome)
      return { clientId: invited.client.id, tokenId: invited.token.id, secret: invited.linkSecret }
    },

    async issue(clientId, expiresInHours) {
      const result = await useCases.issueToken({ clientId, expiresInHours }, actor)
      if (result.outcome === 'issued') return { clientId, tokenId: result.token.id, secret: result.linkSecret }
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
        const { hold: _hold, holdReason, ...facts } = account.facts
        if (holdReason === 'closed') return
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
      const detached = detachedOf(clientId)
      return held()
        .filter((account) => account.clientId === clientId)
        .map(({ facts: { accountId: id, submitted, hold } }) => ({
          ...{ id, submitted, detached: detached.has(id) },
          isGone: gone.has(id) || hold === 'rejected' || hold === 'disconnected',
        }))
    },

    tokens: async (clientIds) => (await Promise.all(clientIds.map(seenTokens))).flat(),

    async reset(clientId) {
      const { outcome } = await useCases.resetAccount({ clientId }, actor)
      return outcome === 'unknown_client' ? 'unknown' : outcome
    },

    async manage(clientId, act) {
      const request = act === 'reject' ? ({ act, reason: 'fraud' } as const) : { act }
      const { outcome } = await useCases.manageAccount({ clientId, act: request }, actor)
      return outcome === 'unknown_client' ? 'unknown' : outcome
    },

    async followUp() {
      const { requested = 0, failed = 0 } = (await useCases.sendFollowUps?.(actor)) ?? {}
      if (failed > 0) throw new Error('a client could not be reminded')
      return requested > 0 ? 'requested' : 'nothing due'
    },

    async mail() {
      const sent: (Given & { kind: string })[] = []
      for (const { kind, tokenId } of store.emails.splice(0)) {
        const job = { tokenId, emailId: randomUUID() }
        if (isNotice(kind)) await useCases.sendNotice?.({ ...job, kind, at: now() }, actor)
        else await useCases.sendLinkEmail?.({ ...job, kind }, actor)
        const secret = links.get(job.emailId)
        const clientId = [...store.onboardings.values()].find(({ state }) =>
          state.tokens.some(({ id }) => id === tokenId),
        )?.state.client.id
        if (secret !== undefined && clientId !== undefined) sent.push({ clientId, tokenId, secret, kind })
      }
      return sent
    },

    async silent(clientId) {
      const { state } = store.onboardings.get(clientId) ?? {}
      if (state === undefined) return undefined
      const { status, readiness, nextAction } = standingOf(state)
      return status === 'completed' && nextAction === 'client' && readiness !== 'none' ? readiness : undefined
    },
  }
}
