import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { v7 as uuidByTime } from 'uuid'
import type { AccountFacts, AccountSnapshot } from '../../src/domain/account.ts'
import type { AccountRepository } from '../../src/ports/account-repository.ts'
import type { AuditTrail } from '../../src/ports/audit-trail.ts'
import type { ClientFilter, ClientRecord, ClientRepository, NewClient } from '../../src/ports/client-repository.ts'
import type { Once } from '../../src/ports/once.ts'
import type { TokenRepository } from '../../src/ports/token-repository.ts'

interface Repositories {
  readonly clients: ClientRepository
  readonly tokens: TokenRepository
  readonly accounts: AccountRepository
  readonly auditTrail: AuditTrail
}

const act = { actor: 'admin:1', requestId: 'request-1' }
const hash = () => randomBytes(32)
const newToken = (lifetimeMs = 60_000) => ({ id: uuidByTime(), lifetimeMs, secretHash: hash() })
const newClient = (parts: Partial<NewClient> = {}): NewClient => {
  const id = uuidByTime()
  return { id, name: 'Ada', email: `${id}@example.com`, ...parts }
}
const nothingDue = { currentlyDue: [], pastDue: [], pendingVerification: [], errors: [] }

/** What every adapter does when staff lists, changes and erases clients, and when a request is sent twice. */
export function clientAdministrationContract(t: Test, name: string, open: (t: Test) => Promise<Repositories>): void {
  /** Ways to make clients; each test has a store of its own. */
  async function store(t: Test) {
    const repositories = await open(t)
    const { clients, tokens, accounts, auditTrail } = repositories

    async function invite(parts: Partial<NewClient> = {}, lifetimeMs?: number) {
      const client = newClient(parts)
      const token = newToken(lifetimeMs)
      const invited = await clients.invite(client, token, act)
      if (invited.outcome !== 'invited') throw new Error(`the invitation is ${invited.outcome}`)
      return { clientId: client.id, tokenId: token.id, secretHash: token.secretHash, email: client.email }
    }

    /** Lets the client open its link; its account is then what the facts say. */
    async function openLink(
      { clientId, tokenId }: { clientId: string; tokenId: string },
      facts?: Partial<AccountFacts>,
    ) {
      const { intent, now } = await tokens.openIntent(clientId)
      const snapshot: AccountSnapshot = {
        accountId: `acct_${clientId.replaceAll('-', '')}`,
        fetchedAt: now,
        detailsSubmitted: false,
        chargesEnabled: false,
        payoutsEnabled: false,
        requirements: nothingDue,
      }
      const { accountId } = snapshot
      const created = { snapshot, generation: intent.generation }
      const states = { stateHash: hash(), refreshHash: hash(), refreshUntil: new Date() }
      const link = { tokenId, clientId, accountId, created, ...states, linkExpiresAt: new Date() }
      const recorded = await tokens.recordLink(link, act)
      if (recorded.outcome !== 'recorded') throw new Error(`the link is ${recorded.outcome}`)
      if (facts !== undefined) {
        const later = new Date(now.getTime() + 1)
        await accounts.saveSnapshot({ snapshot: { ...snapshot, fetchedAt: later, ...facts } }, act)
      }
      return accountId
    }

    async function recordOf(clientId: string): Promise<ClientRecord> {
      const record = await clients.find(clientId)
      if (record === undefined) throw new Error(`no client ${clientId}`)
      return structuredClone(record)
    }

    async function idsOf(filter: ClientFilter): Promise<string[]> {
      const { items } = await clients.list(filter, { limit: 100 })
      return items.map(({ client }) => client.id)
    }

    async function trailOf(clientId: string): Promise<string[]> {
      const page = await auditTrail.list(clientId, { limit: 100 })
      return (page?.items ?? []).map(({ type }) => type).toReversed()
    }

    return { ...repositories, invite, openLink, recordOf, idsOf, trailOf }
  }

  t.test(`${name}: listing clients`, async (t) => {
    const { clients, tokens, invite, openLink, recordOf, idsOf } = await store(t)
    const fresh = await invite({ name: 'Ada Lovelace', externalId: 'CRM-100%' })
    const started = await invite({ name: 'Grace Hopper' })
    await openLink(started)
    const paid = await invite({ name: 'Edsger Dijkstra' })
    await openLink(paid, { detailsSubmitted: true, payoutsEnabled: true })
    const withdrawn = await invite({ name: 'Barbara Liskov' })
    await tokens.revoke(withdrawn.tokenId, 'operator', act)
    const late = await invite({ name: 'Alan Turing' }, 1)
    const lateStarted = await invite({ name: 'Radia Perlman' }, 150)
    await openLink(lateStarted)
    while (Date.now() < (await recordOf(lateStarted.clientId)).token.expiresAt.getTime() + 5) await sleep(5)
    const erased = await invite({ name: 'Nobody Anymore' })
    await clients.erase(erased.clientId, act)
    const all = [lateStarted, late, withdrawn, paid, started, fresh].map(({ clientId }) => clientId)

    t.test('the newest come first, and erased ones do not come', async (t) => {
      t.strictSame(await idsOf({}), all)
    })

    t.test('each is shown as it is shown alone', async (t) => {
      const { items } = await clients.list({}, { limit: 100 })
      for (const { now: _now, ...item } of items) {
        const { now: _then, ...alone } = await recordOf(item.client.id)
        t.strictSame(structuredClone(item), alone)
      }
    })

    t.test('pages follow on each other, without a gap and without an end that has nothing', async (t) => {
      for (const limit of [1, 2, 3, 5, 6, 7]) {
        const seen: string[] = []
        let after: string | undefined
        let pages = 0
        do {
          const { items, next } = await clients.list({}, { limit, after })
          t.ok(items.length > 0 && items.length <= limit)
          seen.push(...items.map(({ client }) => client.id))
          after = next
          pages += 1
        } while (after !== undefined)
        t.strictSame(seen, all, `${limit} a page`)
        t.equal(pages, Math.ceil(all.length / limit))
      }
    })

    t.test('by the status of the latest token, an expired one being neither pending nor in progress', async (t) => {
      t.strictSame(await idsOf({ status: 'pending' }), [fresh.clientId])
      t.strictSame(await idsOf({ status: 'in_progress' }), [started.clientId])
      t.strictSame(await idsOf({ status: 'completed' }), [paid.clientId])
      t.strictSame(await idsOf({ status: 'revoked' }), [withdrawn.clientId])
      t.strictSame(await idsOf({ status: 'expired' }), [lateStarted.clientId, late.clientId])
    })

    t.test('by readiness', async (t) => {
      t.strictSame(await idsOf({ readiness: 'none' }), [late.clientId, withdrawn.clientId, fresh.clientId])
      t.strictSame(await idsOf({ readiness: 'onboarding' }), [lateStarted.clientId, started.clientId])
      t.strictSame(await idsOf({ readiness: 'active' }), [paid.clientId])
      t.strictSame(await idsOf({ readiness: 'paused' }), [])
    })

    t.test('by a part of the name, the e-mail or the external id, in any case, and literally', async (t) => {
      t.strictSame(await idsOf({ text: 'HOPP' }), [started.clientId])
      t.strictSame(await idsOf({ text: paid.email.slice(3, 30).toUpperCase() }), [paid.clientId])
      t.strictSame(await idsOf({ text: 'crm-100%' }), [fresh.clientId])
      t.strictSame(await idsOf({ text: '100%' }), [fresh.clientId])
      for (const text of ['1%0', '___', '\\', 'nobody any', "'; --"]) t.strictSame(await idsOf({ text }), [], text)
    })

    t.test('by several at once', async (t) => {
      t.strictSame(await idsOf({ text: 'example.com', status: 'in_progress', readiness: 'onboarding' }), [
        started.clientId,
      ])
      t.strictSame(await idsOf({ status: 'pending', readiness: 'active' }), [])
      const { items, next } = await clients.list({ readiness: 'none' }, { limit: 2 })
      t.strictSame(
        items.map(({ client }) => client.id),
        [late.clientId, withdrawn.clientId],
      )
      const rest = await clients.list({ readiness: 'none' }, { limit: 2, after: next })
      t.strictSame(
        rest.items.map(({ client }) => client.id),
        [fresh.clientId],
      )
      t.equal(rest.next, undefined)
    })

    t.test('a new token takes the place of the one before', async (t) => {
      await tokens.issue(withdrawn.clientId, newToken(), act)
      t.strictSame(await idsOf({ status: 'revoked' }), [])
      t.strictSame(await idsOf({ status: 'pending' }), [withdrawn.clientId, fresh.clientId])
    })
  })

  t.test(`${name}: who has an e-mail or an external id`, async (t) => {
    const { clients, invite } = await store(t)
    const { clientId, email } = await invite({ externalId: 'crm-1' })
    t.strictSame(await clients.findTaken({ email: email.toUpperCase() }), { outcome: 'client_exists', clientId })
    t.strictSame(await clients.findTaken({ email: 'x@example.com', externalId: 'crm-1' }), {
      outcome: 'external_id_exists',
      clientId,
    })
    t.equal(await clients.findTaken({ email: 'x@example.com', externalId: 'crm-2' }), undefined)
  })

  t.test(`${name}: changing a client`, async (t) => {
    const { clients, tokens, accounts, invite, openLink, recordOf, trailOf } = await store(t)

    t.test('what is given is changed, and the record is handed back as it is stored', async (t) => {
      const { clientId } = await invite({ country: 'DE' })
      const changed = await clients.change(clientId, { name: 'Grace', country: 'FR' }, act)
      if (changed.outcome !== 'changed') throw new Error(changed.outcome)
      const { now: _now, ...record } = structuredClone(changed.record)
      t.match(record, { client: { name: 'Grace', country: 'FR' }, token: { status: 'pending' } })
      const { now: _then, ...stored } = await recordOf(clientId)
      t.strictSame(record, stored)
      t.strictSame(await trailOf(clientId), ['token_issued', 'client_changed'])
      await clients.change(clientId, { country: null }, act)
      t.notOk('country' in (await recordOf(clientId)).client)
    })

    t.test('what is the same is no change', async (t) => {
      const { clientId, email } = await invite()
      t.equal((await clients.change(clientId, { email, name: 'Ada' }, act)).outcome, 'changed')
      t.strictSame(await trailOf(clientId), ['token_issued'])
    })

    t.test('a new e-mail withdraws the open link', async (t) => {
      const invited = await invite()
      await openLink(invited)
      const email = `new-${invited.email}`
      t.match(await clients.change(invited.clientId, { email }, act), {
        record: { client: { email }, token: { id: invited.tokenId, status: 'revoked', revokeReason: 'email_changed' } },
      })
      t.strictSame(await trailOf(invited.clientId), ['token_issued', 'link_created', 'client_changed', 'token_revoked'])
    })

    t.test('the same e-mail in another case withdraws nothing', async (t) => {
      const { clientId, email } = await invite()
      t.match(await clients.change(clientId, { email: email.toUpperCase() }, act), {
        record: { client: { email: email.toUpperCase() }, token: { status: 'pending' } },
      })
    })

    t.test('a completed token stays completed', async (t) => {
      const invited = await invite()
      await openLink(invited, { detailsSubmitted: true })
      t.match(await clients.change(invited.clientId, { email: `new-${invited.email}` }, act), {
        record: { token: { status: 'completed' } },
      })
    })

    t.test('an e-mail that another client has is not taken, and nothing is half changed', async (t) => {
      const other = await invite()
      const { clientId } = await invite()
      const change = { name: 'Grace', email: other.email.toUpperCase() }
      t.strictSame(await clients.change(clientId, change, act), { outcome: 'client_exists', clientId: other.clientId })
      t.match(await recordOf(clientId), { client: { name: 'Ada' }, token: { status: 'pending' } })
      t.strictSame(await trailOf(clientId), ['token_issued'])
    })

    t.test('the country is locked once there is an account, or may be one', async (t) => {
      const invited = await invite({ country: 'DE' })
      const frozen = { email: invited.email, name: 'Ada', country: 'DE' }
      const { intent } = await tokens.openIntent(invited.clientId)
      t.strictSame(await clients.change(invited.clientId, { country: 'FR' }, act), { outcome: 'country_locked' })
      t.equal((await clients.change(invited.clientId, { country: 'DE', name: 'A' }, act)).outcome, 'changed')
      t.match(await tokens.openIntent(invited.clientId), { intent: { parameters: frozen } }, 'they stay frozen')

      const { status } = intent
      if (status !== 'open') throw new Error(status)
      await tokens.changeIntent({ intent: { ...intent, tries: 2 }, to: 'close' })
      t.equal((await clients.change(invited.clientId, { country: 'FR' }, act)).outcome, 'changed', 'there is none')
      await openLink(invited)
      t.strictSame(await clients.change(invited.clientId, { country: 'DE' }, act), { outcome: 'country_locked' })
    })

    t.test('of nobody, and of somebody erased, nothing is changed', async (t) => {
      const { clientId } = await invite()
      await clients.erase(clientId, act)
      for (const id of [clientId, uuidByTime()]) {
        t.strictSame(await clients.change(id, { name: 'Grace' }, act), { outcome: 'unknown_client' })
      }
    })

    t.test('twenty changes at once end with one of them, and with one open or revoked token', async (t) => {
      const { clientId } = await invite()
      const changes = Array.from({ length: 20 }, (_, n) =>
        n % 2 === 0
          ? clients.change(clientId, { email: `${n}-${clientId}@example.com` }, act)
          : tokens.issue(clientId, newToken(), act),
      )
      for (const { outcome } of await Promise.all(changes)) t.match(outcome, /^(changed|issued)$/)
      t.match(await recordOf(clientId), { client: { email: /^\d+-/ }, token: { status: /^(pending|revoked)$/ } })
      t.equal(await accounts.find({ clientId }), undefined)
    })
  })

  t.test(`${name}: erasing a client`, async (t) => {
    const { clients, tokens, accounts, auditTrail, invite, openLink, trailOf } = await store(t)

    t.test('nothing that is personal stays, and the ids, the account and the trail do', async (t) => {
      const invited = await invite({ name: 'Ada Lovelace', country: 'DE', externalId: 'crm-7' })
      const { clientId } = invited
      const accountId = await openLink(invited)
      t.equal(await clients.erase(clientId, act), 'erased')
      t.equal(await clients.find(clientId), undefined)
      const opening = await tokens.findBySecret(invited.secretHash)
      t.match(opening, { token: { status: 'revoked', revokeReason: 'erased' }, accountId })
      const { createdAt: _at, ...left } = opening?.client ?? { createdAt: undefined }
      t.strictSame(left, { id: clientId, name: 'Erased client', email: `erased-${clientId}@example.invalid` })
      t.match(await accounts.find({ accountId }), { clientId })
      t.strictSame(await trailOf(clientId), ['token_issued', 'link_created', 'token_revoked', 'client_erased'])
      t.ok(await auditTrail.list(clientId, { limit: 1 }))
    })

    t.test('its e-mail and external id are free again', async (t) => {
      const { clientId, email } = await invite({ externalId: 'crm-8' })
      await clients.erase(clientId, act)
      t.ok(await invite({ email, externalId: 'crm-8' }))
    })

    t.test('erasing again changes nothing, and nobody cannot be erased', async (t) => {
      const { clientId } = await invite()
      await clients.erase(clientId, act)
      t.equal(await clients.erase(clientId, act), 'erased')
      t.strictSame(await trailOf(clientId), ['token_issued', 'token_revoked', 'client_erased'])
      t.equal(await clients.erase(uuidByTime(), act), 'unknown_client')
    })

    t.test('not while there may be an account that nobody knows of', async (t) => {
      const { clientId, secretHash } = await invite()
      const { intent } = await tokens.openIntent(clientId)
      t.equal(await clients.erase(clientId, act), 'intent_unresolved')
      if (intent.status !== 'open') throw new Error(intent.status)
      await tokens.changeIntent({ intent, to: 'settle' })
      t.equal(await clients.erase(clientId, act), 'intent_unresolved')
      t.match(await tokens.findBySecret(secretHash), { token: { status: 'pending' }, client: { name: 'Ada' } })
      const { intent: settling } = await tokens.openIntent(clientId)
      if (settling.status !== 'settling') throw new Error(settling.status)
      await tokens.changeIntent({ intent: settling, to: 'close' })
      t.equal(await clients.erase(clientId, act), 'erased')
    })

    t.test('an opening that read the client before writes nothing of it down', async (t) => {
      for (const closeFirst of [false, true]) {
        const { clientId } = await invite()
        if (closeFirst) {
          const { intent } = await tokens.openIntent(clientId)
          if (intent.status !== 'open') throw new Error(intent.status)
          await tokens.changeIntent({ intent, to: 'close' })
        }
        await clients.erase(clientId, act)
        const { intent } = await tokens.openIntent(clientId)
        t.equal(intent.status, 'barred')
        t.notOk('parameters' in intent)
      }
    })

    t.test('the account is looked at as before', async (t) => {
      const invited = await invite()
      const accountId = await openLink(invited)
      await clients.erase(invited.clientId, act)
      const stored = await accounts.find({ accountId })
      if (stored === undefined) throw new Error('no account')
      const snapshot = { ...stored.snapshot, fetchedAt: stored.now, detailsSubmitted: true }
      t.match(await accounts.saveSnapshot({ snapshot }, act), { outcome: 'saved', completed: undefined })
    })

    t.test('an erased client gets no new link', async (t) => {
      const { clientId } = await invite()
      await clients.erase(clientId, act)
      t.strictSame(await tokens.issue(clientId, newToken(), act), { outcome: 'unknown_client' })
    })
  })

  t.test(`${name}: a request that is sent twice`, async (t) => {
    const { clients, tokens, invite, trailOf } = await store(t)
    const once = (): Once => ({ keyHash: hash(), fingerprint: hash() })

    t.test('an invitation makes one client, and each answer has a secret that opens its token', async (t) => {
      const request = once()
      const client = newClient()
      const [first, second] = [newToken(), newToken()]
      t.match(await clients.invite(client, first, act, request), { outcome: 'invited', replayed: undefined })
      t.match(await clients.invite({ ...client, id: uuidByTime() }, second, act, request), {
        outcome: 'invited',
        client: { id: client.id, email: client.email },
        token: { id: first.id, status: 'pending' },
        replayed: true,
      })
      for (const { secretHash } of [first, second]) {
        t.match(await tokens.findBySecret(secretHash), { token: { id: first.id } })
      }
      t.strictSame(await trailOf(client.id), ['token_issued'])
    })

    t.test('a new link replaces once', async (t) => {
      const { clientId } = await invite()
      const request = once()
      const [first, second] = [newToken(), newToken()]
      t.match(await tokens.issue(clientId, first, act, request), { outcome: 'issued', replayed: undefined })
      t.match(await tokens.issue(clientId, second, act, request), {
        outcome: 'issued',
        client: { id: clientId },
        token: { id: first.id, status: 'pending' },
        replayed: true,
      })
      t.match(await tokens.findBySecret(second.secretHash), { token: { id: first.id } })
    })

    t.test('the answer is about the same token, whatever became of it', async (t) => {
      const request = once()
      const client = newClient()
      const token = newToken()
      await clients.invite(client, token, act, request)
      await tokens.issue(client.id, newToken(), act)
      t.match(await clients.invite(client, newToken(), act, request), {
        token: { id: token.id, status: 'revoked' },
        replayed: true,
      })
    })

    t.test('another request under the same key is refused, and stores nothing', async (t) => {
      const request = once()
      await clients.invite(newClient(), newToken(), act, request)
      const other = newClient()
      const token = newToken()
      t.strictSame(await clients.invite(other, token, act, { ...request, fingerprint: hash() }), {
        outcome: 'key_reused',
      })
      t.equal(await clients.find(other.id), undefined)
      t.equal(await tokens.findBySecret(token.secretHash), undefined)
    })

    t.test('a key is its sender’s own', async (t) => {
      const request = once()
      await clients.invite(newClient(), newToken(), act, request)
      const other = newClient()
      t.match(await clients.invite(other, newToken(), { ...act, actor: 'admin:2' }, request), {
        client: { id: other.id },
        replayed: undefined,
      })
    })

    t.test('a refusal is not remembered', async (t) => {
      const request = once()
      const { clientId, email } = await invite()
      const client = newClient({ email })
      t.match(await clients.invite(client, newToken(), act, request), { outcome: 'client_exists', clientId })
      await clients.erase(clientId, act)
      t.match(await clients.invite(client, newToken(), act, request), { outcome: 'invited', client: { id: client.id } })
    })

    t.test('what an erased client was asked for is forgotten', async (t) => {
      const request = once()
      const client = newClient()
      await clients.invite(client, newToken(), act, request)
      await clients.erase(client.id, act)
      const again = newClient()
      t.match(await clients.invite(again, newToken(), act, request), { client: { id: again.id }, replayed: undefined })
    })

    t.test('ten at once make one client, and those that came in between are told so', async (t) => {
      const request = once()
      const sent = Array.from({ length: 10 }, () => clients.invite(newClient(), newToken(), act, request))
      const answers = await Promise.all(sent)
      const invited = answers.flatMap((answer) => (answer.outcome === 'invited' ? [answer.client.id] : []))
      t.ok(invited.length > 0)
      t.equal(new Set(invited).size, 1)
      t.equal(answers.filter(({ outcome }) => outcome === 'in_flight').length, 10 - invited.length)
    })
  })
}
