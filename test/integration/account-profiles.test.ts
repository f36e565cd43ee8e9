import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { stripeClient } from '../../src/adapters/stripe/payment-providers.ts'
import { INCLUDE } from '../../src/adapters/stripe/v2/account-request.ts'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

t.setTimeout(120_000)

const PREFILL = {
  businessType: 'company',
  businessName: 'Analytical Engines',
  url: 'https://ada.example.com/shop',
  phone: '+4930123456',
  productDescription: 'Engines and notes',
  mcc: '5734',
} as const

const PROFILES = {
  default: 'sellers',
  profiles: {
    sellers: {
      dashboard: 'express',
      fees: 'platform',
      losses: 'platform',
      capabilities: ['card_payments', 'transfers'],
      country: 'DE',
      countries: { US: { capabilities: ['transfers'] } },
    },
    shops: {
      dashboard: 'full',
      fees: 'provider',
      losses: 'provider',
      capabilities: ['card_payments'],
      upFront: 'due',
    },
  },
}

const folder = await temporaryFolder()
const file = join(folder, 'account-profiles.json')
await writeFile(file, JSON.stringify(PROFILES))
const admin = { authorization: `Bearer ${ADMIN_KEY}` }

/** A service with these profiles, and the account at Stripe of each of its clients. */
async function world(t: Parameters<typeof startService>[0], api: 'v1' | 'v2', profiles = file) {
  const around = await surroundings(t)
  const service = await startService(t, around, {
    ACCOUNT_PROFILES: profiles,
    ACCOUNT_COUNTRY: '',
    STRIPE_ACCOUNTS_API: api,
  })
  const stripe = stripeClient({ secretKey: 'sk_test_0123456789', apiBase: around.stripe.url })
  return {
    around,
    service,
    stripe,
    /** Invites a client and opens its link; the id of its account, and the link that it was given. */
    async opened(body: object) {
      const { clientId, token } = await service.invite({ ...body })
      const opened = await service.open(token)
      if (opened.status !== 200) throw new Error(`opened with ${opened.status}: ${opened.text}`)
      const mine = (await around.stripe.simulator.accounts()).filter(
        ({ metadata }) => metadata['client_id'] === clientId,
      )
      if (mine.length !== 1) throw new Error(`${mine.length} accounts`)
      return { clientId, account: mine[0]!, record: await service.show(clientId) }
    },
  }
}

t.test('v1: a client gets an account of its profile, with what was known of it', async (t) => {
  const { opened, stripe, service } = await world(t, 'v1')

  t.test('the default profile', async (t) => {
    const { account, clientId, record } = await opened({ prefill: PREFILL })
    t.match(account, { api: 'v1', country: 'DE' })
    t.match(record.client, { profile: null, prefill: PREFILL })
    const { controller, capabilities, business_profile: profile, ...rest } = await stripe.accounts.retrieve(account.id)
    t.match(controller, {
      fees: { payer: 'application' },
      losses: { payments: 'application' },
      stripe_dashboard: { type: 'express' },
      requirement_collection: 'stripe',
    })
    t.strictSame(Object.keys(capabilities ?? {}).toSorted(), ['card_payments', 'transfers'])
    const given = Object.fromEntries(Object.entries(profile ?? {}).filter(([, value]) => value !== null))
    t.strictSame(given, {
      name: PREFILL.businessName,
      url: PREFILL.url,
      product_description: PREFILL.productDescription,
      mcc: PREFILL.mcc,
    })
    t.match(rest, { business_type: 'company', metadata: { client_id: clientId } })
  })

  t.test('another profile', async (t) => {
    const { account, record } = await opened({ profile: 'shops', country: 'FR' })
    t.match(account, { country: 'FR' })
    t.match(record.client, { profile: 'shops', prefill: null })
    const { controller, capabilities, business_profile: profile, ...rest } = await stripe.accounts.retrieve(account.id)
    t.match(controller, {
      fees: { payer: 'account' },
      losses: { payments: 'stripe' },
      stripe_dashboard: { type: 'full' },
      requirement_collection: 'stripe',
    })
    t.strictSame(Object.keys(capabilities ?? {}), ['card_payments'])
    t.match(profile, { name: 'Ada Lovelace', url: null, mcc: null, product_description: null })
    t.match(rest, { business_type: null })
  })

  t.test('an invitation to a profile that is not configured is refused', async (t) => {
    const body = { name: 'Ada', email: 'ada@example.com', profile: 'default' }
    const refused = await service.call('POST', '/api/v1/clients', body, admin)
    t.match(refused, { status: 400, body: { code: 'PROFILE_UNKNOWN' } })
  })
})

t.test('v2: a client gets an account of its profile, with what was known of it', async (t) => {
  const { opened, stripe } = await world(t, 'v2')
  const retrieve = (id: string) => stripe.v2.core.accounts.retrieve(id, { include: [...INCLUDE] })

  t.test('the default profile', async (t) => {
    const { account, clientId, record } = await opened({ prefill: PREFILL })
    t.match(account, { api: 'v2', country: 'DE', metadata: { client_id: clientId } })
    t.match(record.client, { profile: null, prefill: PREFILL })
    const found = await retrieve(account.id)
    t.match(found, {
      dashboard: 'express',
      display_name: 'Ada Lovelace',
      contact_phone: PREFILL.phone,
      identity: { country: 'DE', entity_type: 'company' },
      defaults: {
        responsibilities: { fees_collector: 'application', losses_collector: 'application' },
        profile: {
          business_url: PREFILL.url,
          doing_business_as: PREFILL.businessName,
          product_description: PREFILL.productDescription,
        },
      },
      configuration: {
        merchant: { applied: true, mcc: PREFILL.mcc, capabilities: { card_payments: Object } },
        recipient: { applied: true, capabilities: { stripe_balance: { stripe_transfers: Object } } },
      },
    })
  })

  t.test('another profile', async (t) => {
    const { account, record } = await opened({ profile: 'shops', country: 'FR' })
    t.match(record.client, { profile: 'shops', prefill: null })
    const found = await retrieve(account.id)
    t.match(found, {
      dashboard: 'full',
      identity: { country: /^fr$/i },
      defaults: { responsibilities: { fees_collector: 'stripe', losses_collector: 'stripe' } },
      configuration: { merchant: { applied: true } },
    })
    t.notOk(found.configuration?.recipient?.applied)
    t.notOk(found.contact_phone)
    t.notOk(found.defaults?.profile?.business_url)
    t.notOk(found.identity?.entity_type)
  })

  t.test('what differs in a country', async (t) => {
    const { account } = await opened({ country: 'US' })
    const { configuration } = await retrieve(account.id)
    t.match(configuration, { recipient: { applied: true } })
    t.notOk(configuration?.merchant?.applied, 'transfers alone')
  })
})

t.test('a profile that was removed opens no link until it is back', async (t) => {
  const { around, service } = await world(t, 'v2')
  const { token, clientId } = await service.invite({ profile: 'shops', country: 'FR' })
  const { shops: _removed, ...others } = PROFILES.profiles
  const fewer = join(folder, 'fewer.json')
  await writeFile(fewer, JSON.stringify({ ...PROFILES, profiles: others }))
  const variables = { ACCOUNT_PROFILES: fewer, ACCOUNT_COUNTRY: '', STRIPE_ACCOUNTS_API: 'v2' }
  const changed = await startService(t, around, variables)
  t.match(await changed.open(token), { status: 502, body: { code: 'STRIPE_ACCOUNT_CREATE_FAILED', retryable: false } })
  t.match(await changed.show(clientId), {
    client: { profile: 'shops' },
    onboarding: { status: 'pending', lastError: { providerCode: 'profile_unknown', advice: /ACCOUNT_PROFILES/ } },
  })
  t.strictSame(await around.stripe.simulator.accounts(), [])
  t.equal((await service.open(token)).status, 200)
})

t.test('an import file names the profile and what is known, in columns or in JSON', async (t) => {
  const { service } = await world(t, 'v2')
  async function send(body: string, type: string, query = '') {
    const headers = { ...admin, 'content-type': type }
    const answer = await service.call('POST', `/api/v1/clients/import${query}`, body, headers)
    return answer.text
      .trimEnd()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { outcome: string; clientId: string; fault?: string })
  }
  const clientOf = async (line: { clientId: string } | undefined) => (await service.show(line?.clientId ?? '')).client

  const csv = [
    'name,email,country,profile,businessType,businessName,url,phone,productDescription,mcc',
    'Ada,ada@csv.example,DE, shops ,company,Analytical Engines,https://ada.example.com/shop,+4930123456,Engines and notes,5734',
    'Grace,grace@csv.example,US,,individual,,,,,',
    'Edsger,edsger@csv.example,NL,,,,,,,',
    'Nobody,nobody@csv.example,NL,unknown,,,,,,',
    'Home,home@csv.example,NL,,,,http://localhost:3000,,,',
  ].join('\n')
  const dry = await send(csv, 'text/csv', '?dryRun=true')
  const faults = [/^profile is not the name of a configured/, /^url must be the address/]
  t.match(dry, [
    ...['would_create', 'would_create', 'would_create'].map((outcome) => ({ outcome })),
    ...faults.map((fault) => ({ outcome: 'invalid', fault })),
  ])
  const lines = await send(csv, 'text/csv')
  t.match(lines, [
    ...['created', 'created', 'created'].map((outcome) => ({ outcome })),
    ...faults.map((fault) => ({ outcome: 'invalid', fault })),
  ])
  t.match(await clientOf(lines[0]), { profile: 'shops' })
  t.strictSame((await clientOf(lines[0])).prefill, PREFILL)
  t.match(await clientOf(lines[1]), { profile: null, prefill: { businessType: 'individual' } })
  t.match(await clientOf(lines[2]), { profile: null, prefill: null })

  const ndjson = [
    { name: 'Ada', email: 'ada@nd.example', profile: 'shops', prefill: { ...PREFILL, mcc: ' 5734 ' } },
    { name: 'Flat', email: 'flat@nd.example', mcc: '5734' },
    { name: 'Nobody', email: 'nobody@nd.example', profile: 'unknown' },
  ]
  const objects = await send(ndjson.map((line) => JSON.stringify(line)).join('\n'), 'application/x-ndjson')
  t.match(objects, [{ outcome: 'created' }, { outcome: 'invalid' }, { outcome: 'invalid', fault: /^profile is not/ }])
  t.strictSame((await clientOf(objects[0])).prefill, PREFILL)
})
