import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import type { AuditTrail } from '../../src/ports/audit-trail.ts'
import type { ClientRepository } from '../../src/ports/client-repository.ts'
import type { LinkMailRepository } from '../../src/ports/link-mail-repository.ts'
import type { TokenRepository } from '../../src/ports/token-repository.ts'

export interface World {
  readonly clients: ClientRepository
  readonly tokens: TokenRepository
  readonly linkMails: LinkMailRepository
  readonly auditTrail: AuditTrail
  /** The tokens of which a link is to be mailed, oldest first. */
  waiting(): Promise<readonly string[]>
}

const LIFETIME_MS = 3_600_000

const staff = { actor: 'admin:1', requestId: 'request-1' }
const client = { actor: 'client', requestId: 'request-2' }

const hash = (): Buffer => createHash('sha256').update(randomUUID()).digest()
const newToken = (lifetimeMs = LIFETIME_MS) => ({ id: randomUUID(), lifetimeMs, secretHash: hash() })
const renewal = (lifetimeMs = LIFETIME_MS) => ({ id: randomUUID(), lifetimeMs })

/** What every adapter of the repositories does about links that are mailed, and about those that clients ask for. */
export function linkMailsContract(t: Test, name: string, open: (t: Test) => Promise<World>): void {
  async function invited({ clients }: World, token = newToken(), sendsMail = false) {
    const email = `${randomUUID()}@example.com`
    const result = await clients.invite({ id: randomUUID(), name: 'Ada', email }, { ...token, sendsMail }, staff)
    if (result.outcome !== 'invited') throw new Error(result.outcome)
    return { ...token, clientId: result.client.id, email }
  }

  /** Gone by the time that this resolves. */
  async function expired(world: World) {
    const token = await invited(world, newToken(1))
    await sleep(5)
    return token
  }

  const statusOf = async ({ tokens }: World, secretHash: Uint8Array) =>
    (await tokens.findBySecret(secretHash))?.token.status

  const trail = async ({ auditTrail }: World, clientId: string) =>
    ((await auditTrail.list(clientId, { limit: 50 }))?.items ?? [])
      .map(({ type, actor, tokenId }) => ({ type, actor, tokenId }))
      .toReversed()

  t.test(`${name}: having a link mailed`, async (t) => {
    const world = await open(t)

    t.test('goes with the invitation, and only if it is wanted', async (t) => {
      const before = (await world.waiting()).length
      await invited(world)
      const { id, email } = await invited(world, newToken(), true)
      t.strictSame((await world.waiting()).slice(before), [id])

      const again = await world.clients.invite(
        { id: randomUUID(), name: 'Ada', email },
        { ...newToken(), sendsMail: true },
        staff,
      )
      t.equal(again.outcome, 'client_exists')
      t.equal((await world.waiting()).length, before + 1, 'and not with one that was refused')
    })

    t.test('goes with a new token, and only if it is wanted', async (t) => {
      const { clientId } = await invited(world)
      const before = (await world.waiting()).length
      await world.tokens.issue(clientId, newToken(), staff)
      const token = newToken()
      await world.tokens.issue(clientId, { ...token, sendsMail: true }, staff)
      t.strictSame((await world.waiting()).slice(before), [token.id])
      t.equal(
        (await world.tokens.issue(randomUUID(), { ...newToken(), sendsMail: true }, staff)).outcome,
        'unknown_client',
      )
      t.equal((await world.waiting()).length, before + 1)
    })
  })

  t.test(`${name}: having a link mailed by a request that is sent twice`, async (t) => {
    const world = await open(t)
    const once = () => ({ keyHash: hash(), fingerprint: hash() })

    t.test('is done once', async (t) => {
      const before = (await world.waiting()).length
      const [inviting, issuing] = [once(), once()]
      const newClient = { id: randomUUID(), name: 'Ada', email: `${randomUUID()}@example.com` }
      const [first, next] = [newToken(), newToken()]
      for (const token of [first, newToken()])
        await world.clients.invite(newClient, { ...token, sendsMail: true }, staff, inviting)
      for (const token of [next, newToken()])
        await world.tokens.issue(newClient.id, { ...token, sendsMail: true }, staff, issuing)
      t.strictSame((await world.waiting()).slice(before), [first.id, next.id])
    })

    t.test('is not done unless it is wanted', async (t) => {
      const before = (await world.waiting()).length
      const newClient = { id: randomUUID(), name: 'Ada', email: `${randomUUID()}@example.com` }
      t.equal((await world.clients.invite(newClient, newToken(), staff, once())).outcome, 'invited')
      t.equal((await world.tokens.issue(newClient.id, newToken(), staff, once())).outcome, 'issued')
      t.equal((await world.waiting()).length, before)
    })
  })

  t.test(`${name}: adding a secret`, async (t) => {
    const world = await open(t)

    t.test('makes one more link to the same token, and the earlier ones stay good', async (t) => {
      const { id, secretHash, clientId, email } = await invited(world)
      const added = hash()
      const opening = await world.linkMails.addSecret(id, added)
      t.match(opening, { token: { id, status: 'pending' }, client: { id: clientId, email } })
      t.equal((await world.tokens.findBySecret(added))?.token.id, id)
      t.equal((await world.tokens.findBySecret(secretHash))?.token.id, id)
      t.equal(await statusOf(world, added), 'pending', 'which is not opened by it')
    })

    t.test('is refused for a token that is over or not there, and leaves nothing behind', async (t) => {
      const [late, withdrawn, replaced] = [await expired(world), await invited(world), await invited(world)]
      await world.tokens.revoke(withdrawn.id, 'operator', staff)
      await world.tokens.issue(replaced.clientId, newToken(), staff)
      for (const tokenId of [late.id, withdrawn.id, replaced.id, randomUUID()]) {
        const added = hash()
        t.equal(await world.linkMails.addSecret(tokenId, added), undefined)
        t.equal(await world.tokens.findBySecret(added), undefined)
      }
    })

    t.test('and a mail that was sent is told by the audit trail', async (t) => {
      const { id, clientId } = await invited(world)
      await world.linkMails.recordMailed(id, { actor: 'job:link-mail', requestId: 'job-1' })
      t.strictSame((await trail(world, clientId)).slice(1), [
        { type: 'link_mailed', actor: 'job:link-mail', tokenId: id },
      ])
    })
  })

  t.test(`${name}: renewing`, async (t) => {
    const world = await open(t)
    const { tokens } = world

    t.test('an expired token issues one in its place and has that mailed', async (t) => {
      const old = await expired(world)
      const before = (await world.waiting()).length
      const token = renewal(90_000)
      const issued = await tokens.renew(old.secretHash, token, client)
      t.match(issued, { id: token.id, clientId: old.clientId, purpose: 'onboarding', status: 'pending' })
      t.equal((issued?.expiresAt.getTime() ?? 0) - (issued?.issuedAt.getTime() ?? 0), 90_000)
      t.equal(issued?.selfRequested, true)
      t.strictSame((await world.waiting()).slice(before), [token.id])
      t.equal(await statusOf(world, old.secretHash), 'revoked')
      t.strictSame((await trail(world, old.clientId)).slice(1), [
        { type: 'token_revoked', actor: 'client', tokenId: old.id },
        { type: 'token_issued', actor: 'client', tokenId: token.id },
      ])

      const added = hash()
      await world.linkMails.addSecret(token.id, added)
      t.equal((await tokens.findBySecret(added))?.token.selfRequested, true, 'which is remembered')
    })

    t.test('a link that was replaced so works once more, in the place of the newest', async (t) => {
      const old = await expired(world)
      const [first, second] = [renewal(), renewal()]
      await tokens.renew(old.secretHash, first, client)
      t.equal((await tokens.renew(old.secretHash, second, client))?.id, second.id)
      t.equal(await world.linkMails.addSecret(first.id, hash()), undefined, 'the one between is replaced')
      t.ok(await world.linkMails.addSecret(second.id, hash()))
    })

    t.test('is done three times a day', async (t) => {
      const old = await expired(world)
      for (const n of [1, 2, 3]) t.ok(await tokens.renew(old.secretHash, renewal(), client), `${n}`)
      const before = await trail(world, old.clientId)
      t.equal(await tokens.renew(old.secretHash, renewal(), client), undefined)
      t.strictSame(await trail(world, old.clientId), before)
      const another = await expired(world)
      t.ok(await tokens.renew(another.secretHash, renewal(), client), 'and others are not affected')
    })

    t.test('is done three times when it is asked for ten times at once', async (t) => {
      const old = await expired(world)
      const all = await Promise.all(Array.from({ length: 10 }, () => tokens.renew(old.secretHash, renewal(), client)))
      t.equal(all.filter((issued) => issued !== undefined).length, 3)
    })

    t.test('is not done for links that work, that staff has ended or replaced, or that nobody knows', async (t) => {
      const [alive, withdrawn, replaced, withdrawnLater] = [
        await invited(world),
        await invited(world),
        await expired(world),
        await expired(world),
      ]
      await tokens.revoke(withdrawn.id, 'operator', staff)
      await tokens.issue(replaced.clientId, newToken(), staff)
      const renewed = await tokens.renew(withdrawnLater.secretHash, renewal(), client)
      await tokens.revoke(renewed?.id ?? '', 'operator', staff)
      const before = (await world.waiting()).length
      for (const { clientId, secretHash } of [alive, withdrawn, replaced, withdrawnLater]) {
        const trailBefore = await trail(world, clientId)
        t.equal(await tokens.renew(secretHash, renewal(), client), undefined)
        t.strictSame(await trail(world, clientId), trailBefore)
      }
      t.equal(await tokens.renew(hash(), renewal(), client), undefined)
      t.equal((await world.waiting()).length, before)
      t.equal(await statusOf(world, alive.secretHash), 'pending')
    })
  })
}
