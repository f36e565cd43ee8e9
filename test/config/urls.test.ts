import t from 'tap'
import { readConfig } from '../../src/config/config.ts'
import { COMPLETE, faultsWith } from '../support/config-faults.ts'

type Faulty = readonly [value: string, fault: RegExp]

const OF_ANY_ORIGIN: readonly Faulty[] = [
  ['api.example.com', /must begin with https/],
  ['javascript:alert(1)', /must begin with https/],
  ['ftp://api.example.com', /must begin with https/],
  ['//api.example.com', /must begin with https/],
  ['https://', /not a URL/],
  ['https://api.example.com:99999', /not a URL/],
  ['https://a b.example.com', /not a URL/],
  ['https:\\\\api.example.com', /must begin with https|not a URL/],
  ['https://user:word@api.example.com', /user name or a password/],
  ['https://*.example.com', /single name/],
  ['https://{host}.example.com', /single name|not a URL/],
  ['https://api.example.com/pay', /must not have a path/],
  ['https://api.example.com/pay/', /must not have a path/],
  ['https://api.example.com/index.html', /must not have a path/],
  ['https://api.example.com?a=b', /query or a fragment/],
  ['https://api.example.com/?', /query or a fragment/],
  ['https://api.example.com/#', /query or a fragment/],
  ['https://api.example.com#top', /query or a fragment/],
]

t.test('alerts go to a webhook by an encrypted way, or stay on this machine', async (t) => {
  for (const url of [
    'https://hooks.example.com/services/x9?a=b',
    'http://localhost:9000/x9',
    'http://127.0.0.1/',
    'http://[::1]:1/',
  ])
    t.same(faultsWith({ ALERT_WEBHOOK_URL: url }), [], url)
  for (const [url, fault] of [
    ['http://hooks.example.com/x9', /its path is a secret/],
    ['http://localhost.example.com/x9', /its path is a secret/],
    ['http://10.0.0.1/x9', /its path is a secret/],
    ['ftp://hooks.example.com/x9', /must begin with https/],
    ['hooks.example.com/x9', /must begin with https/],
    ['https://', /must begin with https/],
    ['https://user:word@hooks.example.com/x9', /user name or a password/],
  ] as const) {
    const [found = '', ...others] = faultsWith({ ALERT_WEBHOOK_URL: url })
    t.match(found, /^ALERT_WEBHOOK_URL is not valid: /, url)
    t.match(found, fault, url)
    t.notMatch(found, 'x9', 'the secret is not repeated')
    t.same(others, [])
  }
})

t.test('alerts are of kinds that there are, and their emails need a mail server', async (t) => {
  for (const ALERTS of ['all', 'off', 'digest', 'jobs_dead, digest']) t.same(faultsWith({ ALERTS }), [], ALERTS)
  for (const ALERTS of ['ALL', 'digest;jobs_dead', 'all,digest', 'mail', ',']) {
    t.match(faultsWith({ ALERTS }), [/^ALERTS is not valid: all, off, or kinds of alert/], ALERTS)
  }
  const mail = { SMTP_URL: 'smtp://mail.example.com', MAIL_FROM: 'a@example.com' }
  t.same(faultsWith({ ...mail, ALERT_EMAIL: 'ops@example.com, on-call@example.com' }), [])
  t.match(faultsWith({ ...mail, ALERT_EMAIL: 'ops' }), [/^ALERT_EMAIL is not valid/])
  t.same(faultsWith({ ALERT_EMAIL: 'ops@example.com' }), ['SMTP_URL is missing: ALERT_EMAIL requires it'])
})

for (const name of ['API_BASE_URL', 'FRONTEND_ORIGIN', 'STRIPE_API_BASE']) {
  for (const [value, fault] of OF_ANY_ORIGIN) {
    t.test(`${name}=${value} is refused`, async (t) => {
      const faults = faultsWith({ [name]: value })
      t.match(faults, [new RegExp(`^${name} is not valid: `)])
      t.match(faults[0], fault)
      t.equal(faults.length, 1)
    })
  }
}

t.test('an origin may be spelled with capitals, its default port and a slash', async (t) => {
  for (const spelling of [
    'https://API.Example.com',
    'https://api.example.com:443',
    'https://api.example.com/',
    'HTTPS://api.example.com',
  ]) {
    const { apiBaseUrl, frontendOrigins } = readConfig({
      ...COMPLETE,
      API_BASE_URL: spelling,
      FRONTEND_ORIGIN: spelling,
    })
    t.equal(apiBaseUrl, 'https://api.example.com')
    t.same(frontendOrigins, ['https://api.example.com'])
  }
  t.equal(readConfig({ ...COMPLETE, API_BASE_URL: 'http://[::1]:4242' }).apiBaseUrl, 'http://[::1]:4242')
  t.equal(
    readConfig({ ...COMPLETE, API_BASE_URL: 'https://bücher.example' }).apiBaseUrl,
    'https://xn--bcher-kva.example',
  )
})

t.test('the origin of an app may call the API, and links lead to the first origin, a web page', async (t) => {
  const FRONTEND_ORIGIN = 'https://app.example.com, capacitor://localhost,ionic://localhost'
  t.same(readConfig({ ...COMPLETE, FRONTEND_ORIGIN }).frontendOrigins, [
    'https://app.example.com',
    'capacitor://localhost',
    'ionic://localhost',
  ])
  t.match(faultsWith({ FRONTEND_ORIGIN: 'capacitor://localhost' }), [/origin 1 .* put that of an app behind it/])
  t.match(faultsWith({ FRONTEND_ORIGIN: 'https://app.example.com,chrome://x' }), [/origin 2 of the list is not usable/])
  t.match(faultsWith({ FRONTEND_ORIGIN: 'https://app.example.com,' }), [/origin 2 of the list is not usable/])
})

const TEMPLATES: readonly Faulty[] = [
  ['https://app.example.com/onboard', /contain \{token\} once/],
  ['https://app.example.com/{token}?again={token}', /contain \{token\} once/],
  ['javascript:alert({token})', /must begin with https/],
  ['data:text/html,{token}', /must begin with https/],
  ['myapp://onboard?token={token}', /must begin with https/],
  ['https://{token}.example.com/', /behind the host/],
  ['https://app.example.com:{token}/', /not a URL|behind the host/],
  ['https://{token}@app.example.com/', /user name or a password/],
  ['https://*.example.com/?token={token}', /single name/],
  ['/onboard?token={token}', /must begin with https/],
]

for (const [value, fault] of TEMPLATES) {
  t.test(`a link template ${value} is refused`, async (t) => {
    const faults = faultsWith({ ONBOARDING_URL_TEMPLATE: value })
    t.match(faults, [fault])
    t.equal(faults.length, 1)
  })
}

t.test('a link template has the token in its path, its query or its fragment', async (t) => {
  for (const end of ['/onboard/{token}', '/onboard?token={token}&lang=de', '?{token}', '/onboard#token={token}']) {
    const ONBOARDING_URL_TEMPLATE = `https://app.example.com${end}`
    t.equal(readConfig({ ...COMPLETE, ONBOARDING_URL_TEMPLATE }).onboardingUrlTemplate, ONBOARDING_URL_TEMPLATE)
  }
})
