import t from 'tap'
import type { AccountFacts } from '../../src/domain/account.ts'
import { asAdmin, memoryApp } from '../support/memory-app.ts'

const HOUR_MS = 3_600_000
const browser = 'browser-of-ada'
const due = [{ what: 'A document', from: 'client', due: 'now' }] as const
const paid = { payouts: 'active', transfers: 'active', card_payments: 'active' } as const
const unpaid = { ...paid, payouts: 'restricted' } as const

async function world(t: Parameters<typeof memoryApp>[0], overrides: Parameters<typeof memoryApp>[1] = {}) {
  const made = await memoryApp(t, overrides)
  const { app, invite, provider } = made
  const post = (path: string, payload: object = {}, headers: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url: `/api/v1/${path}`, payload, headers })
  const admin = (path: string, payload?: object) => post(path, payload, asAdmin)
  return {
    ...made,
    admin,
    open: (token: string, by = browser) => post('onboard-client', { token, browser: by }),
    preview: async (token: string, by = browser) =>
      (await post('onboard-client/preview', { token, browser: by })).json(),
    request: (token: string) => post('onboard-client/request-new-link', { token }),
    events: async (clientId: string) =>
      (await app.inject({ url: `/api/v1/clients/${clientId}/events`, headers: asAdmin })).json().data,
    /** A client that opened its link, and whose account the provider then reported like this. */
    async reported(facts: Partial<AccountFacts>) {
      const invited = await invite()
      await post('onboard-client', { token: invited.token, browser })
      provider.change(provider.accounts().at(-1)?.facts.accountId ?? '', { capabilities: paid, ...facts })
      await admin(`clients/${invited.clientId}/sync`)
      return invited
    },
  }
}

t.test('the preview of a completed link says the truth about the account', async (t) => {
  const { reported, preview } = await world(t)
  const submitted = true
  for (const [facts, progress, action] of [
    [{ submitted, asks: [] }, 'done', 'none'],
    [{ submitted, asks: due }, 'more_needed', 'open'],
    [{ submitted, asks: [], hold: 'provider_review', capabilities: unpaid }, 'in_review', 'none'],
    [{ submitted, asks: [], hold: 'paused', capabilities: unpaid }, 'on_hold', 'none'],
    [{ submitted, asks: [], hold: 'rejected' }, 'unavailable', 'none'],
    [{ submitted, asks: [], hold: 'disconnected' }, 'unavailable', 'none'],
  ] as const) {
    const { token } = await reported(facts)
    t.match(await preview(token), { status: 'completed', progress, action, clientName: 'Ada Lovelace' }, progress)
  }
})

t.test('a finished client whom Stripe asks for more gets on with the link that it has', async (t) => {
  const { reported, preview, open, request, mails, events } = await world(t)
  const { token, clientId } = await reported({ submitted: true, asks: due })
  t.match((await open(token)).json(), { url: String })

  const other = await reported({ submitted: true, asks: due })
  t.match(await preview(other.token, 'another-browser'), { action: 'request_new_link', asks: due })
  t.match((await open(other.token, 'another-browser')).json(), { status: 410, code: 'TOKEN_COMPLETED' })
  await request(other.token)
  const [mail] = (await mails()).slice(-1)
  t.match(mail, { purpose: 'update' }, 'by email in another browser')
  t.match(await events(clientId), [{ type: 'link_created' }, { type: 'token_issued', details: { purpose: 'update' } }])
})

t.test('a revoked link and a link of an erased client show no name', async (t) => {
  const { app, invite, admin, reported, preview } = await world(t)
  const revoked = await invite({ name: 'Wrong Person' })
  await admin(`onboarding-tokens/${revoked.tokenId}/revoke`)
  const headers = asAdmin
  await app.inject({
    method: 'PATCH',
    url: `/api/v1/clients/${revoked.clientId}`,
    headers,
    payload: { name: 'Right One' },
  })
  const erased = [await invite(), await reported({ submitted: true, asks: due })]
  for (const { clientId } of erased) await app.inject({ method: 'DELETE', url: `/api/v1/clients/${clientId}`, headers })
  for (const { token } of [revoked, ...erased]) {
    t.match(await preview(token), { clientName: null, progress: null, action: 'none', asks: [] })
  }
})

t.test('a preview offers a new link only if one would be emailed', async (t) => {
  const { invite, advance, admin, preview, request } = await world(t)
  const late = await invite({ expiresInHours: 1 })
  const ended = await invite({ expiresInHours: 1 })
  await admin(`onboarding-tokens/${ended.tokenId}/revoke`)
  advance(HOUR_MS)
  t.match(await preview(late.token), { status: 'expired', action: 'request_new_link' })
  t.match(await preview(ended.token), { status: 'revoked', action: 'none' })
  for (const _ of [1, 2, 3]) await request(late.token)
  t.match(await preview(late.token), { status: 'revoked', action: 'none' }, 'three a day')

  const silent = await world(t, { mails: false, supportEmail: 'help@example.com' })
  const client = await silent.invite({ expiresInHours: 1 })
  t.match(await silent.preview(client.token), { action: 'open', supportEmail: 'help@example.com' })
  silent.advance(HOUR_MS)
  t.match(await silent.preview(client.token), { status: 'expired', action: 'none' })
  t.match(await silent.preview(client.token), { supportEmail: 'help@example.com' })
})

t.test('each request for a new link is in the audit trail, with what became of it', async (t) => {
  const { invite, advance, request, events } = await world(t)
  const { token, clientId } = await invite({ expiresInHours: 1 })
  await request(token)
  advance(HOUR_MS)
  await request(token)
  const requests = (await events(clientId)).filter(({ type }: { type: string }) => type === 'new_link_requested')
  t.match(requests, [
    { actor: 'client', details: { answer: 'issued' } },
    { actor: 'client', details: { answer: 'still_works' } },
  ])

  const silent = await world(t, { mails: false })
  const client = await silent.invite({ expiresInHours: 1 })
  silent.advance(HOUR_MS)
  await silent.request(client.token)
  t.match(await silent.events(client.clientId), [{ type: 'new_link_requested', details: { answer: 'no_email' } }])
})

t.test('a link that cannot be issued is refused with the reason', async (t) => {
  const { reported, admin } = await world(t)

  for (const [facts, code, words] of [
    [{ submitted: true, asks: [] }, 'ALREADY_COMPLETED', /needs nothing more/],
    [
      { submitted: true, asks: [], hold: 'provider_review', capabilities: unpaid },
      'ALREADY_COMPLETED',
      /Stripe is checking/,
    ],
    [
      { submitted: true, asks: [], hold: 'paused', capabilities: unpaid },
      'ALREADY_COMPLETED',
      /has not enabled the account/,
    ],
    [{ submitted: true, asks: [], hold: 'rejected' }, 'ACCOUNT_REJECTED', /has rejected/],
    [{ submitted: false, hold: 'rejected' }, 'ACCOUNT_REJECTED', /has rejected/],
    [{ submitted: false, hold: 'disconnected' }, 'ACCOUNT_DISCONNECTED', /no longer connected/],
  ] as const) {
    const { clientId } = await reported(facts)
    const refused = await admin(`clients/${clientId}/onboarding-tokens`)
    t.match(refused.json(), { status: 409, code, detail: words, retryable: false })
  }
})

t.test(
  'a link is previewed in the language of its client, or else of its browser, or else of the platform',
  async (t) => {
    const { app, invite, provider, admin } = await world(t, { locale: 'it' })
    const preview = async (token: string, accepted?: string) => {
      const headers: Record<string, string> = accepted === undefined ? {} : { 'accept-language': accepted }
      const request = { method: 'POST', url: '/api/v1/onboard-client/preview', payload: { token }, headers } as const
      return (await app.inject(request)).json()
    }
    const german = await invite({ locale: 'de-AT' })
    const japanese = await invite({ locale: 'ja' })
    const unknown = await invite()
    t.match(await preview(german.token, 'fr'), { locale: 'de' })
    t.match(await preview(japanese.token, 'fr'), { locale: 'fr' }, 'a client whose language is not near to any')
    t.match(await preview(unknown.token, 'pt-PT, de;q=0.5'), { locale: 'pt-BR' })
    t.match(await preview(unknown.token), { locale: 'it' })

    await app.inject({ method: 'POST', url: '/api/v1/onboard-client', payload: { token: german.token } })
    const asks = [{ what: 'The date of birth', from: 'client', due: 'now' } as const]
    provider.change(provider.accounts().at(-1)?.facts.accountId ?? '', { asks })
    await admin(`clients/${german.clientId}/sync`)
    t.match(await preview(german.token), { asks: [{ what: 'Das Geburtsdatum' }] })
  },
)
