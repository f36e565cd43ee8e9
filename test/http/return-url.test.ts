import t from 'tap'
import { asAdmin, memoryApp } from '../support/memory-app.ts'

const page = 'https://app.example.com/payouts?from=mail'

t.test('a client returns to the page that its invitation named, with how it went', async (t) => {
  const states: string[] = []
  const { app, invite } = await memoryApp(t, {
    provider: (memory) => ({
      ...memory,
      createAccountLink: async (request, signal) => {
        states.push(new URL(request.returnUrl).searchParams.get('state') ?? '')
        return memory.createAccountLink(request, signal)
      },
    }),
  })
  const { token, clientId } = await invite({ returnUrl: page })
  const opened = await app.inject({ method: 'POST', url: '/api/v1/onboard-client', payload: { token } })
  t.equal(opened.statusCode, 200)
  const back = async () =>
    (await app.inject({ url: `/api/v1/connect/callback?state=${states[0]}`, headers: { accept: 'text/html' } })).headers
      .location
  t.equal(await back(), `${page}&status=incomplete`)
  await app.inject({ method: 'DELETE', url: `/api/v1/clients/${clientId}`, headers: asAdmin })
  t.match(await back(), /^https:\/\/app\.example\.com\/onboarding-/, 'an erased client has no page of its own')
})

t.test("the platform's own values are given back in records, and are few short texts", async (t) => {
  const { app, invite } = await memoryApp(t)
  const metadata = { plan: 'pro', 'crm.id': '7' }
  const { response, clientId } = await invite({ metadata, returnUrl: page })
  t.match(response.json().client, { metadata, returnUrl: page })
  const shown = await app.inject({ url: `/api/v1/clients/${clientId}`, headers: asAdmin })
  t.same(shown.json().client.metadata, metadata)
  const many = Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`key${n}`, 'a']))
  for (const refused of [
    { 'a b': 'x' },
    { __proto__x: 'x', _a: 'x' },
    { a: 'x'.repeat(501) },
    { a: 1 },
    { ['k'.repeat(41)]: 'x' },
    many,
  ]) {
    t.match((await invite({ metadata: refused })).response.json(), { code: 'VALIDATION_FAILED' })
  }
  t.match((await invite({ returnUrl: 'https://evil.example/' })).response.json(), { code: 'RETURN_URL_NOT_ALLOWED' })
})
