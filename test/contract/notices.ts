import { createHash, randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import type { ClientRepository } from '../../src/ports/client-repository.ts'
import type { TokenRepository } from '../../src/ports/token-repository.ts'
import type { NoticeKind, NoticeRepository } from '../../src/ports/notice-repository.ts'

export interface World {
  readonly clients: ClientRepository
  readonly tokens: TokenRepository
  readonly notices: NoticeRepository
  /** What clients are to be told about this token, oldest first. */
  waiting(tokenId: string): Promise<readonly NoticeKind[]>
}

const staff = { actor: 'admin:1', requestId: 'request-1' }
const hash = (text: string = randomUUID()): Buffer => createHash('sha256').update(text).digest()

/** What every adapter of the repository does about notices to clients. */
export function noticesContract(t: Test, name: string, open: (t: Test) => Promise<World>): void {
  async function invited({ clients, tokens }: World) {
    const token = { id: randomUUID(), lifetimeMs: 3_600_000, secretHash: hash() }
    const email = `${randomUUID()}@example.com`
    const result = await clients.invite({ id: randomUUID(), name: 'Ada', email }, token, staff)
    if (result.outcome !== 'invited') throw new Error(result.outcome)
    const clientId = result.client.id
    const accountId = `acct_${clientId.replaceAll('-', '')}`
    async function opened(browserHash?: Uint8Array) {
      const { now } = await tokens.openIntent(clientId)
      const account = {
        accountId,
        fetchedAt: now,
        detailsSubmitted: false,
        chargesEnabled: false,
        payoutsEnabled: false,
      }
      const requirements = { currentlyDue: [], pastDue: [], pendingVerification: [], errors: [] }
      const created = { snapshot: { ...account, requirements }, generation: 1 }
      const states = { stateHash: hash(), refreshHash: hash(), refreshUntil: now }
      const link = { tokenId: token.id, clientId, accountId, created, ...states, linkExpiresAt: now, browserHash }
      return tokens.recordLink(link, { actor: 'client', requestId: 'request-2' })
    }
    return { tokenId: token.id, clientId, email, opened }
  }

  t.test(`${name}: notices`, async (t) => {
    const world = await open(t)
    const { notices, clients, tokens, waiting } = world

    t.test('the first browser of a token is no news, the second one is, once', async (t) => {
      const { tokenId, opened } = await invited(world)
      const [phone, desk] = [hash(), hash()]
      for (const browser of [phone, undefined, phone]) await opened(browser)
      t.strictSame(await waiting(tokenId), [])
      await opened(desk)
      for (const browser of [desk, phone]) await opened(browser)
      t.strictSame(await waiting(tokenId), ['second_browser'])
    })

    t.test('of ten browsers at once a client is told three times', async (t) => {
      const { tokenId, opened } = await invited(world)
      await Promise.all(Array.from({ length: 10 }, () => opened(hash())))
      t.strictSame(await waiting(tokenId), ['second_browser', 'second_browser', 'second_browser'])
    })

    t.test('a browser that got no link is not remembered', async (t) => {
      const { tokenId, opened } = await invited(world)
      await opened(hash())
      await tokens.revoke(tokenId, 'operator', staff)
      t.match(await opened(hash()), { outcome: 'refused' })
      t.strictSame(await waiting(tokenId), [])
    })

    t.test('the browsers of one token say nothing of another', async (t) => {
      const [one, other] = [await invited(world), await invited(world)]
      await one.opened(hash())
      await other.opened(hash())
      t.strictSame(await waiting(other.tokenId), [])
    })

    t.test('a notice goes to the client of the token, unless it was erased', async (t) => {
      const { tokenId, clientId, email } = await invited(world)
      t.match(await notices.find(tokenId), { client: { email }, token: { id: tokenId } })
      await clients.erase(clientId, staff)
      t.equal(await notices.find(tokenId), undefined)
      t.equal(await notices.find(randomUUID()), undefined)
    })
  })
}
