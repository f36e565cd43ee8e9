import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { type OpenIntent, parametersFor, type SettlingIntent } from '../../src/domain/account-intent.ts'
import type { AccountSnapshot } from '../../src/domain/account.ts'
import type { OnboardingToken, TokenError } from '../../src/domain/onboarding-token.ts'
import type { FailureOutcome, ProviderFailure } from '../../src/domain/provider-failure.ts'
import type { ClientRecord, ClientRepository, NewClient } from '../../src/ports/client-repository.ts'
import type { CreatedAccount, IntentChange, Opening, TokenRepository } from '../../src/ports/token-repository.ts'

export interface Repositories {
  readonly clients: ClientRepository
  readonly tokens: TokenRepository
  /** Ends an open token, for which there is no repository method yet. */
  endToken(token: OnboardingToken, to: 'completed' | 'revoked'): Promise<void>
}

const HOUR_MS = 3_600_000

const act = { actor: 'client', requestId: 'request-1' }

/** What every adapter of both repositories does; they share their data, so they are tested together. */
export function repositoriesContract(t: Test, name: string, open: (t: Test) => Promise<Repositories>): void {
  t.test(`${name}: inviting`, async (t) => {
    const repositories = await open(t)
    const { clients } = repositories

    t.test('a client and its token are stored as they were given, and handed back', async (t) => {
      const client = { ...newClient(), country: 'DE', externalId: randomUUID() }
      const token = newToken(90_000)
      const invited = await clients.invite(client, token, act)
      if (invited.outcome !== 'invited') throw new Error(`it is ${invited.outcome}`)
      const { createdAt, ...stored } = invited.client
      t.strictSame(stored, client)
      t.ok(Math.abs(invited.now.getTime() - createdAt.getTime()) < 10_000)
      const { issuedAt, expiresAt, ...rest } = invited.token
      t.strictSame(rest, {
        id: token.id,
        clientId: client.id,
        purpose: 'onboarding',
        attempts: 0,
        status: 'pending',
      })
      t.equal(expiresAt.getTime() - issuedAt.getTime(), 90_000, 'it lives as long as it was granted')

      const found = await recordOf(repositories, client.id)
      t.strictSame(found, { client: invited.client, token: invited.token, now: found.now })
    })

    t.test('what was not given is not there, not even as an undefined field', async (t) => {
      const { record } = await invite(repositories)
      t.strictSame(Object.keys(record.client).toSorted(), ['createdAt', 'email', 'id', 'name'])
      t.notOk('account' in record)
      t.notOk('lastError' in record.token)
    })

    t.test('an e-mail that differs only in case is taken, and nothing is half stored', async (t) => {
      const email = `Ada.${randomUUID()}@Example.com`
      const first = { ...newClient(), email }
      await clients.invite(first, newToken(), act)
      const second = { ...newClient(), email: email.toUpperCase(), externalId: randomUUID() }
      const token = newToken()
      t.same(await clients.invite(second, token, act), { outcome: 'client_exists', clientId: first.id })
      t.equal(await clients.find(second.id), undefined)
      t.equal(await repositories.tokens.findBySecret(token.secretHash), undefined)
      t.equal((await clients.find(first.id))?.client.email, email, 'the first keeps its spelling')

      const again = await clients.invite({ ...second, email: newClient().email }, token, act)
      t.equal(again.outcome, 'invited', 'the ids, the external id and the secret are not used up')
    })

    t.test('an external id is taken once, and nothing is half stored', async (t) => {
      const externalId = randomUUID()
      const first = { ...newClient(), externalId }
      await clients.invite(first, newToken(), act)
      const second = { ...newClient(), externalId }
      const token = newToken()
      t.same(await clients.invite(second, token, act), { outcome: 'external_id_exists', clientId: first.id })
      t.equal(await clients.find(second.id), undefined)
      t.equal(await repositories.tokens.findBySecret(token.secretHash), undefined)
      const again = await clients.invite({ ...second, externalId: externalId.toUpperCase() }, token, act)
      t.equal(again.outcome, 'invited', 'external ids differ by case')
    })

    t.test('inviting the same client again says that the client exists', async (t) => {
      const client = { ...newClient(), externalId: randomUUID() }
      await clients.invite(client, newToken(), act)
      t.same(await clients.invite({ ...client, id: randomUUID() }, newToken(), act), {
        outcome: 'client_exists',
        clientId: client.id,
      })
    })

    t.test('ten invitations of one e-mail at once make one client', async (t) => {
      const { email } = newClient()
      const all = await Promise.all(
        Array.from({ length: 10 }, () => clients.invite({ ...newClient(), email }, newToken(), act)),
      )
      const outcomes = all.map(({ outcome }) => outcome)
      t.equal(outcomes.filter((outcome) => outcome === 'invited').length, 1)
      t.equal(outcomes.filter((outcome) => outcome === 'client_exists').length, 9)
    })

    t.test('an unknown client is not found', async (t) => {
      t.equal(await clients.find(randomUUID()), undefined)
    })
  })

  t.test(`${name}: finding by a link secret`, async (t) => {
    const repositories = await open(t)
    const { tokens } = repositories

    t.test('the token and its client are found, with the clock of the store', async (t) => {
      const { record, secretHash } = await invite(repositories)
      const opening = await found(repositories, secretHash)
      t.strictSame(opening, { token: record.token, client: record.client, now: opening.now })
      t.ok(opening.now.getTime() >= opening.token.issuedAt.getTime())
      t.ok(opening.now.getTime() < opening.token.expiresAt.getTime())
    })

    t.test('an unknown hash opens nothing', async (t) => {
      await invite(repositories)
      t.equal(await tokens.findBySecret(hash()), undefined)
    })

    t.test('the account appears when it is stored', async (t) => {
      const invited = await invite(repositories)
      t.notOk('accountId' in (await found(repositories, invited.secretHash)))
      const accountId = await recordFirstLink(repositories, invited)
      t.equal((await found(repositories, invited.secretHash)).accountId, accountId)
    })

    t.test('a token that has ended is found as well', async (t) => {
      const { record, secretHash } = await invite(repositories)
      await repositories.endToken(record.token, 'revoked')
      t.equal((await found(repositories, secretHash)).token.status, 'revoked')
    })
  })

  t.test(`${name}: the intent to create an account`, async (t) => {
    const repositories = await open(t)
    const { clients, tokens } = repositories

    t.test('the first caller freezes the parameters, and every caller is counted', async (t) => {
      const { clientId, record } = await invite(repositories, { country: 'DE' })
      const first = await tokens.openIntent(clientId)
      t.strictSame(first, {
        intent: {
          clientId,
          generation: 1,
          status: 'open',
          parameters: { email: record.client.email, name: 'Ada', country: 'DE' },
          openedAt: (first.intent as OpenIntent).openedAt,
          tries: 1,
        },
        storedAccountId: undefined,
        now: first.now,
      })
      t.ok(Math.abs(first.now.getTime() - (first.intent as OpenIntent).openedAt.getTime()) < 5000)

      await clients.change(clientId, { name: 'Other', email: `${randomUUID()}@example.com` }, act)
      const second = await tokens.openIntent(clientId)
      t.strictSame(second.intent, { ...first.intent, tries: 2 })
    })

    t.test('parameters without a country come back without one', async (t) => {
      const { clientId, record } = await invite(repositories)
      await tokens.openIntent(clientId)
      const intent = await openIntent(repositories, clientId)
      t.strictSame(intent.parameters, { email: record.client.email, name: 'Ada' })
    })

    t.test('ten callers at once get ten different counts of one intent', async (t) => {
      const { clientId } = await invite(repositories)
      const all = await Promise.all(Array.from({ length: 10 }, () => tokens.openIntent(clientId)))
      const intents = all.map(({ intent }) => intent as OpenIntent)
      t.strictSame(new Set(intents.map(({ tries }) => tries)), new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))
      t.equal(new Set(intents.map(({ openedAt }) => openedAt.getTime())).size, 1)
    })

    t.test('the intents of two clients are two', async (t) => {
      const [one, other] = [await invite(repositories), await invite(repositories)]
      await tokens.openIntent(one.clientId)
      t.match(await openIntent(repositories, other.clientId), { tries: 1, generation: 1 })
    })

    t.test('a settling intent keeps its parameters and its age, and counts no more tries', async (t) => {
      const { clientId } = await invite(repositories)
      const intent = await openIntent(repositories, clientId)
      await tokens.changeIntent({ intent, to: 'settle' })
      await clients.change(clientId, { name: 'Other' }, act)
      const { intent: settling } = await tokens.openIntent(clientId)
      const { settlingSince } = settling as SettlingIntent
      const { tries: _, ...kept } = intent
      t.strictSame(settling, { ...kept, status: 'settling', settlingSince })
      t.ok(settlingSince.getTime() >= intent.openedAt.getTime())
      t.strictSame((await tokens.openIntent(clientId)).intent, settling)
    })

    t.test('settling twice does not start the minute anew', async (t) => {
      const { clientId } = await invite(repositories)
      const intent = await openIntent(repositories, clientId)
      await tokens.changeIntent({ intent, to: 'settle' })
      const { intent: settling } = await tokens.openIntent(clientId)
      await sleep(5)
      await tokens.changeIntent({ intent, to: 'settle' })
      await tokens.changeIntent({ intent: settling as SettlingIntent, to: 'settle' })
      t.strictSame((await tokens.openIntent(clientId)).intent, settling)
    })

    t.test('a spent key settles also when others have tried since', async (t) => {
      const { clientId } = await invite(repositories)
      const intent = await openIntent(repositories, clientId)
      await tokens.openIntent(clientId)
      await tokens.changeIntent({ intent, to: 'settle' })
      t.equal((await tokens.openIntent(clientId)).intent.status, 'settling')
    })

    t.test('closing an open intent bumps the generation and unfreezes the parameters', async (t) => {
      const { clientId } = await invite(repositories)
      const intent = await openIntent(repositories, clientId)
      await sleep(5)
      await tokens.changeIntent({ intent, to: 'close' })
      await clients.change(clientId, { name: 'Other', country: 'FR' }, act)
      const next = await tokens.openIntent(clientId)
      const { openedAt } = next.intent as OpenIntent
      const parameters = parametersFor((await recordOf(repositories, clientId)).client)
      t.match(parameters, { name: 'Other', country: 'FR' })
      t.strictSame(next.intent, { clientId, generation: 2, status: 'open', parameters, openedAt, tries: 1 })
      t.ok(openedAt.getTime() > intent.openedAt.getTime(), 'its key is as young as it is')
    })

    t.test('an intent is not closed if somebody has tried since it was read', async (t) => {
      const { clientId } = await invite(repositories)
      const stale = await openIntent(repositories, clientId)
      const current = await openIntent(repositories, clientId)
      await tokens.changeIntent({ intent: stale, to: 'close' })
      t.strictSame((await tokens.openIntent(clientId)).intent, { ...current, tries: 3 })
    })

    t.test('closing a settling intent bumps the generation, once for all who saw it settle', async (t) => {
      const { clientId } = await invite(repositories)
      await tokens.changeIntent({ intent: await openIntent(repositories, clientId), to: 'settle' })
      const { intent } = await tokens.openIntent(clientId)
      const close: IntentChange = { intent: intent as SettlingIntent, to: 'close' }
      await Promise.all(Array.from({ length: 10 }, () => tokens.changeIntent(close)))
      t.match(await openIntent(repositories, clientId), { generation: 2, tries: 1 })
      await tokens.changeIntent(close)
      t.match(
        await openIntent(repositories, clientId),
        { generation: 2, tries: 2 },
        'nor does a late one touch the next',
      )
    })

    t.test('a change that was meant for an earlier generation or another state does nothing', async (t) => {
      const { clientId } = await invite(repositories)
      const first = await openIntent(repositories, clientId)
      await tokens.changeIntent({ intent: first, to: 'close' })
      const second = await openIntent(repositories, clientId)
      await tokens.changeIntent({ intent: first, to: 'close' })
      await tokens.changeIntent({ intent: first, to: 'settle' })
      t.strictSame((await tokens.openIntent(clientId)).intent, { ...second, tries: 2 })

      await tokens.changeIntent({ intent: second, to: 'settle' })
      const settling = (await tokens.openIntent(clientId)).intent
      await tokens.changeIntent({ intent: { ...second, tries: 2 }, to: 'close' })
      t.strictSame((await tokens.openIntent(clientId)).intent, settling, 'an open one read, a settling one met')
    })

    t.test('a stored account ends the intent for good and is told to whoever asks', async (t) => {
      const invited = await invite(repositories)
      const { clientId } = invited
      const intent = await openIntent(repositories, clientId)
      const accountId = await recordFirstLink(repositories, invited)
      const done = { intent: { clientId, generation: 1, status: 'done' }, storedAccountId: accountId }
      t.match(await tokens.openIntent(clientId), done)
      await tokens.changeIntent({ intent, to: 'close' })
      await tokens.changeIntent({ intent, to: 'settle' })
      const after = await tokens.openIntent(clientId)
      t.match(after, done)
      t.notOk('parameters' in after.intent, 'the frozen personal data is gone')
    })

    t.test('the account of a settling intent can be adopted', async (t) => {
      const invited = await invite(repositories)
      const intent = await openIntent(repositories, invited.clientId)
      await tokens.changeIntent({ intent, to: 'settle' })
      const accountId = await recordFirstLink(repositories, invited)
      const { intent: after, storedAccountId } = await tokens.openIntent(invited.clientId)
      t.strictSame(after, { clientId: invited.clientId, generation: 1, status: 'done' })
      t.equal(storedAccountId, accountId)
    })
  })

  t.test(`${name}: recording a link`, async (t) => {
    const repositories = await open(t)
    const { clients, tokens } = repositories

    t.test('the first link starts the token and keeps the account with what the provider said of it', async (t) => {
      const invited = await invite(repositories)
      await openIntent(repositories, invited.clientId)
      const created = createdAccount({
        hold: 'paused',
        holdReason: 'listed',
        requirements: {
          currentlyDue: ['a', 'b'],
          pastDue: ['c'],
          pendingVerification: ['d'],
          errors: [{ requirement: 'a', code: 'invalid' }],
          deadline: new Date('2027-01-02T03:04:05.000Z'),
        },
      })
      t.strictSame(await tokens.recordLink(linkOf(invited, created), act), { outcome: 'recorded' })
      const { token, account, now } = await recordOf(repositories, invited.clientId)
      const { startedAt, ...rest } = token as OnboardingToken & { status: 'in_progress' }
      const { status: _, ...issued } = invited.record.token
      t.strictSame(rest, { ...issued, status: 'in_progress' })
      t.ok(startedAt.getTime() <= now.getTime() && startedAt.getTime() >= token.issuedAt.getTime())
      t.strictSame(account, created.snapshot)
    })

    t.test('opening again keeps the first start', async (t) => {
      const invited = await invite(repositories)
      const accountId = await recordFirstLink(repositories, invited)
      const first = await recordOf(repositories, invited.clientId)
      await sleep(5)
      t.strictSame(await tokens.recordLink(linkTo(invited, accountId), act), { outcome: 'recorded' })
      const second = await recordOf(repositories, invited.clientId)
      t.strictSame(second.token, first.token)
    })

    for (const to of ['completed', 'revoked'] as const) {
      t.test(`a token that was ${to} meanwhile refuses, and the created account is kept`, async (t) => {
        const invited = await invite(repositories)
        await openIntent(repositories, invited.clientId)
        await repositories.endToken(invited.record.token, to)
        const created = createdAccount()
        t.strictSame(await tokens.recordLink(linkOf(invited, created), act), { outcome: 'refused' })
        const { token, account } = await recordOf(repositories, invited.clientId)
        t.equal(token.status, to)
        t.equal(account?.accountId, created.snapshot.accountId)
        t.equal((await tokens.openIntent(invited.clientId)).intent.status, 'done')
      })

      t.test(`a token in progress that was ${to} meanwhile refuses`, async (t) => {
        const invited = await invite(repositories)
        const accountId = await recordFirstLink(repositories, invited)
        await repositories.endToken((await recordOf(repositories, invited.clientId)).token, to)
        t.strictSame(await tokens.recordLink(linkTo(invited, accountId), act), { outcome: 'refused' })
        t.equal((await recordOf(repositories, invited.clientId)).token.status, to)
      })
    }

    t.test('that it has ended is told before that another account is stored', async (t) => {
      const invited = await invite(repositories)
      await recordFirstLink(repositories, invited)
      await repositories.endToken((await recordOf(repositories, invited.clientId)).token, 'revoked')
      t.strictSame(await tokens.recordLink(linkOf(invited, createdAccount()), act), { outcome: 'refused' })
    })

    t.test('an expired token refuses by the clock of the store, and the created account is kept', async (t) => {
      const invited = await invite(repositories, { lifetimeMs: 40 })
      await openIntent(repositories, invited.clientId)
      const expired = await pastExpiry(repositories, invited.clientId)
      const created = createdAccount()
      t.strictSame(await tokens.recordLink(linkOf(invited, created), act), { outcome: 'refused' })
      const { token, account } = await recordOf(repositories, invited.clientId)
      t.strictSame(token, expired.token, 'it is stored as it was: expired is no state')
      t.equal(account?.accountId, created.snapshot.accountId)
    })

    t.test('a token in progress that has expired refuses and stays as it is', async (t) => {
      const invited = await invite(repositories, { lifetimeMs: 400 })
      const accountId = await recordFirstLink(repositories, invited)
      const expired = await pastExpiry(repositories, invited.clientId)
      t.equal(expired.token.status, 'in_progress')
      t.strictSame(await tokens.recordLink(linkTo(invited, accountId), act), { outcome: 'refused' })
      t.strictSame((await recordOf(repositories, invited.clientId)).token, expired.token)
    })

    t.test('an account is written once: a link for another one moves nothing and names the stored one', async (t) => {
      const invited = await invite(repositories)
      const first = createdAccount()
      await tokens.recordFailure({ ...idsOf(invited), failure: failureOf('unknown'), created: first }, act)
      const before = await recordOf(repositories, invited.clientId)
      const other_account = { outcome: 'other_account', accountId: first.snapshot.accountId }
      const other = createdAccount({ detailsSubmitted: true, payoutsEnabled: true })
      t.strictSame(await tokens.recordLink(linkOf(invited, other), act), other_account)
      t.strictSame(await tokens.recordLink(linkTo(invited, 'acct_never_stored'), act), other_account)
      const { now: _, ...after } = await recordOf(repositories, invited.clientId)
      const { now: __, ...unchanged } = before
      t.strictSame(after, unchanged)
      t.equal(after.token.status, 'pending')
    })

    t.test('the same account created by two openings is one', async (t) => {
      const invited = await invite(repositories)
      const created = createdAccount()
      t.strictSame(await tokens.recordLink(linkOf(invited, created), act), { outcome: 'recorded' })
      t.strictSame(await tokens.recordLink(linkOf(invited, created), act), { outcome: 'recorded' })
    })

    t.test('a link without any account is a bug and moves nothing', async (t) => {
      const invited = await invite(repositories)
      await t.rejects(tokens.recordLink(linkTo(invited, 'acct_never_stored'), act), { name: 'Error' })
      t.equal((await recordOf(repositories, invited.clientId)).token.status, 'pending')
    })

    t.test('twenty links at once for one account are all recorded', async (t) => {
      const invited = await invite(repositories)
      await openIntent(repositories, invited.clientId)
      const created = createdAccount()
      const all = await Promise.all(range(20, () => tokens.recordLink(linkOf(invited, created), act)))
      t.strictSame(new Set(all.map(({ outcome }) => outcome)), new Set(['recorded']))
    })

    t.test('of twenty accounts at once exactly one is stored, and the other nineteen are told of it', async (t) => {
      for (let round = 0; round < 5; round += 1) {
        const invited = await invite(repositories)
        await openIntent(repositories, invited.clientId)
        const all = range(20, () => createdAccount())
        const outcomes = await Promise.all(all.map((created) => tokens.recordLink(linkOf(invited, created), act)))
        const storedId = (await clients.find(invited.clientId))?.account?.accountId
        t.strictSame(
          outcomes,
          all.map(({ snapshot }) =>
            snapshot.accountId === storedId
              ? { outcome: 'recorded' }
              : { outcome: 'other_account', accountId: storedId },
          ),
        )
        t.equal(outcomes.filter(({ outcome }) => outcome === 'recorded').length, 1)
      }
    })

    t.test('links, failures, intents and looks at one client all at once deadlock nobody', async (t) => {
      for (let round = 0; round < 5; round += 1) {
        const invited = await invite(repositories)
        const intent = await openIntent(repositories, invited.clientId)
        const created = createdAccount()
        const deeds = [
          () => tokens.recordLink(linkOf(invited, created), act),
          () =>
            tokens.recordFailure(
              { ...idsOf(invited), failure: failureOf('refused'), intentChange: { intent, to: 'settle' } },
              act,
            ),
          () => tokens.recordFailure({ ...idsOf(invited), failure: failureOf('unknown'), created }, act),
          () => tokens.openIntent(invited.clientId),
          () => tokens.changeIntent({ intent, to: 'close' }),
          () => tokens.findBySecret(invited.secretHash),
          () => clients.find(invited.clientId),
        ]
        const all = await Promise.allSettled(range(6, () => deeds.map((deed): Promise<unknown> => deed())).flat())
        t.strictSame(
          all.flatMap((settled) =>
            settled.status === 'rejected' ? [String(settled.reason?.cause ?? settled.reason)] : [],
          ),
          [],
        )
        t.match(await recordOf(repositories, invited.clientId), {
          token: { status: 'in_progress', attempts: 12 },
          account: { accountId: created.snapshot.accountId },
        })
      }
    })
  })

  t.test(`${name}: recording a failure`, async (t) => {
    const repositories = await open(t)
    const { tokens } = repositories

    t.test('it is counted, and the last one is kept as it was told', async (t) => {
      const invited = await invite(repositories)
      const full: ProviderFailure = {
        operation: 'create_account',
        outcome: 'unknown',
        code: 'rate_limit',
        requestId: 'req_1',
        retryAfterSeconds: 7,
      }
      await tokens.recordFailure({ ...idsOf(invited), failure: full }, act)
      const first = await recordOf(repositories, invited.clientId)
      const { at } = errorOf(first)
      t.strictSame(first.token, { ...invited.record.token, attempts: 1, lastError: { ...full, at } })
      t.ok(at instanceof Date && at.getTime() <= first.now.getTime() && at.getTime() >= first.token.issuedAt.getTime())
      t.notOk('account' in first)

      const bare: ProviderFailure = { operation: 'create_account_link', outcome: 'refused', code: 'invalid_request' }
      await tokens.recordFailure({ ...idsOf(invited), failure: bare }, act)
      const second = await recordOf(repositories, invited.clientId)
      t.match(second.token, { status: 'pending', attempts: 2 })
      const { at: _, ...kept } = errorOf(second)
      t.strictSame(kept, bare, 'nothing of the one before is left')
    })

    t.test('a token in progress stays in progress', async (t) => {
      const invited = await invite(repositories)
      await recordFirstLink(repositories, invited)
      const before = await recordOf(repositories, invited.clientId)
      await tokens.recordFailure({ ...idsOf(invited), failure: failureOf('unknown') }, act)
      const { token } = await recordOf(repositories, invited.clientId)
      t.strictSame(token, { ...before.token, attempts: 1, lastError: token.lastError })
    })

    t.test('an expired token counts it too: it is still open', async (t) => {
      const invited = await invite(repositories, { lifetimeMs: 40 })
      await pastExpiry(repositories, invited.clientId)
      await tokens.recordFailure({ ...idsOf(invited), failure: failureOf('unknown') }, act)
      t.match((await recordOf(repositories, invited.clientId)).token, { status: 'pending', attempts: 1 })
    })

    for (const to of ['completed', 'revoked'] as const) {
      t.test(`a token that was ${to} meanwhile is left alone, but what was found out is kept`, async (t) => {
        const invited = await invite(repositories)
        await openIntent(repositories, invited.clientId)
        await repositories.endToken(invited.record.token, to)
        const before = await recordOf(repositories, invited.clientId)
        const created = createdAccount()
        await tokens.recordFailure({ ...idsOf(invited), failure: failureOf('unknown'), created }, act)
        const after = await recordOf(repositories, invited.clientId)
        t.strictSame(after.token, before.token)
        t.equal(after.account?.accountId, created.snapshot.accountId)
      })

      t.test(`the intent goes on although the token was ${to}`, async (t) => {
        const invited = await invite(repositories)
        const intent = await openIntent(repositories, invited.clientId)
        await repositories.endToken(invited.record.token, to)
        const change: IntentChange = { intent, to: 'close' }
        await tokens.recordFailure({ ...idsOf(invited), failure: failureOf('refused'), intentChange: change }, act)
        t.match(await openIntent(repositories, invited.clientId), { generation: 2, tries: 1 })
      })
    }

    t.test('the created account is kept and ends the intent', async (t) => {
      const invited = await invite(repositories)
      await openIntent(repositories, invited.clientId)
      const created = createdAccount()
      await tokens.recordFailure({ ...idsOf(invited), failure: failureOf('unknown'), created }, act)
      const { token, account } = await recordOf(repositories, invited.clientId)
      t.match(token, { status: 'pending', attempts: 1 })
      t.strictSame(account, created.snapshot)
      const { intent, storedAccountId } = await tokens.openIntent(invited.clientId)
      t.equal(intent.status, 'done')
      t.equal(storedAccountId, created.snapshot.accountId)
    })

    t.test('a stored account is not overwritten', async (t) => {
      const invited = await invite(repositories)
      await recordFirstLink(repositories, invited)
      const { account } = await recordOf(repositories, invited.clientId)
      const other = createdAccount({ detailsSubmitted: true, payoutsEnabled: true })
      await tokens.recordFailure({ ...idsOf(invited), failure: failureOf('unknown'), created: other }, act)
      t.strictSame((await recordOf(repositories, invited.clientId)).account, account)
    })

    t.test('the intent is settled or closed with it, and a stale change does nothing', async (t) => {
      const settled = await invite(repositories)
      const first = await openIntent(repositories, settled.clientId)
      const failure = failureOf('refused')
      await tokens.recordFailure({ ...idsOf(settled), failure, intentChange: { intent: first, to: 'settle' } }, act)
      t.equal((await tokens.openIntent(settled.clientId)).intent.status, 'settling')

      const closed = await invite(repositories)
      const sole = await openIntent(repositories, closed.clientId)
      await tokens.recordFailure({ ...idsOf(closed), failure, intentChange: { intent: sole, to: 'close' } }, act)
      t.match(await openIntent(repositories, closed.clientId), { generation: 2, tries: 1 })
      await tokens.recordFailure({ ...idsOf(closed), failure, intentChange: { intent: sole, to: 'close' } }, act)
      t.match(await openIntent(repositories, closed.clientId), { generation: 2, tries: 2 })
      t.equal((await recordOf(repositories, closed.clientId)).token.attempts, 2)
    })

    t.test('twenty failures at once are all counted', async (t) => {
      const invited = await invite(repositories)
      await Promise.all(
        range(20, () => tokens.recordFailure({ ...idsOf(invited), failure: failureOf('unknown') }, act)),
      )
      t.equal((await recordOf(repositories, invited.clientId)).token.attempts, 20)
    })
  })
}

const hash = (): Buffer => createHash('sha256').update(randomUUID()).digest()

const newClient = (): NewClient => ({ id: randomUUID(), name: 'Ada', email: `${randomUUID()}@example.com` })

const newToken = (lifetimeMs = HOUR_MS) => ({ id: randomUUID(), lifetimeMs, secretHash: hash() })

interface InvitedClient {
  readonly clientId: string
  readonly secretHash: Uint8Array
  readonly record: ClientRecord
}

async function invite(
  { clients }: Repositories,
  { lifetimeMs = HOUR_MS, ...parts }: { lifetimeMs?: number; country?: string } = {},
): Promise<InvitedClient> {
  const token = newToken(lifetimeMs)
  const invited = await clients.invite({ ...newClient(), ...parts }, token, act)
  if (invited.outcome !== 'invited') throw new Error(`the invitation is ${invited.outcome}`)
  const { client } = invited
  return {
    clientId: client.id,
    secretHash: token.secretHash,
    // A copy, so that an adapter which hands out what it keeps is not compared with itself.
    record: structuredClone({ client, token: invited.token, now: invited.now }),
  }
}

async function found({ tokens }: Repositories, secretHash: Uint8Array): Promise<Opening> {
  const opening = await tokens.findBySecret(secretHash)
  if (opening === undefined) throw new Error('the secret opens nothing')
  return structuredClone(opening)
}

async function recordOf({ clients }: Repositories, clientId: string): Promise<ClientRecord> {
  const record = await clients.find(clientId)
  if (record === undefined) throw new Error(`no client ${clientId}`)
  return structuredClone(record)
}

function errorOf({ token: { lastError } }: ClientRecord): TokenError {
  if (lastError === undefined) throw new Error('no error is kept')
  return lastError
}

async function openIntent({ tokens }: Repositories, clientId: string): Promise<OpenIntent> {
  const { intent } = await tokens.openIntent(clientId)
  if (intent.status !== 'open') throw new Error(`the intent is ${intent.status}`)
  return intent
}

/** Waits until the client's token has expired by the clock of the store. */
async function pastExpiry(repositories: Repositories, clientId: string): Promise<ClientRecord> {
  for (;;) {
    const record = await recordOf(repositories, clientId)
    const leftMs = record.token.expiresAt.getTime() - record.now.getTime()
    if (leftMs < 0) return record
    await sleep(leftMs + 1)
  }
}

const idsOf = ({ clientId, record }: InvitedClient) => ({ clientId, tokenId: record.token.id })

export function createdAccount(parts: Partial<AccountSnapshot> = {}, generation = 1): CreatedAccount {
  return {
    generation,
    snapshot: {
      accountId: `acct_${randomUUID()}`,
      fetchedAt: new Date('2026-03-01T12:00:00.000Z'),
      detailsSubmitted: false,
      chargesEnabled: false,
      payoutsEnabled: false,
      requirements: { currentlyDue: [], pastDue: [], pendingVerification: [], errors: [] },
      ...parts,
    },
  }
}

const linkTo = (invited: InvitedClient, accountId: string) => ({
  ...idsOf(invited),
  accountId,
  stateHash: hash(),
  refreshHash: hash(),
  refreshUntil: new Date(Date.now() + 3_900_000),
  linkExpiresAt: new Date(Date.now() + 300_000),
})

const linkOf = (invited: InvitedClient, created: CreatedAccount) => ({
  ...linkTo(invited, created.snapshot.accountId),
  created,
})

async function recordFirstLink({ tokens }: Repositories, invited: InvitedClient): Promise<string> {
  const created = createdAccount()
  const { outcome } = await tokens.recordLink(linkOf(invited, created), act)
  if (outcome !== 'recorded') throw new Error(`the link is ${outcome}`)
  return created.snapshot.accountId
}

const failureOf = (outcome: FailureOutcome): ProviderFailure => ({
  operation: 'create_account',
  outcome,
  code: 'any',
})

function range<T>(length: number, make: (n: number) => T): T[] {
  return Array.from({ length }, (_, n) => make(n))
}
