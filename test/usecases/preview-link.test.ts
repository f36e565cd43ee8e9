import t from 'tap'
import type { TokenRepository } from '../../src/ports/token-repository.ts'
import { previewLink } from '../../src/usecases/links/preview-link.ts'
import { openingWorld, revocation } from '../support/opening-world.ts'

t.test('it returns what a link would open', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  const { client, token } = await world.recordOf(invited)
  const holder = { clientName: client.name, progress: 'to_submit', action: 'open', asks: [] }
  const opening = { platform: 'default', token, client, now: world.now() }
  t.strictSame(await world.preview(invited.linkSecret), { ...opening, holder })
})

t.test('it calls no provider and changes nothing, however often', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  const before = await world.recordOf(invited)
  await world.preview(invited.linkSecret)
  await world.preview(invited.linkSecret)
  t.strictSame(await world.recordOf(invited), before)
  t.strictSame(world.provider.calls, [])
})

t.test('it needs only one read of the token', async (t) => {
  const world = openingWorld()
  const { linkSecret } = await world.invite()
  const looks: string[] = []
  const readOnly = new Proxy<TokenRepository>(world.tokens, {
    get(target, name) {
      looks.push(String(name))
      return Reflect.get(target, name)
    },
  })
  t.ok(await previewLink({ tokens: readOnly, secrets: world.secrets })(linkSecret))
  t.strictSame(looks, ['load'])
})

t.test('it shows a token in progress with its account, and dead tokens as they are', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  await world.open(invited.linkSecret)
  const [account] = world.accounts()
  t.match(await world.preview(invited.linkSecret), {
    token: { status: 'in_progress' },
    account: { accountId: account?.facts.accountId },
  })
  await world.happen(invited.clientId, revocation())
  t.match(await world.preview(invited.linkSecret), { token: { status: 'revoked', revokeReason: 'operator' } })

  const late = await world.invite()
  world.advance(366 * 24 * 3_600_000)
  const expired = await world.preview(late.linkSecret)
  t.equal(expired?.token.status, 'pending', 'expired is no stored status')
  t.ok(expired && expired.now >= expired.token.expiresAt)
})

t.test('an unknown or malformed link opens nothing', async (t) => {
  const world = openingWorld()
  await world.invite()
  t.equal(await world.preview(world.secrets.mintLinkSecret().secret), undefined)
  t.equal(await world.preview('obt_x'), undefined)
  t.equal(await world.preview(''), undefined)
})
