import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import { onEachAdapter } from '../support/contract-ports.ts'
import { client, hash, newClient, platform, range, staff, stored } from './fixtures.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'

const HOUR_MS = 3_600_000

onEachAdapter(t, 'links that clients ask for themselves', async (t, world) => {
  const { tokens, auditTrail, useCases } = world

  /** A client with a link that lives for so long. */
  async function invited(lifetimeMs = HOUR_MS) {
    const { email } = newClient()
    const answer = await useCases.inviteClient({ name: 'Ada', email, expiresInHours: lifetimeMs / HOUR_MS }, staff)
    if (answer.outcome !== 'invited') throw new Error(answer.outcome)
    return { clientId: answer.client.id, tokenId: answer.token.id, linkSecret: answer.linkSecret }
  }

  /** Expired by the time that this resolves. */
  async function expired() {
    const given = await invited(1)
    await sleep(5)
    return given
  }

  const renew = (linkSecret: string) => useCases.requestNewLink(linkSecret, client)
  const trailOf = async (clientId: string) =>
    (await auditTrail.list({ clientId, platform: DEFAULT_PLATFORM }, { limit: 50 })).items
      .map(({ type, actor, tokenId }) => ({ type, actor, tokenId }))
      .toReversed()

  t.test('an expired link issues a token in the place of its own, and has it emailed', async (t) => {
    const old = await expired()
    const before = (await world.emails()).length
    const issued = await renew(old.linkSecret)
    t.match(issued, { clientId: old.clientId, purpose: 'onboarding', status: 'pending', selfRequested: true })
    t.equal((issued?.expiresAt.getTime() ?? 0) - (issued?.issuedAt.getTime() ?? 0), 336 * HOUR_MS)
    const { state } = await stored(world, old.clientId)
    t.match(state.tokens[0], { id: old.tokenId, status: 'revoked', revokeReason: 'replaced' })
    t.strictSame(state.tokens[1], issued)
    t.strictSame((await world.emails()).slice(before), [{ kind: 'link', tokenId: issued?.id }])
    t.strictSame((await trailOf(old.clientId)).slice(1), [
      { type: 'new_link_requested', actor: 'client', tokenId: old.tokenId },
      { type: 'token_revoked', actor: 'client', tokenId: old.tokenId },
      { type: 'token_issued', actor: 'client', tokenId: issued?.id },
    ])
  })

  t.test('a link that was replaced so works once more, in the place of the newest', async (t) => {
    const old = await expired()
    const first = await renew(old.linkSecret)
    const second = await renew(old.linkSecret)
    const { state } = await stored(world, old.clientId)
    t.match(state.tokens.slice(1), [
      { id: first?.id, status: 'revoked', revokeReason: 'replaced' },
      { id: second?.id, status: 'pending' },
    ])
  })

  t.test('three are issued in a day, and the fourth request is only recorded', async (t) => {
    const old = await expired()
    for (const n of [1, 2, 3]) t.ok(await renew(old.linkSecret), `${n}`)
    const before = await trailOf(old.clientId)
    t.equal(await renew(old.linkSecret), undefined)
    const recorded = { type: 'new_link_requested', actor: 'client', tokenId: old.tokenId }
    t.strictSame(await trailOf(old.clientId), [...before, recorded])
    t.ok(await renew((await expired()).linkSecret), 'another client has three of its own')
  })

  t.test('ten concurrent requests are issued three', async (t) => {
    const old = await expired()
    const all = await Promise.all(range(10, () => renew(old.linkSecret)))
    t.equal(all.filter((issued) => issued !== undefined).length, 3)
    t.equal((await stored(world, old.clientId)).state.tokens.length, 4)
  })

  t.test(
    'none is issued for links that work, that staff have ended or replaced, or that were never made',
    async (t) => {
      const [alive, ended, replaced, endedLater] = [await invited(), await invited(), await expired(), await expired()]
      await useCases.revokeToken(ended.tokenId, staff)
      await useCases.issueToken({ clientId: replaced.clientId, expiresInHours: 1 }, staff)
      const renewed = await renew(endedLater.linkSecret)
      await useCases.revokeToken(renewed?.id ?? '', staff)
      const before = (await world.emails()).length
      for (const { clientId, linkSecret } of [alive, ended, replaced, endedLater]) {
        const [trail, { state }] = [await trailOf(clientId), await stored(world, clientId)]
        t.equal(await renew(linkSecret), undefined)
        t.strictSame((await trailOf(clientId)).slice(trail.length), [
          { type: 'new_link_requested', actor: 'client', tokenId: state.tokens[0]?.id },
        ])
        t.strictSame((await stored(world, clientId)).state, state, 'a request alone changes nothing')
      }
      t.equal(await renew(cryptoSecrets().mintLinkSecret().secret), undefined)
      t.equal((await world.emails()).length, before)
      t.match((await stored(world, alive.clientId)).state.tokens, [{ status: 'pending' }])
    },
  )

  t.test('one more secret opens the same token, and the earlier ones stay good', async (t) => {
    const { clientId, tokenId, linkSecret } = await invited()
    const { loaded } = { loaded: await stored(world, clientId) }
    const secretHash = hash()
    const added = await tokens.save(loaded, [{ type: 'secret_added', tokenId, secretHash }], { actor: client })
    t.equal(added.outcome, 'saved')
    t.equal((await tokens.load({ secretHash }))?.tokenId, tokenId)
    t.match(await useCases.previewLink(linkSecret), { token: { id: tokenId, status: 'pending' } })
  })

  t.test('an email mints a secret for a token that can be opened, and for no other', async (t) => {
    const [alive, late, ended] = [await invited(), await expired(), await invited()]
    await useCases.revokeToken(ended.tokenId, staff)
    const job = { platform, name: 'job:email', requestId: 'job-1' }
    t.equal(await useCases.sendLinkEmail?.({ kind: 'link', tokenId: alive.tokenId, emailId: 'email-1' }, job), 'sent')
    t.strictSame((await trailOf(alive.clientId)).slice(1), [
      { type: 'link_emailed', actor: 'job:email', tokenId: alive.tokenId },
    ])
    for (const { tokenId, clientId } of [late, ended]) {
      const before = await stored(world, clientId)
      t.equal(await useCases.sendLinkEmail?.({ kind: 'link', tokenId, emailId: 'email-2' }, job), 'not_sent')
      t.equal((await stored(world, clientId)).version, before.version)
    }
  })
})
