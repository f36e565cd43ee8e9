import t from 'tap'
import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import { memoryMailer } from '../../src/adapters/memory/mailer.ts'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import { tokenOf } from '../../src/domain/onboarding.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'
import { MailError, type Mailer } from '../../src/ports/mailer.ts'
import { inviteClient } from '../../src/usecases/clients/invite-client.ts'
import { issueToken } from '../../src/usecases/clients/issue-token.ts'
import { requestNewLink } from '../../src/usecases/links/request-new-link.ts'
import { sendLinkEmail } from '../../src/usecases/links/send-link-email.ts'
import { PROFILES } from '../support/terms.ts'

const HOUR_MS = 3_600_000
const platform = DEFAULT_PLATFORM
const staff = { platform, name: 'admin:1', requestId: 'request-1' }
const job = { platform, name: 'job:email', requestId: 'job-1' }
const ada = { name: 'Ada', email: 'ada@example.com', expiresInHours: 1 }

function world({
  mails = true,
  through = (mailer) => mailer,
}: { mails?: boolean; through?: (mailer: Mailer) => Mailer } = {}) {
  let instant = Date.parse('2026-03-01T12:00:00.000Z')
  const now = () => new Date(instant)
  const store = memoryStore({ now })
  const repositories = memoryRepositories({ now }, store)
  const inbox = memoryMailer()
  const secrets = cryptoSecrets()
  const warnings: string[] = []
  const log = {
    info: () => {},
    warn: (_facts: object, message: string) => void warnings.push(message),
    error: () => {},
  }
  const mailing = {
    mailer: through(inbox),
    platformName: 'Acme',
    linkFor: (secret: string) => `https://app.example.com/onboard#token=${secret}`,
    stopLinkFor: (secret: string) => `https://api.example.com/stop-reminders?token=${secret}`,
    linkLifetimeHours: 48,
  }
  const needs = {
    returnOrigins: [],
    ...repositories,
    secrets,
    log,
    profiles: PROFILES,
    mailing: mails ? mailing : undefined,
    isRepeatedTooOften: async () => false,
  }
  return {
    ...repositories,
    inbox,
    warnings,
    /** The tokens of which a link is to be emailed, oldest first. */
    waiting: () => store.emails.filter(({ kind }) => kind === 'link').map(({ tokenId }) => tokenId),
    advance: (ms: number) => {
      instant += ms
    },
    invite: inviteClient(needs),
    issue: issueToken(needs),
    request: requestNewLink(needs),
    send: sendLinkEmail({ ...needs, ...mailing }),
    /** What a link opens. */
    opens: async (link: string) => {
      const hash = secrets.hashLinkSecret(link.split('token=')[1] ?? link)
      const loaded = hash && (await repositories.tokens.load({ secretHash: hash }))
      return loaded && tokenOf(loaded.state, loaded.tokenId)
    },
    lastEvent: async (clientId: string) =>
      (await repositories.auditTrail.list({ clientId, platform: DEFAULT_PLATFORM }, { limit: 1 })).items[0],
    types: async (clientId: string) =>
      (await repositories.auditTrail.list({ clientId, platform: DEFAULT_PLATFORM }, { limit: 50 })).items
        .map(({ type }) => type)
        .toReversed(),
  }
}

type World = ReturnType<typeof world>

async function invited({ invite }: World, sendEmail = true) {
  const result = await invite({ ...ada, sendEmail }, staff)
  if (result.outcome !== 'invited') throw new Error(result.outcome)
  return result
}

t.test('a link email', async (t) => {
  t.test('goes to the client with a link of its own, and the link that staff has stays valid', async (t) => {
    const w = world()
    const { token, client, linkSecret } = await invited(w)
    t.equal(await w.send({ kind: 'link', tokenId: token.id, emailId: 'mail-1' }, job), 'sent')
    const [mail] = w.inbox.mails()
    t.match(mail, {
      id: 'mail-1',
      to: { name: 'Ada', address: 'ada@example.com' },
      platformName: 'Acme',
      purpose: 'onboarding',
      expiresAt: token.expiresAt.toISOString(),
    })
    t.not(mail?.link, `https://app.example.com/onboard#token=${linkSecret}`)
    t.equal((await w.opens(mail?.link ?? ''))?.id, token.id)
    t.equal((await w.opens(linkSecret))?.id, token.id)
    t.strictSame(await w.types(client.id), ['token_issued', 'link_emailed'])
  })

  t.test('that is retried contains another link under the same id, and both are valid', async (t) => {
    let lost = true
    const w = world({
      through: (mailer) => ({
        ...mailer,
        async sendLink(mail) {
          await mailer.sendLink(mail)
          if (lost) throw new MailError('ETIMEDOUT')
        },
      }),
    })
    const { token, client } = await invited(w)
    await t.rejects(w.send({ kind: 'link', tokenId: token.id, emailId: 'mail-1' }, job), MailError)
    t.strictSame(
      await w.types(client.id),
      ['token_issued'],
      'an email whose outcome is unknown is not in the audit trail',
    )
    lost = false
    t.equal(await w.send({ kind: 'link', tokenId: token.id, emailId: 'mail-1' }, job), 'sent')
    const [first, second] = w.inbox.mails()
    t.strictSame([first?.id, second?.id], ['mail-1', 'mail-1'])
    t.not(first?.link, second?.link)
    for (const mail of [first, second]) t.equal((await w.opens(mail?.link ?? ''))?.status, 'pending')
  })

  t.test('is not sent for a token that is over or not known', async (t) => {
    const w = world()
    const { token, client } = await invited(w)
    const next = await w.issue({ clientId: client.id, expiresInHours: 1, sendEmail: true }, staff)
    if (next.outcome !== 'issued') throw new Error(next.outcome)
    const last = await w.issue({ clientId: client.id, expiresInHours: 1, sendEmail: true }, staff)
    if (last.outcome !== 'issued') throw new Error(last.outcome)
    w.advance(HOUR_MS)
    for (const tokenId of [token.id, next.token.id, last.token.id, 'unknown']) {
      t.equal(await w.send({ kind: 'link', tokenId: tokenId, emailId: 'mail-1' }, job), 'not_sent')
    }
    t.equal(w.inbox.mails().length, 0)
    t.notOk((await w.types(client.id)).includes('link_emailed'))
    t.strictSame(w.waiting(), [token.id, next.token.id, last.token.id], 'though each was wanted')
  })
})

t.test('if no emails are sent', async (t) => {
  t.test('invitations and new links by email are refused, and nothing is changed', async (t) => {
    const w = world({ mails: false })
    t.same(await w.invite({ ...ada, sendEmail: true }, staff), { outcome: 'mail_not_configured' })
    const { client, token, linkSecret } = await invited(w, false)
    t.same(await w.issue({ clientId: client.id, expiresInHours: 1, sendEmail: true }, staff), {
      outcome: 'mail_not_configured',
    })
    t.equal((await w.opens(linkSecret))?.id, token.id)
    t.equal((await w.opens(linkSecret))?.status, 'pending')
  })

  t.test('a request for a new link gets none, and staff see that in the audit trail and in the log', async (t) => {
    const w = world({ mails: false })
    const { client, linkSecret } = await invited(w, false)
    w.advance(HOUR_MS)
    t.equal(await w.request(linkSecret, { platform, name: 'client', requestId: 'request-2' }), undefined)
    t.strictSame(await w.types(client.id), ['token_issued', 'new_link_requested'])
    t.match(await w.lastEvent(client.id), { actor: 'client', facts: { answer: 'no_email' } })
    t.match(w.warnings, [/no emails are sent/])
  })
})

t.test('a request for a new link with one that has expired', async (t) => {
  const asks = { platform, name: 'client', requestId: 'request-2' }

  t.test('is answered by an email with a link of the usual lifetime', async (t) => {
    const w = world()
    const { client, token, linkSecret } = await invited(w, false)
    w.advance(HOUR_MS)
    const issued = await w.request(linkSecret, asks)
    t.match(issued, { clientId: client.id, purpose: 'onboarding', status: 'pending', selfRequested: true })
    t.equal(await w.send({ kind: 'link', tokenId: w.waiting()[0] ?? '', emailId: 'mail-1' }, job), 'sent')
    const [mail] = w.inbox.mails()
    t.equal(mail?.to.address, 'ada@example.com')
    t.equal((await w.opens(mail?.link ?? ''))?.id, issued?.id)
    t.match(mail, { expiresAt: '2026-03-03T13:00:00.000Z' })
    t.equal((await w.opens(linkSecret))?.id, token.id, 'the old one opens nothing new')
    t.equal((await w.opens(linkSecret))?.status, 'revoked')
  })

  t.test('succeeds three times in a day, and again the day after', async (t) => {
    const w = world()
    const { linkSecret } = await invited(w, false)
    w.advance(HOUR_MS)
    for (const n of [1, 2, 3]) t.ok(await w.request(linkSecret, asks), `${n}`)
    t.equal(await w.request(linkSecret, asks), undefined)
    w.advance(24 * HOUR_MS - 1)
    t.equal(await w.request(linkSecret, asks), undefined)
    w.advance(1)
    t.ok(await w.request(linkSecret, asks))
  })

  t.test('has no effect with a malformed link', async (t) => {
    const w = world()
    await invited(w, false)
    w.advance(HOUR_MS)
    for (const text of ['', 'obt_', `obt_${'a'.repeat(49)}`]) t.equal(await w.request(text, asks), undefined)
    t.equal(w.waiting().length, 0)
  })
})
