import t from 'tap'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'

t.test('PUT /api/v1/clients/by-external-id/:externalId', async (t) => {
  const around = await surroundings(t)
  const origins = { RETURN_URL_ORIGINS: 'https://app.example.com' }
  const instances = [await startService(t, around, origins), await startService(t, around, origins)] as const
  const [service] = instances
  const headers = { authorization: `Bearer ${ADMIN_KEY}` }
  const put = (externalId: string, body: object, instance = service) =>
    instance.call('PUT', `/api/v1/clients/by-external-id/${encodeURIComponent(externalId)}`, body, headers)
  const listed = async (externalId: string) =>
    (await service.call('GET', `/api/v1/clients?externalId=${encodeURIComponent(externalId)}`, undefined, headers)).body
      .data
  const ada = { name: 'Ada', email: 'ada@put.example' }

  t.test('creates a client once, and changes it afterwards', async (t) => {
    const created = await put('crm-1', { ...ada, country: 'Deutschland' })
    t.match(created, {
      status: 201,
      body: { client: { externalId: 'crm-1', country: 'DE' }, onboarding: { url: String } },
    })
    const { id } = created.body.client
    t.equal(created.headers.get('location'), `/api/v1/clients/${id}`)

    const again = await put('crm-1', { ...ada, country: 'DE', sendEmail: false })
    t.match(again, { status: 200, body: { clientId: id, client: ada, newLinkNeeded: false } })
    t.notOk('url' in again.body.onboarding, 'a link is shown once')

    const changed = await put('crm-1', { name: 'Ada L.', email: 'ada@lovelace.example' })
    const client = { id, name: 'Ada L.', email: 'ada@lovelace.example', country: 'DE', externalId: 'crm-1' }
    t.match(changed, { status: 200, body: { client, newLinkNeeded: true } }, 'what is not sent stays as it is')
    t.equal((await listed('crm-1')).length, 1)
  })

  t.test('sets the return URL and the values that it names, and leaves the others', async (t) => {
    const returnUrl = 'https://app.example.com/payouts'
    await put('crm-6', { ...ada, metadata: { plan: 'pro', tier: '1' }, returnUrl })
    const both = { metadata: { plan: 'free', tier: '1' }, returnUrl }
    t.match(await put('crm-6', { ...ada, metadata: { plan: 'free' } }), { status: 200, body: { client: both } })
    t.match(await put('crm-6', { ...ada, returnUrl: `${returnUrl}/2` }), {
      body: { client: { returnUrl: `${returnUrl}/2` } },
    })
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`n${n}`, 'x']))
    t.match(await put('crm-6', { ...ada, metadata: many }), { status: 400, body: { errors: [{ field: 'metadata' }] } })
    t.match(await put('crm-6', { ...ada, returnUrl: 'https://evil.example' }), {
      status: 400,
      body: { code: 'RETURN_URL_NOT_ALLOWED' },
    })
  })

  t.test('keeps the country of a client that has an account', async (t) => {
    const { body } = await put('crm-2', { ...ada, country: 'DE' })
    t.equal((await service.open(body.onboarding.token)).status, 200)
    t.match(await put('crm-2', { ...ada, country: 'FR' }), { status: 409, body: { code: 'COUNTRY_LOCKED' } })
    t.match(await put('crm-2', { ...ada, name: 'Other', country: 'DE' }), {
      status: 200,
      body: { client: { name: 'Other' } },
    })
  })

  t.test('twenty callers at the same time make one client', async (t) => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => put('crm-3', { ...ada, name: `Ada ${n}` }, instances[n % 2])),
    )
    const statuses = answers.map(({ status }) => status).toSorted((one, other) => one - other)
    t.strictSame(statuses, [...Array.from({ length: 19 }, () => 200), 201])
    t.equal((await listed('crm-3')).length, 1)
  })

  t.test('takes any external id that an invitation takes, as long as it may be', async (t) => {
    for (const externalId of ['a/b?c#d', 'Müller & Söhne 100%', '日'.repeat(200)]) {
      t.match(await put(externalId, ada), { status: 201, body: { client: { externalId } } }, externalId)
      t.equal((await put(externalId, ada)).status, 200, externalId)
    }
    t.match(await put('日'.repeat(201), ada), { status: 400, body: { errors: [{ field: 'externalId' }] } })
    t.match(await put('crm-4', { ...ada, externalId: 'crm-5' }), {
      status: 400,
      body: { errors: [{ field: 'externalId' }] },
    })
    t.match(await put('crm-4', { ...ada, profile: 'none' }), { status: 400, body: { code: 'PROFILE_UNKNOWN' } })
  })

  t.test('makes a new client after the one with this external id was erased', async (t) => {
    const { body } = await put('crm-6', ada)
    await service.call('DELETE', `/api/v1/clients/${body.client.id}`, undefined, headers)
    const { status, body: again } = await put('crm-6', ada)
    t.equal(status, 201)
    t.not(again.client.id, body.client.id)
  })
})
