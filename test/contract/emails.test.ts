import { randomUUID } from 'node:crypto'
import t from 'tap'
import { decideAccountRefreshed } from '../../src/domain/decide-account.ts'
import { decideInvitation } from '../../src/domain/decide-client.ts'
import { decideLinkCreated } from '../../src/domain/decide-link.ts'
import type { JobEmailKind } from '../../src/domain/onboarding-event.ts'
import { tokenOf } from '../../src/domain/onboarding.ts'
import { onEachAdapter, type ContractWorld } from '../support/contract-ports.ts'
import {
  active,
  after,
  committed,
  hash,
  invited,
  newClient,
  newLink,
  newToken,
  opened,
  platform,
  range,
  revoked,
  snapshotOf,
  staff,
  stored,
} from './fixtures.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'

const emailsOf = async (world: ContractWorld, tokenId: string): Promise<JobEmailKind[]> =>
  (await world.emails()).filter((email) => email.tokenId === tokenId).map(({ kind }) => kind)

onEachAdapter(t, 'emails with a link', async (t, world) => {
  const { tokens, useCases } = world

  t.test('one is queued with an invitation that requests it, and with no other', async (t) => {
    const [silent, loud] = [await invited(world), await invited(world, { token: { sendsEmail: true } })]
    t.strictSame(await emailsOf(world, silent.tokenId), [])
    t.strictSame(await emailsOf(world, loud.tokenId), ['link'])
    const refused = newToken({ sendsEmail: true })
    const again = decideInvitation(platform, newClient({ email: loud.email }), refused)
    t.equal((await tokens.save(undefined, again, { actor: staff })).outcome, 'duplicate')
    t.strictSame(await emailsOf(world, refused.tokenId), [])
  })

  t.test('one is queued with a new link that requests it, and with no other', async (t) => {
    const { clientId } = await invited(world)
    const before = (await world.emails()).length
    const issue = (id: string, sendEmail?: boolean) =>
      useCases.issueToken({ clientId: id, expiresInHours: 1, sendEmail }, staff)
    await issue(clientId)
    const issued = await issue(clientId, true)
    const tokenId = issued.outcome === 'issued' ? issued.token.id : ''
    t.strictSame((await world.emails()).slice(before), [{ kind: 'link', tokenId }])
    t.equal((await issue(randomUUID(), true)).outcome, 'unknown_client')
    t.equal((await world.emails()).length, before + 1)
  })

  t.test('a request that is sent twice queues one', async (t) => {
    const [inviting, issuing] = range(2, () => ({ keyHash: hash(), fingerprint: hash() }))
    const invitation = { name: 'Ada', email: newClient().email, expiresInHours: 1, sendEmail: true }
    const [first] = await Promise.all(range(5, () => useCases.inviteClient(invitation, staff, inviting)))
    if (first?.outcome !== 'invited') throw new Error(first?.outcome)
    t.strictSame(await emailsOf(world, first.token.id), ['link'])
    const request = { clientId: first.client.id, expiresInHours: 1, sendEmail: true }
    const [issued] = await Promise.all(range(5, () => useCases.issueToken(request, staff, issuing)))
    if (issued?.outcome !== 'issued') throw new Error(issued?.outcome)
    t.strictSame(await emailsOf(world, issued.token.id), ['link'])
  })
})

onEachAdapter(t, 'the first emails of a process', async (t, world) => {
  t.test('more of them than there are connections can be queued concurrently', async (t) => {
    const all = await Promise.all(range(30, () => invited(world, { token: { sendsEmail: true } })))
    const asked = (await world.emails()).map(({ tokenId }) => tokenId)
    t.strictSame(new Set(asked), new Set(all.map(({ tokenId }) => tokenId)))
    t.equal(asked.length, 30)
  })
})

onEachAdapter(t, 'notices', async (t, world) => {
  const browser = () => hash().toString('hex')

  /** Ways to open a new client's link. */
  async function client() {
    const given = await invited(world)
    await opened(world, given)
    const { account } = (await stored(world, given.clientId)).state
    const accountId = account?.snapshot.accountId ?? ''
    const open = async (by?: string) => {
      const link = newLink(accountId, by === undefined ? {} : { browser: by })
      const { tokenId } = given
      return (await committed(world, given, (state, now) => decideLinkCreated(state, now, { tokenId, link }))).result
    }
    return { ...given, accountId, open }
  }

  t.test('the first browser of a token is no news, the second one is, once', async (t) => {
    const { tokenId, open } = await client()
    const [phone, desk] = [browser(), browser()]
    for (const by of [phone, undefined, phone]) await open(by)
    t.strictSame(await emailsOf(world, tokenId), [])
    await open(desk)
    for (const by of [desk, phone]) await open(by)
    t.strictSame(await emailsOf(world, tokenId), ['second_browser'])
  })

  t.test('of ten concurrent browsers four are remembered, and the client is notified three times', async (t) => {
    const { clientId, tokenId, open } = await client()
    await Promise.all(range(10, () => open(browser())))
    t.strictSame(await emailsOf(world, tokenId), ['second_browser', 'second_browser', 'second_browser'])
    t.equal(tokenOf((await stored(world, clientId)).state, tokenId).browsers?.length, 4)
  })

  t.test('a browser that got no link is not remembered', async (t) => {
    const given = await client()
    await given.open(browser())
    await revoked(world, given)
    t.same(await given.open(browser()), { outcome: 'refused', refusal: 'revoked' })
    t.strictSame(await emailsOf(world, given.tokenId), [])
  })

  t.test('the browsers of one token say nothing of another', async (t) => {
    const [one, other] = [await client(), await client()]
    await one.open(browser())
    await other.open(browser())
    t.strictSame(await emailsOf(world, other.tokenId), [])
  })

  t.test('a client is notified of the completion once, however many callers report it', async (t) => {
    const given = await client()
    const { now } = await stored(world, given.clientId)
    await Promise.all(
      range(10, (n) =>
        committed(world, given, (state) =>
          decideAccountRefreshed(state, {
            snapshot: snapshotOf(after(now, n), { accountId: given.accountId, ...active }),
          }),
        ),
      ),
    )
    t.strictSame(await emailsOf(world, given.tokenId), ['completed'])
  })

  t.test('a notice goes to the client of the token, unless it was erased', async (t) => {
    const given = await client()
    const notice = { kind: 'completed', tokenId: given.tokenId, at: new Date(), emailId: 'email-1' } as const
    const job = { platform, name: 'job:email', requestId: 'job-1' }
    t.equal(await world.useCases.sendNotice?.(notice, job), 'sent')
    const { items } = await world.auditTrail.list(
      { clientId: given.clientId, platform: DEFAULT_PLATFORM },
      { limit: 1 },
    )
    t.match(items, [{ type: 'notice_emailed', actor: 'job:email', facts: { kind: 'completed' } }])
    await world.useCases.eraseClient(given.clientId, staff)
    t.equal(await world.useCases.sendNotice?.(notice, job), 'not_sent')
    t.equal(await world.useCases.sendNotice?.({ ...notice, tokenId: randomUUID() }, job), 'not_sent')
  })
})
