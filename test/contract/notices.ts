import { createHash, randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import type { ClientRepository } from '../../src/ports/client-repository.ts'
import type { NoticeKind, NoticeRepository } from '../../src/ports/notice-repository.ts'

export interface World {
  readonly clients: ClientRepository
  readonly notices: NoticeRepository
  /** What clients are to be told about this token, oldest first. */
  waiting(tokenId: string): Promise<readonly NoticeKind[]>
}

const staff = { actor: 'admin:1', requestId: 'request-1' }
const hash = (text: string = randomUUID()): Buffer => createHash('sha256').update(text).digest()

/** What every adapter of the repository does about notices to clients. */
export function noticesContract(t: Test, name: string, open: (t: Test) => Promise<World>): void {
  async function invited({ clients }: World) {
    const token = { id: randomUUID(), lifetimeMs: 3_600_000, secretHash: hash() }
    const email = `${randomUUID()}@example.com`
    const result = await clients.invite({ id: randomUUID(), name: 'Ada', email }, token, staff)
    if (result.outcome !== 'invited') throw new Error(result.outcome)
    return { tokenId: token.id, clientId: result.client.id, email }
  }

  t.test(`${name}: notices`, async (t) => {
    const world = await open(t)
    const { notices, clients, waiting } = world

    t.test('the first browser of a token is no news, the second one is, once', async (t) => {
      const { tokenId } = await invited(world)
      const [phone, desk] = [hash(), hash()]
      await notices.noteBrowser(tokenId, phone)
      await notices.noteBrowser(tokenId, phone)
      t.strictSame(await waiting(tokenId), [])
      await notices.noteBrowser(tokenId, desk)
      for (const browser of [desk, phone]) await notices.noteBrowser(tokenId, browser)
      t.strictSame(await waiting(tokenId), ['second_browser'])
    })

    t.test('of ten browsers at once a client is told three times', async (t) => {
      const { tokenId } = await invited(world)
      await Promise.all(Array.from({ length: 10 }, () => notices.noteBrowser(tokenId, hash())))
      t.strictSame(await waiting(tokenId), ['second_browser', 'second_browser', 'second_browser'])
    })

    t.test('the browsers of one token say nothing of another', async (t) => {
      const [one, other] = [await invited(world), await invited(world)]
      await notices.noteBrowser(one.tokenId, hash())
      await notices.noteBrowser(other.tokenId, hash())
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
