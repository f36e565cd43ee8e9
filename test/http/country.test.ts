import { readFileSync } from 'node:fs'
import t from 'tap'
import { COUNTRIES } from '../../src/domain/country.ts'
import { asAdmin, memoryApp } from '../support/memory-app.ts'

const REFUSED = ['PR', 'XK', 'KP', 'XX', 'Germania', 'D', '']

t.test('the country that staff enter', async (t) => {
  const { app, invite, provider } = await memoryApp(t)
  const patch = (clientId: string, payload: object) =>
    app.inject({ method: 'PATCH', url: `/api/v1/clients/${clientId}`, headers: asAdmin, payload })

  t.test('is stored as its code, whether it is a code or a name', async (t) => {
    for (const [country, code] of Object.entries({ UK: 'GB', el: 'GR', de: 'DE', Germany: 'DE', Österreich: 'AT' })) {
      const invited = await invite({ country })
      t.match(invited.response.json(), { client: { country: code } }, country)
      const other = await invite({ country: 'FR' })
      t.match((await patch(other.clientId, { country })).json(), { client: { country: code } }, country)
    }
  })

  t.test('is refused with the list if no account can be opened there, before a client is created', async (t) => {
    const { clientId } = await invite()
    for (const country of REFUSED) {
      for (const refused of [(await invite({ country })).response, await patch(clientId, { country })]) {
        const errors = [{ field: 'country', message: /is not a country in which/, allowed: COUNTRIES }]
        t.match(refused.json(), { status: 400, code: 'VALIDATION_FAILED', errors }, country)
      }
    }
  })

  t.test('is shown beside the country of the account', async (t) => {
    const { token, clientId } = await invite({ country: 'UK' })
    await app.inject({ url: '/api/v1/onboard-client', query: { token } })
    t.match(provider.accounts().at(-1), { parameters: { country: 'GB' } })
    const shown = await app.inject({ url: `/api/v1/clients/${clientId}`, headers: asAdmin })
    t.match(shown.json(), { client: { country: 'GB' }, account: { country: 'GB' } })
  })
})

t.test('the country that a client names', async (t) => {
  const { app, invite, provider } = await memoryApp(t)
  const open = (payload: object) => app.inject({ method: 'POST', url: '/api/v1/onboard-client', payload })

  t.test('is understood as that of staff is', async (t) => {
    const { token, clientId } = await invite()
    t.equal((await open({ token, country: 'uk' })).statusCode, 200)
    t.match(provider.accounts().at(-1), { parameters: { country: 'GB' } })
    const shown = await app.inject({ url: `/api/v1/clients/${clientId}`, headers: asAdmin })
    t.match(shown.json(), { client: { country: 'GB' } })
  })

  t.test('is refused before anything is asked of the provider', async (t) => {
    const before = provider.accounts().length
    const { token } = await invite()
    t.match((await open({ token, country: 'XK' })).json(), { status: 400, code: 'VALIDATION_FAILED' })
    t.equal(provider.accounts().length, before)
  })
})

t.test('the page lets clients choose among the countries that the service accepts', async (t) => {
  const page = readFileSync(new URL('../../src/adapters/http/pages/countries.js', import.meta.url), 'utf8')
  t.strictSame(page.match(/\b[A-Z]{2}\b/g), COUNTRIES)
})
