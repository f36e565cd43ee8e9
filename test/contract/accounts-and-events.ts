import { randomBytes, randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import type { AccountSnapshot } from '../../src/domain/account.ts'
import type { AccountRepository } from '../../src/ports/account-repository.ts'
import type { AuditTrail } from '../../src/ports/audit-trail.ts'
import type { ClientRepository } from '../../src/ports/client-repository.ts'
import type { EventInbox } from '../../src/ports/event-inbox.ts'
import type { TokenRepository } from '../../src/ports/token-repository.ts'

interface Repositories {
  readonly clients: ClientRepository
  readonly tokens: TokenRepository
  readonly accounts: AccountRepository
  readonly inbox: EventInbox
  readonly auditTrail: AuditTrail
}

const act = { actor: 'test', requestId: 'request-1' }
const hash = () => randomBytes(32)
const origin = { platformId: 'acct_platform', livemode: false }

/** What every adapter does with links that come back, accounts, events and the audit trail. */
export function accountsAndEventsContract(t: Test, name: string, open: (t: Test) => Promise<Repositories>): void {
  t.test(`${name}: the way back`, async (t) => {
    const { clients, tokens, accounts, inbox, auditTrail } = await open(t)

    const snapshotOf = (accountId: string, fetchedAt: Date, facts: Partial<AccountSnapshot> = {}): AccountSnapshot => ({
      accountId,
      fetchedAt,
      detailsSubmitted: false,
      chargesEnabled: false,
      payoutsEnabled: false,
      requirements: { currentlyDue: [], pastDue: [], pendingVerification: [], errors: [] },
      ...facts,
    })
    const submitted = { detailsSubmitted: true, payoutsEnabled: true }

    async function invite(lifetimeMs = 60_000) {
      const id = randomUUID()
      const tokenId = randomUUID()
      const client = { id, name: 'Ada', email: `${id}@example.com` }
      const invited = await clients.invite(client, { id: tokenId, lifetimeMs, secretHash: hash() }, act)
      if (invited.outcome !== 'invited') throw new Error(invited.outcome)
      return { clientId: id, tokenId, now: invited.now }
    }

    /** A client whose link was opened, `asked` being when its account was asked for. */
    async function opened(lifetimeMs?: number, refreshMs = 3_900_000) {
      const { clientId, tokenId } = await invite(lifetimeMs)
      const { now } = await tokens.openIntent(clientId)
      const accountId = `acct_${randomBytes(8).toString('hex')}`
      const stateHash = hash()
      const linkExpiresAt = new Date(now.getTime() + 300_000)
      const created = { snapshot: snapshotOf(accountId, now), generation: 1, origin }
      const [refreshHash, refreshUntil] = [hash(), new Date(now.getTime() + refreshMs)]
      const states = { stateHash, refreshHash, refreshUntil }
      await tokens.recordLink({ tokenId, clientId, accountId, created, ...states, linkExpiresAt }, act)
      return { clientId, tokenId, accountId, ...states, linkExpiresAt, asked: now }
    }
    const later = (asked: Date, ms = 1000) => new Date(asked.getTime() + ms)
    const statusOf = async (clientId: string) => (await clients.find(clientId))?.token.status
    const fresh = () => ({ id: randomUUID(), lifetimeMs: 60_000, secretHash: hash() })

    t.test('a state finds its token, and only a state that was given out does', async (t) => {
      const { tokenId, clientId, accountId, stateHash } = await opened()
      const wayBack = await tokens.findByState(stateHash)
      t.match(wayBack, { token: { id: tokenId, status: 'in_progress' }, client: { id: clientId }, accountId })
      t.ok(wayBack && wayBack.handedOutAt <= wayBack.now)
      t.equal(await tokens.findByState(hash()), undefined)
    })

    t.test('a refresh state finds its token, too, and neither state is taken for the other', async (t) => {
      const { tokenId, clientId, stateHash, refreshHash, refreshUntil } = await opened()
      const found = await tokens.findByRefreshState(refreshHash)
      t.match(found, { token: { id: tokenId }, client: { id: clientId } })
      t.strictSame(found?.attempt.refreshUntil, refreshUntil)
      t.equal(found?.attempt.refreshedAt, undefined)
      for (const wrong of [stateHash, hash()]) {
        t.equal(await tokens.findByRefreshState(wrong), undefined)
        t.equal(await tokens.useRefreshState(wrong), false)
      }
      t.equal(await tokens.findByState(refreshHash), undefined)
    })

    t.test('a refresh state is used once, also by many at once', async (t) => {
      const { refreshHash } = await opened()
      const other = await opened()
      const used = await Promise.all(Array.from({ length: 10 }, () => tokens.useRefreshState(refreshHash)))
      t.equal(used.filter(Boolean).length, 1)
      const found = await tokens.findByRefreshState(refreshHash)
      t.ok(found?.attempt.refreshedAt && found.attempt.refreshedAt <= found.now)
      t.equal((await tokens.findByRefreshState(other.refreshHash))?.attempt.refreshedAt, undefined, 'no other is used')

      await tokens.unuseRefreshState(refreshHash)
      t.equal((await tokens.findByRefreshState(refreshHash))?.attempt.refreshedAt, undefined)
      t.equal(await tokens.useRefreshState(refreshHash), true, 'and once more if nothing came of it')
      t.equal(await tokens.useRefreshState(refreshHash), false)
    })

    t.test('a refresh state is not used after the end of its chain', async (t) => {
      const { refreshHash } = await opened(undefined, -1)
      t.ok(await tokens.findByRefreshState(refreshHash))
      t.equal(await tokens.useRefreshState(refreshHash), false)
      await tokens.unuseRefreshState(hash())
    })

    t.test('issuing replaces the open token, and says when there is nothing to do', async (t) => {
      const { clientId, tokenId, accountId, stateHash, asked } = await opened()
      const issued = await tokens.issue(clientId, fresh(), act)
      t.match(issued, {
        outcome: 'issued',
        token: { status: 'pending', purpose: 'onboarding' },
        client: { id: clientId },
      })
      t.match((await tokens.findByState(stateHash))?.token, {
        id: tokenId,
        status: 'revoked',
        revokeReason: 'replaced',
      })

      await accounts.saveSnapshot({ snapshot: snapshotOf(accountId, later(asked), submitted) }, act)
      t.match(await tokens.issue(clientId, fresh(), act), { outcome: 'nothing_to_do' })
      const due = { ...submitted, requirements: { ...snapshotOf('', asked).requirements, currentlyDue: ['x'] } }
      await accounts.saveSnapshot({ snapshot: snapshotOf(accountId, later(asked, 2000), due) }, act)
      t.match(await tokens.issue(clientId, fresh(), act), { outcome: 'issued', token: { purpose: 'update' } })
      t.match(await tokens.issue(randomUUID(), fresh(), act), { outcome: 'unknown_client' })
    })

    t.test('of twenty that issue at once each is answered, and one token is open', async (t) => {
      const { clientId } = await opened()
      const mine = Array.from({ length: 20 }, fresh)
      const issued = await Promise.all(mine.map((token) => tokens.issue(clientId, token, act)))
      t.ok(issued.every(({ outcome }) => outcome === 'issued'))
      const found = await Promise.all(mine.map(({ secretHash }) => tokens.findBySecret(secretHash)))
      t.equal(found.filter((opening) => opening?.token.status === 'pending').length, 1)
    })

    t.test('revoking says until when a link may live, again and again, and leaves completed ones alone', async (t) => {
      const { tokenId, linkExpiresAt } = await opened()
      for (let times = 0; times < 2; times += 1) {
        const revoked = await tokens.revoke(tokenId, 'operator', act)
        t.match(revoked, { outcome: 'revoked', token: { status: 'revoked', revokeReason: 'operator' } })
        t.same(revoked.outcome === 'revoked' && revoked.linksOutstandingUntil, linkExpiresAt)
      }
      t.notOk('linksOutstandingUntil' in (await tokens.revoke((await invite()).tokenId, 'operator', act)))
      t.match(await tokens.revoke(randomUUID(), 'operator', act), { outcome: 'unknown_token' })

      const done = await opened()
      await accounts.saveSnapshot({ snapshot: snapshotOf(done.accountId, later(done.asked), submitted) }, act)
      t.match(await tokens.revoke(done.tokenId, 'operator', act), { outcome: 'completed' })
      t.equal(await statusOf(done.clientId), 'completed')
    })

    t.test('a later snapshot is kept and an earlier one is not', async (t) => {
      const { clientId, accountId, asked } = await opened()
      t.match(await accounts.find({ clientId }), { clientId, snapshot: { accountId }, origin })
      const paid = snapshotOf(accountId, later(asked, 2000), { chargesEnabled: true })
      t.match(await accounts.saveSnapshot({ snapshot: paid }, act), { outcome: 'saved', clientId })
      const old = snapshotOf(accountId, later(asked, 1000), submitted)
      t.match(await accounts.saveSnapshot({ snapshot: old }, act), { outcome: 'stale', clientId })
      t.same((await accounts.find({ accountId }))?.snapshot, paid)
      t.same((await accounts.find({ accountId }))?.origin, origin, 'what is not said again stays')
      t.equal(await statusOf(clientId), 'in_progress', 'and a stale one is no evidence')
      t.equal(await accounts.find({ accountId: 'acct_nobody' }), undefined)
    })

    t.test('of twenty snapshots at once the latest stays, and the token is completed once', async (t) => {
      const { clientId, tokenId, accountId, asked } = await opened()
      const saved = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          accounts.saveSnapshot(
            { snapshot: snapshotOf(accountId, later(asked, 1000 + ((index * 7) % 20)), submitted) },
            act,
          ),
        ),
      )
      t.equal(saved.filter((one) => one.outcome === 'saved' && one.completed === tokenId).length, 1)
      t.same((await accounts.find({ clientId }))?.snapshot.fetchedAt, later(asked, 1019))
      const events = await auditTrail.list(clientId, { limit: 50 })
      t.equal(events?.items.filter(({ type }) => type === 'token_completed').length, 1)
    })

    t.test('evidence completes a token that has expired, and none that is revoked', async (t) => {
      const expired = await opened(400)
      await new Promise((resolve) => setTimeout(resolve, 450))
      const evidence = (of: typeof expired) => ({ snapshot: snapshotOf(of.accountId, later(of.asked), submitted) })
      t.match(await accounts.saveSnapshot(evidence(expired), act), { outcome: 'saved', completed: expired.tokenId })
      const revoked = await opened()
      await tokens.revoke(revoked.tokenId, 'operator', act)
      const saved = await accounts.saveSnapshot(evidence(revoked), act)
      t.notOk('completed' in saved)
      t.equal(await statusOf(revoked.clientId), 'revoked')
      t.ok(
        (await accounts.find({ clientId: revoked.clientId }))?.snapshot.payoutsEnabled,
        'but the account is what it is',
      )
    })

    t.test('completing and replacing at once never undo each other', async (t) => {
      for (let round = 0; round < 10; round += 1) {
        const { clientId, accountId, stateHash, asked } = await opened()
        await Promise.all([
          accounts.saveSnapshot({ snapshot: snapshotOf(accountId, later(asked), submitted) }, act),
          tokens.issue(clientId, fresh(), act),
        ])
        const old = (await tokens.findByState(stateHash))?.token.status
        t.ok(old === 'completed' || old === 'revoked')
        t.equal(await statusOf(clientId), 'completed', 'whichever token is the latest')
      }
    })

    t.test('an unknown account is adopted only by the intent that waits for it', async (t) => {
      const { clientId, now } = await invite()
      const account = () => snapshotOf(`acct_${randomBytes(8).toString('hex')}`, later(now), submitted)
      const save = (generation: number, of = clientId) =>
        accounts.saveSnapshot({ snapshot: account(), origin, adopt: { clientId: of, generation } }, act)
      t.match(await accounts.saveSnapshot({ snapshot: account() }, act), { outcome: 'unknown_account' })
      t.match(await save(1), { outcome: 'unknown_account' }, 'nothing is waited for yet')
      await tokens.openIntent(clientId)
      t.match(await save(2), { outcome: 'unknown_account' }, 'another generation')
      t.match(await save(1, randomUUID()), { outcome: 'unknown_account' }, 'another client')
      t.match(await save(1), { outcome: 'saved', clientId, completed: String })
      t.match(await save(1), { outcome: 'unknown_account' }, 'there is one now')
      t.match(await tokens.openIntent(clientId), { storedAccountId: /^acct_/ })
    })

    t.test('an account is kept once', async (t) => {
      const { clientId, now } = await invite()
      await tokens.openIntent(clientId)
      const created = () => ({ snapshot: snapshotOf(`acct_${randomBytes(8).toString('hex')}`, now), generation: 1 })
      const first = await accounts.keepAccount(clientId, created(), act)
      t.equal(await accounts.keepAccount(clientId, created(), act), first)
    })

    t.test('those of whom nobody has heard are listed, and no others', async (t) => {
      const quiet = async (quietMs: number) =>
        (await accounts.listQuiet(quietMs)).items.map(({ accountId }) => accountId)
      const onTheWay = await opened()
      const done = await opened()
      await accounts.saveSnapshot({ snapshot: snapshotOf(done.accountId, later(done.asked, 1), submitted) }, act)
      const reviewed = await opened()
      await accounts.saveSnapshot(
        {
          snapshot: snapshotOf(reviewed.accountId, later(reviewed.asked, 1), {
            detailsSubmitted: true,
            hold: 'provider_review',
          }),
        },
        act,
      )
      const waiting = await invite()
      await tokens.openIntent(waiting.clientId)
      await new Promise((resolve) => setTimeout(resolve, 60))
      const listed = await quiet(30)
      t.ok(listed.includes(onTheWay.accountId))
      t.ok(listed.includes(reviewed.accountId))
      t.notOk(listed.includes(done.accountId))
      t.notOk((await quiet(60_000)).includes(onTheWay.accountId), 'nor who was looked at lately')

      const unsettled = async (quietMs: number) => (await accounts.listUnsettled(quietMs)).items.map(({ id }) => id)
      t.ok((await unsettled(30)).includes(waiting.clientId))
      t.notOk((await unsettled(30)).includes(onTheWay.clientId))
      t.notOk((await unsettled(60_000)).includes(waiting.clientId))
    })

    t.test('every account is listed once, in pages, and they are as many as are counted', async (t) => {
      const before = await accounts.countAttached()
      const mine: string[] = []
      for (let made = 0; made < 101; made += 1) mine.push((await opened()).accountId)
      const listed: string[] = []
      let after: string | undefined
      do {
        const page = await accounts.listAttached(after)
        t.ok(page.items.length <= 100, 'a page is bounded')
        listed.push(...page.items.map(({ accountId }) => accountId))
        after = page.next
      } while (after !== undefined)
      t.equal(new Set(listed).size, listed.length)
      t.same(
        mine.filter((accountId) => !listed.includes(accountId)),
        [],
      )
      t.equal(listed.length, before + mine.length)
      t.equal(await accounts.countAttached(), listed.length)
    })

    t.test('an event is kept once, and settled once', async (t) => {
      const { accountId, asked } = await opened()
      const event = (id: string) => ({
        id,
        type: 'account.updated',
        kind: 'account' as const,
        accountId,
        livemode: false,
        createdAt: asked,
      })
      const id = `evt_${randomBytes(8).toString('hex')}`
      const answers = await Promise.all([1, 2, 3, 4].map(() => inbox.receive(event(id), { ignored: false })))
      t.same(answers.toSorted(), ['known', 'known', 'known', 'new'])
      t.match(await inbox.find(id), { id, accountId, processed: false, accountFetchedAt: Date, receivedAt: Date })
      await inbox.noteFailure(id, 'timeout')
      t.match(await inbox.find(id), { processed: false })
      await accounts.saveSnapshot({ snapshot: snapshotOf(accountId, later(asked)), eventId: id }, act)
      t.match(await inbox.find(id), { processed: true })

      const other = `evt_${randomBytes(8).toString('hex')}`
      await inbox.receive(event(other), { ignored: true })
      t.match(await inbox.find(other), { processed: true })
      const third = `evt_${randomBytes(8).toString('hex')}`
      await inbox.receive(event(third), { ignored: false })
      await inbox.settle(third, 'ignored')
      t.match(await inbox.find(third), { processed: true })
      t.equal(await inbox.find('evt_nobody'), undefined)
    })

    t.test('the trail tells each transition once, newest first, a page at a time', async (t) => {
      const { clientId, tokenId, accountId, asked } = await opened()
      await accounts.saveSnapshot({ snapshot: snapshotOf(accountId, later(asked), submitted) }, act)
      const whole = await auditTrail.list(clientId, { limit: 50 })
      t.same(
        whole?.items.filter(({ to }) => to !== undefined).map(({ type, from, to }) => [type, from, to]),
        [
          ['token_completed', 'in_progress', 'completed'],
          ['link_created', 'pending', 'in_progress'],
          ['token_issued', undefined, 'pending'],
        ],
      )
      t.ok(whole?.items.every(({ actor, requestId }) => actor === 'test' && requestId === 'request-1'))
      t.equal(whole?.items[0]?.tokenId, tokenId)
      const ids: string[] = []
      let after: string | undefined
      do {
        const page = await auditTrail.list(clientId, { limit: 2, ...(after !== undefined && { after }) })
        ids.push(...(page?.items ?? []).map(({ id }) => id))
        after = page?.next
      } while (after !== undefined)
      t.same(
        ids,
        whole?.items.map(({ id }) => id),
      )
      t.equal(await auditTrail.list(randomUUID(), { limit: 5 }), undefined)
    })
  })
}
