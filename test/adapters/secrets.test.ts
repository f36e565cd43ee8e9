import { createHash } from 'node:crypto'
import t from 'tap'
import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'

const secrets = cryptoSecrets()
const sha256 = (text: string) => createHash('sha256').update(text).digest()
const ALPHABET = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')

t.test(
  'a link secret has a prefix, 32 random bytes and a checksum, in characters that a URL takes as they are',
  async (t) => {
    for (let n = 0; n < 1000; n += 1) {
      const { secret, hash } = secrets.mintLinkSecret()
      if (!/^obt_[A-Za-z0-9_-]{43}[0-9a-z]{6}$/.test(secret)) t.fail(secret)
      if (Buffer.from(secret.slice(4, 47), 'base64url').length !== 32) t.fail('not 32 bytes')
      if (encodeURIComponent(secret) !== secret) t.fail(secret)
      const looked = secrets.hashLinkSecret(secret)
      if (looked === undefined || Buffer.compare(looked, hash) !== 0) t.fail('it is not recognised')
    }
    t.pass('a thousand of them')
  },
)

t.test('it is stored as its SHA-256', async (t) => {
  const { secret, hash } = secrets.mintLinkSecret()
  t.equal(hash.length, 32)
  t.equal(Buffer.compare(hash, sha256(secret)), 0)
  const { secret: state, hash: stateHash } = secrets.mintState()
  t.equal(stateHash.length, 32)
  t.equal(Buffer.compare(stateHash, sha256(state)), 0)
})

t.test('a secret that stops reminders is one of its own kind', async (t) => {
  const [{ secret, hash }, link] = [secrets.mintStopSecret(), secrets.mintLinkSecret().secret]
  t.match(secret, /^obs_[A-Za-z0-9_-]{43}[0-9a-z]{6}$/)
  t.equal(Buffer.compare(hash, sha256(secret)), 0)
  t.equal(Buffer.compare(secrets.hashStopSecret(secret) ?? Buffer.alloc(0), hash), 0)
  for (const other of [link, secret.slice(0, -1), `${secret.slice(0, -1)}~`, '']) {
    t.equal(secrets.hashStopSecret(other), undefined, other)
  }
  t.equal(secrets.hashLinkSecret(secret), undefined)
})

t.test('one other character anywhere makes it none', async (t) => {
  const { secret } = secrets.mintLinkSecret()
  let tried = 0
  for (let place = 0; place < secret.length; place += 1) {
    for (const character of ALPHABET) {
      if (character === secret[place]) continue
      const other = secret.slice(0, place) + character + secret.slice(place + 1)
      tried += 1
      if (secrets.hashLinkSecret(other) !== undefined) t.fail(`${place}: ${character}`)
    }
  }
  t.equal(tried, secret.length * (ALPHABET.length - 1))
})

t.test('two characters that changed places make it none', async (t) => {
  const { secret } = secrets.mintLinkSecret()
  for (let place = 4; place < secret.length - 1; place += 1) {
    const [one = '', other = ''] = secret.slice(place, place + 2)
    if (one === other) continue
    const swapped = secret.slice(0, place) + other + one + secret.slice(place + 2)
    t.equal(secrets.hashLinkSecret(swapped), undefined)
  }
})

t.test('what is cut, longer, wrapped or something else altogether is none', async (t) => {
  const { secret } = secrets.mintLinkSecret()
  const body = secret.slice(4)
  const others = [
    ...['', 'obt_', body, secret.slice(0, -1), secret.slice(1), `${secret}0`, `${secret}${secret}`],
    ...[
      ` ${secret}`,
      `${secret} `,
      `${secret}\n`,
      `\n${secret}`,
      `${secret}\0`,
      `"${secret}"`,
      encodeURI(`<${secret}>`),
    ],
    ...[secret.toUpperCase(), `OBT_${body}`, `obk_${body}`, `obt_${'é'.repeat(49)}`, 'a'.repeat(1_000_000)],
    secrets.mintState().secret,
  ]
  for (const other of others) t.equal(secrets.hashLinkSecret(other), undefined, JSON.stringify(other.slice(0, 80)))
})

t.test('no two secrets, states, keys or ids are the same', async (t) => {
  const minted = Array.from({ length: 1000 }, () => [
    secrets.mintLinkSecret().secret.slice(4, 47),
    secrets.mintState().secret,
    secrets.newId(),
    secrets.mintApiKey().id,
    secrets.mintApiKey().secret.slice(17, 60),
  ]).flat()
  t.equal(new Set(minted).size, minted.length)
})

t.test('a state is 32 random bytes in characters that a URL takes as they are', async (t) => {
  const { secret } = secrets.mintState()
  t.match(secret, /^[A-Za-z0-9_-]{43}$/)
  t.equal(Buffer.from(secret, 'base64url').length, 32)
})

t.test('a state is recognised, and nothing else is', async (t) => {
  const { secret, hash } = secrets.mintState()
  t.equal(Buffer.compare(secrets.hashState(secret) ?? new Uint8Array(), hash), 0)
  const others = ['', secret.slice(1), `${secret}a`, `${secret}\n`, ` ${secret.slice(1)}`, `${secret.slice(1)}+`]
  for (const other of [...others, secrets.mintLinkSecret().secret, 'a'.repeat(1_000_000)]) {
    t.equal(secrets.hashState(other), undefined, JSON.stringify(other.slice(0, 80)))
  }
})

t.test('an API key has a prefix, an id, 32 random bytes and a checksum, and is stored as its SHA-256', async (t) => {
  for (let n = 0; n < 1000; n += 1) {
    const { id, secret, hash } = secrets.mintApiKey()
    const [, readable, random = ''] = /^obk_([0-9a-f]{12})_([A-Za-z0-9_-]{43})[0-9a-z]{6}$/.exec(secret) ?? []
    if (readable !== id) t.fail(secret)
    if (Buffer.from(random, 'base64url').length !== 32) t.fail('not 32 bytes')
    if (encodeURIComponent(secret) !== secret) t.fail(secret)
    const read = secrets.readApiKey(secret)
    if (read?.id !== id || Buffer.compare(read.hash, hash) !== 0) t.fail('it is not recognised')
    if (Buffer.compare(hash, sha256(secret)) !== 0) t.fail('it is not its SHA-256')
  }
  t.pass('a thousand of them')
})

t.test('one other character anywhere in an API key makes it none', async (t) => {
  const { secret } = secrets.mintApiKey()
  let tried = 0
  for (let place = 0; place < secret.length; place += 1) {
    for (const character of ALPHABET) {
      if (character === secret[place]) continue
      tried += 1
      if (secrets.readApiKey(secret.slice(0, place) + character + secret.slice(place + 1))) t.fail(`${place}`)
    }
  }
  t.equal(tried, secret.length * (ALPHABET.length - 1))
})

t.test('what is cut, longer, wrapped or something else altogether is no API key', async (t) => {
  const { secret } = secrets.mintApiKey()
  const others = [
    ...['', 'obk_', secret.slice(0, -1), secret.slice(1), `${secret}0`, `${secret}${secret}`, ` ${secret}`],
    ...[`${secret}\n`, `\n${secret}`, `"${secret}"`, secret.toUpperCase(), secret.replace('obk_', 'obt_')],
    ...[secrets.mintLinkSecret().secret, secrets.mintState().secret, 'a'.repeat(1_000_000)],
  ]
  for (const other of others) t.equal(secrets.readApiKey(other), undefined, JSON.stringify(other.slice(0, 80)))
  t.equal(secrets.hashLinkSecret(secret), undefined, 'and an API key is no link secret')
})

t.test('hashes are the same when all of their bytes are', async (t) => {
  const hash = sha256('one')
  t.ok(secrets.isSameHash(hash, Uint8Array.from(hash)))
  for (const place of [0, 15, 31]) {
    const other = Uint8Array.from(hash)
    other[place] = (other[place] ?? 0) ^ 1
    t.notOk(secrets.isSameHash(hash, other))
  }
})

t.test('an id is a UUID, and greater than those before it', async (t) => {
  const ids = Array.from({ length: 1000 }, () => secrets.newId())
  t.match(ids[0], /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  t.strictSame(ids.toSorted(), ids)
  t.equal(new Set(ids).size, ids.length)
})
