import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { v7 as uuidByTime } from 'uuid'
import type { Secrets } from '../../ports/secrets.ts'

/** 32 random bytes as 43 characters of base64url. */
const RANDOM = '[A-Za-z0-9_-]{43}'

/** A checksum at the end: a mistyped or truncated secret is told from a real one without asking the database, and secret
 * scanners can recognise one with certainty. */
const CHECKSUM = '[0-9a-z]{6}'

const STATE = new RegExp(`^${RANDOM}$`)
const LINK_SECRET = new RegExp(`^obt_${RANDOM}${CHECKSUM}$`)
const API_KEY = new RegExp(`^obk_([0-9a-f]{12})_${RANDOM}${CHECKSUM}$`)

/** Secrets of 256 bits. Only their SHA-256 is stored; no slow hash is needed for what nobody can guess. */
export function cryptoSecrets(): Secrets {
  return {
    mintLinkSecret: () => mint('obt_'),

    hashLinkSecret: (secret) => (LINK_SECRET.test(secret) && isWhole(secret) ? sha256(secret) : undefined),

    mintState() {
      const secret = random()
      return { secret, hash: sha256(secret) }
    },

    hashState: (state) => (STATE.test(state) ? sha256(state) : undefined),

    hashBrowser: (browser) => sha256(browser),

    mintApiKey() {
      const id = randomBytes(6).toString('hex')
      return { id, ...mint(`obk_${id}_`) }
    },

    readApiKey(credential) {
      const [, id] = API_KEY.exec(credential) ?? []
      return id !== undefined && isWhole(credential) ? { id, hash: sha256(credential) } : undefined
    },

    isSameHash: timingSafeEqual,

    // In the order of time, so that the newest clients are next to each other in every index.
    newId: () => uuidByTime(),
  }
}

const random = () => randomBytes(32).toString('base64url')

function mint(prefix: string) {
  const body = prefix + random()
  const secret = body + checksum(body)
  return { secret, hash: sha256(secret) }
}

const checksum = (body: string) => (crc32(body) % 36 ** 6).toString(36).padStart(6, '0')

const isWhole = (secret: string) => secret.slice(-6) === checksum(secret.slice(0, -6))

const sha256 = (secret: string) => createHash('sha256').update(secret).digest()
