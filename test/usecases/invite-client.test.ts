import t from 'tap'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'
import { inviteClient } from '../../src/usecases/clients/invite-client.ts'
import { openingOf, recordOf } from '../../src/usecases/opening.ts'
import { PROFILES } from '../support/terms.ts'

const NOW = new Date('2026-03-01T12:00:00.000Z')
const actor = { platform: DEFAULT_PLATFORM, name: 'admin:1', requestId: 'request-1' }
const ada = { name: 'Ada', email: 'ada@example.com', expiresInHours: 2 }

function open() {
  const { tokens } = memoryRepositories({ now: () => NOW })
  const secrets = cryptoSecrets()
  return {
    tokens,
    secrets,
    invite: inviteClient({
      tokens,
      secrets,
      returnOrigins: [],
      profiles: PROFILES,
      isRepeatedTooOften: async () => false,
    }),
  }
}

t.test('a client is stored with a pending token that lives as long as was said', async (t) => {
  const { tokens, invite } = open()
  const invited = await invite({ ...ada, country: 'DE', externalId: 'ext-1' }, actor)
  if (invited.outcome !== 'invited') throw new Error(invited.outcome)
  t.match(invited.client, {
    name: 'Ada',
    email: 'ada@example.com',
    country: 'DE',
    externalId: 'ext-1',
    createdAt: NOW.toISOString(),
  })
  t.match(invited.token, {
    clientId: invited.client.id,
    purpose: 'onboarding',
    status: 'pending',
    attempts: 0,
    issuedAt: NOW.toISOString(),
    expiresAt: '2026-03-01T14:00:00.000Z',
  })
  t.not(invited.token.id, invited.client.id)
  const loaded = await tokens.load({ clientId: invited.client.id, platform: DEFAULT_PLATFORM })
  t.strictSame(loaded && recordOf(loaded), { client: invited.client, token: invited.token, since: NOW, now: NOW })
})

t.test('the link secret opens the token, and only its hash is stored', async (t) => {
  const { tokens, secrets, invite } = open()
  const invited = await invite(ada, actor)
  if (invited.outcome !== 'invited') throw new Error(invited.outcome)
  const { linkSecret, token, client } = invited
  const hash = secrets.hashLinkSecret(linkSecret) ?? new Uint8Array()
  const loaded = await tokens.load({ secretHash: hash })
  t.strictSame(loaded && openingOf(loaded), { platform: 'default', token, client, now: NOW })
  t.notOk(JSON.stringify(loaded).includes(linkSecret))
})

t.test('two invitations share no id and no secret', async (t) => {
  const { invite } = open()
  const one = await invite(ada, actor)
  const other = await invite({ ...ada, email: 'grace@example.com' }, actor)
  if (one.outcome !== 'invited' || other.outcome !== 'invited') throw new Error('not invited')
  t.not(one.linkSecret, other.linkSecret)
  t.not(one.client.id, other.client.id)
  t.not(one.token.id, other.token.id)
})

t.test('a duplicate returns the id of the client, without a link secret', async (t) => {
  const { invite } = open()
  const [plain, numbered] = [await invite(ada, actor), await invite({ ...ada, externalId: 'ext-1' }, actor)]
  if (plain.outcome !== 'invited' || numbered.outcome !== 'invited') throw new Error('not invited')
  const sameEmail = await invite({ ...ada, email: 'ADA@example.com' }, actor)
  t.strictSame(sameEmail, { outcome: 'client_exists', clientId: plain.client.id })
  for (const email of ['grace@example.com', ada.email]) {
    const sameExternalId = await invite({ ...ada, email, externalId: 'ext-1' }, actor)
    t.strictSame(sameExternalId, { outcome: 'external_id_exists', clientId: numbered.client.id }, email)
  }
})

t.test('clients may share an email if their external ids differ', async (t) => {
  const { invite } = open()
  for (const externalId of [undefined, 'ext-1', 'ext-2']) {
    const invited = await invite({ ...ada, ...(externalId !== undefined && { externalId }) }, actor)
    t.equal(invited.outcome, 'invited', String(externalId))
  }
})

t.test(
  'a client is invited with its profile and what is known of it, and only with a profile that is configured',
  async (t) => {
    const { tokens, invite } = open()
    const prefill = { businessType: 'company', mcc: '5734' } as const
    const invited = await invite({ ...ada, profile: 'default', prefill }, actor)
    if (invited.outcome !== 'invited') throw new Error(invited.outcome)
    t.match(invited.client, { profile: 'default', prefill })

    const unknown = await invite({ ...ada, email: 'grace@example.com', profile: 'sellers' }, actor)
    t.strictSame(unknown, { outcome: 'profile_unknown' })
    t.equal(
      await tokens.load({ email: 'grace@example.com', platform: DEFAULT_PLATFORM }),
      undefined,
      'nothing is stored',
    )
  },
)

t.test('clients of different platforms are independent', async (t) => {
  const { invite } = open()
  const invitation = { ...ada, externalId: 'ext-1' }
  t.equal((await invite(invitation, actor)).outcome, 'invited')
  t.equal((await invite(invitation, { ...actor, platform: 'other' })).outcome, 'invited')
})
