import t from 'tap'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import { inviteClient } from '../../src/usecases/invite-client.ts'

const NOW = new Date('2026-03-01T12:00:00.000Z')
const act = { actor: 'admin:1', requestId: 'request-1' }
const ada = { name: 'Ada', email: 'ada@example.com', expiresInHours: 2 }

function open() {
  const { clients, tokens } = memoryRepositories({ now: () => NOW })
  const secrets = cryptoSecrets()
  return { clients, tokens, secrets, invite: inviteClient({ clients, secrets }) }
}

t.test('a client is stored with a pending token that lives as long as was said', async (t) => {
  const { clients, invite } = open()
  const invited = await invite({ ...ada, country: 'DE', externalId: 'ext-1' }, act)
  if (invited.outcome !== 'invited') throw new Error(invited.outcome)
  t.match(invited.client, { name: 'Ada', email: 'ada@example.com', country: 'DE', externalId: 'ext-1', createdAt: NOW })
  t.match(invited.token, {
    clientId: invited.client.id,
    purpose: 'onboarding',
    status: 'pending',
    attempts: 0,
    issuedAt: NOW,
    expiresAt: new Date('2026-03-01T14:00:00.000Z'),
  })
  t.not(invited.token.id, invited.client.id)
  t.match(await clients.find(invited.client.id), { client: invited.client, token: invited.token })
})

t.test('the link secret opens the token, and only its hash is kept', async (t) => {
  const { tokens, secrets, invite } = open()
  const invited = await invite(ada, act)
  if (invited.outcome !== 'invited') throw new Error(invited.outcome)
  const { linkSecret, token, client } = invited
  const hash = secrets.hashLinkSecret(linkSecret) ?? new Uint8Array()
  const opening = await tokens.findBySecret(hash)
  t.match(opening, { token, client })
  t.notOk(JSON.stringify(opening).includes(linkSecret))
})

t.test('two invitations have nothing in common', async (t) => {
  const { invite } = open()
  const one = await invite(ada, act)
  const other = await invite({ ...ada, email: 'grace@example.com' }, act)
  if (one.outcome !== 'invited' || other.outcome !== 'invited') throw new Error('not invited')
  t.not(one.linkSecret, other.linkSecret)
  t.not(one.client.id, other.client.id)
  t.not(one.token.id, other.token.id)
})

t.test('what is taken already is told, without a link secret', async (t) => {
  const { invite } = open()
  const first = await invite({ ...ada, externalId: 'ext-1' }, act)
  if (first.outcome !== 'invited') throw new Error('not invited')
  const clientId = first.client.id
  t.strictSame(await invite({ ...ada, email: 'ADA@example.com' }, act), { outcome: 'client_exists', clientId })
  const other = { ...ada, email: 'grace@example.com', externalId: 'ext-1' }
  t.strictSame(await invite(other, act), { outcome: 'external_id_exists', clientId })
})
