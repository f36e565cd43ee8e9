import t from 'tap'
import { signedNoticeTokens } from '../../src/adapters/crypto/notice-tokens.ts'
import { LOCALES } from '../../src/domain/locale.ts'
import { WORDS } from '../../src/emails/words.ts'
import { asAdmin, memoryApp } from '../support/memory-app.ts'

async function world(t: Parameters<typeof memoryApp>[0], overrides: Parameters<typeof memoryApp>[1] = {}) {
  const memory = await memoryApp(t, overrides)
  const { app } = memory
  const asStaff = async (method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object) => {
    const url = `/api/v1/clients/${path}`
    return app.inject({ method, url, headers: asAdmin, ...(payload && { payload }) })
  }
  return {
    ...memory,
    asStaff,
    tokenFor: async (clientId: string, payload?: object) =>
      (await asStaff('POST', `${clientId}/notice-token`, payload)).json<{ token: string; expiresAt: string }>(),
    read: (noticeToken: string, headers: Record<string, string> = {}) =>
      app.inject({ method: 'POST', url: '/api/v1/notice', payload: { noticeToken }, headers }),
  }
}

t.test('a back end and a browser read the same notice, in the language of the client', async (t) => {
  const { invite, asStaff, tokenFor, read } = await world(t)
  for (const locale of LOCALES) {
    const { clientId } = await invite({ locale })
    const shown = await asStaff('GET', `${clientId}/notice`)
    t.equal(shown.statusCode, 200)
    const { words, ...notice } = shown.json()
    t.strictSame(notice, {
      level: 'action',
      locale,
      deadline: null,
      action: { type: 'continue', label: WORDS[locale].inApp.proceed },
    })
    t.ok(words.endsWith(WORDS[locale].reason.onboarding), words)
    const answer = await read((await tokenFor(clientId)).token)
    t.strictSame(answer.json(), shown.json())
    t.equal(answer.headers['cache-control'], 'no-store')
  }
})

t.test('a token works for ten minutes, or for as many as were asked for', async (t) => {
  const { invite, tokenFor, read, advance, asStaff } = await world(t)
  const { clientId } = await invite()
  const minutesUntil = (instant: string) => Math.round((Date.parse(instant) - Date.now()) / 60_000)
  const usual = await tokenFor(clientId)
  const long = await tokenFor(clientId, { expiresInMinutes: 60 })
  t.equal(minutesUntil(usual.expiresAt), 10)
  t.equal(minutesUntil(long.expiresAt), 60)
  for (const expiresInMinutes of [0, 61, 1.5, '5']) {
    t.equal((await asStaff('POST', `${clientId}/notice-token`, { expiresInMinutes })).statusCode, 400)
  }
  advance(10 * 60_000)
  const late = await read(usual.token)
  t.equal(late.statusCode, 410)
  t.match(late.json(), { code: 'TOKEN_EXPIRED', detail: 'This notice token has expired.' })
  t.equal((await read(long.token)).statusCode, 200)
})

t.test('a token reads the notice of its client, and nothing else', async (t) => {
  const { invite, tokenFor, read, app, asStaff } = await world(t)
  const [ada, grace] = [await invite(), await invite()]
  const { token } = await tokenFor(ada.clientId)
  const bearer = { authorization: `Bearer ${token}` }
  for (const path of [ada.clientId, `${ada.clientId}/notice`, `${grace.clientId}/notice`]) {
    t.equal((await app.inject({ url: `/api/v1/clients/${path}`, headers: bearer })).statusCode, 401)
  }
  for (const url of ['/api/v1/onboard-client', '/api/v1/onboard-client/preview']) {
    t.equal((await app.inject({ method: 'POST', url, payload: { token } })).statusCode, 404)
  }
  t.notMatch((await read(token)).body, /obt_|acct_|@example\.com/)
  await asStaff('DELETE', ada.clientId)
  t.equal((await read(token)).statusCode, 404, 'with the client its tokens end')
  t.equal((await asStaff('GET', `${ada.clientId}/notice`)).statusCode, 404)
  t.equal((await asStaff('POST', `${ada.clientId}/notice-token`)).statusCode, 404)
})

t.test('a token that the service has not signed is unknown', async (t) => {
  const { invite, tokenFor, read } = await world(t, { perMinute: { unknownCaller: 1e6 } })
  const { clientId, token: linkSecret } = await invite()
  const { token } = await tokenFor(clientId)
  const expiresAt = new Date(Date.now() + 60_000)
  const [claim = '', signature = ''] = token.split('.')
  const forged = [
    signedNoticeTokens('another key').sign({ clientId, expiresAt }),
    signedNoticeTokens('sk_test_0123456789').sign({ clientId: crypto.randomUUID(), expiresAt }),
    `${claim}x.${signature}`,
    `${claim}.${'A'.repeat(43)}`,
    `${claim}.`,
    claim,
    linkSecret,
    '',
  ]
  for (const one of forged) t.match((await read(one)).json(), { code: 'TOKEN_NOT_FOUND' }, one)
})

t.test('guesses are limited by address, and uses of a token by the token', async (t) => {
  const { invite, tokenFor, read } = await world(t, { perMinute: { unknownCaller: 2, token: 3 } })
  const { token } = await tokenFor((await invite()).clientId)
  const statuses = async (text: string, times: number) => {
    const all: number[] = []
    for (let n = 0; n < times; n += 1) all.push((await read(text)).statusCode)
    return all
  }
  t.strictSame(await statuses(token, 4), [200, 200, 200, 429])
  t.strictSame(await statuses('obn_x.y', 3), [404, 404, 429])
})

t.test("the front ends of the platform may read notices, and no other origin's", async (t) => {
  const { invite, tokenFor, read } = await world(t, { corsOrigins: ['https://shop.example.com'] })
  const { token } = await tokenFor((await invite()).clientId)
  const allowed = async (origin: string) => (await read(token, { origin })).headers['access-control-allow-origin']
  t.equal(await allowed('https://shop.example.com'), 'https://shop.example.com')
  t.equal(await allowed('https://elsewhere.example.com'), undefined)
})
