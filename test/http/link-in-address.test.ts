import t from 'tap'
import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'

interface LinkModule {
  secretIn(address: string): string | undefined
  mentionsSecret(address: string): boolean
}

const script = new URL('../../src/adapters/http/pages/link.js', import.meta.url)
const { secretIn, mentionsSecret } = (await import(script.href)) as LinkModule
const origin = 'https://pay.example.com'
const secret = cryptoSecrets().mintLinkSecret().secret

t.test('a link is recognised with what mail programs and chats add around it', async (t) => {
  const { length } = secret
  const soft = `${secret.slice(0, 20)}%C2%AD${secret.slice(20)}`
  for (const address of [
    `/onboard#token=${secret}`,
    `/onboard?token=${secret}`,
    `/onboard?token=${secret}&utm_source=newsletter&fbclid=1`,
    `/onboard?utm_source=x#token=${secret}`,
    `/onboard#token=${secret}?utm_source=x`,
    `/onboard#token=${secret}&utm_source=x`,
    ...[
      '.',
      ',',
      ')',
      '>',
      '"',
      "'",
      '*',
      '%20',
      ';',
      '!',
      ']',
      '/',
      '%22',
      '%3E',
      '…',
      '»',
      '%E2%80%9D',
      '%',
      '_',
      'x',
    ].map((added) => `/onboard#token=${secret}${added}`),
    `/onboard#token=<${secret}>`,
    `/onboard#token=%20${secret}`,
    `/onboard#token=3D${secret}`,
    `/onboard/#token=${secret}`,
    `/Onboard#Token=${secret}`,
    `/onboard%23token=${secret}`,
    `/onboard%2523token%253D${secret}`,
    `/onboard%23token%3D${secret.replaceAll('_', '%5F').replaceAll('-', '%2D')}`,
    `/onboard%2523token%253D${secret.replaceAll('_', '%255F')}`,
    `/onboard#${secret}`,
    `/onboard/${secret}`,
    `/onboard#token=${secret.slice(0, 30)}%0A${secret.slice(30)}`,
    `/onboard#token=${secret.slice(0, 30)}=%0D%0A${secret.slice(30)}`,
    `/onboard#token=${soft}`,
    `/onboard#token=obt_${secret}`,
    `/onboard#token=${'obt_'.padEnd(length, 'a')}${secret}`,
  ]) {
    t.equal(secretIn(origin + address), secret, address)
  }
})

t.test('every secret of the service is recognised', async (t) => {
  for (let n = 0; n < 500; n += 1) {
    const { secret: minted } = cryptoSecrets().mintLinkSecret()
    t.equal(secretIn(`${origin}/onboard#token=${minted}.`), minted)
  }
})

t.test('a link that was cut off or mistyped is no link, and is not mistaken for none', async (t) => {
  const other = secret.endsWith('0') ? '1' : '0'
  for (const address of [
    `/onboard#token=${secret.slice(0, -1)}`,
    `/onboard#token=${secret.slice(0, 20)}`,
    `/onboard#token=${secret.slice(0, -1)}${other}`,
    `/onboard#token=${secret.toUpperCase()}`,
    '/onboard#token=',
    '/onboard#token=obt_',
  ]) {
    t.equal(secretIn(origin + address), undefined, address)
    t.equal(mentionsSecret(origin + address), true, address)
  }
  for (const address of ['/onboard', '/onboard#', '/onboard#main', '/onboard?utm_source=x', '/onboard%']) {
    t.equal(secretIn(origin + address), undefined, address)
    t.equal(mentionsSecret(origin + address), false, address)
  }
})
