import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { v7 as uuidByTime } from 'uuid'
import { NOTICE_TOKEN } from './notice-tokens.ts'
import type { CodeHolder, Secrets } from '../../ports/secrets.ts'
import { sha256 } from '../../shared/sha256.ts'

/** 32 random bytes as 43 characters of base64url. */
const RANDOM = '[A-Za-z0-9_-]{43}'

/**
 * A checksum at the end. It detects a mistyped or truncated secret without a query, and lets secret scanners recognise
 * a secret with certainty.
 */
const CHECKSUM = '[0-9a-z]{6}'

const STATE = new RegExp(`^${RANDOM}$`)
const LINK_SECRET = new RegExp(`^obt_${RANDOM}${CHECKSUM}$`)
const STOP_SECRET = new RegExp(`^obs_${RANDOM}${CHECKSUM}$`)
const API_KEY = new RegExp(`^obk_([0-9a-f]{12})_${RANDOM}${CHECKSUM}$`)

/**
 * Secrets of 256 random bits. Only their SHA-256 is stored; a slow hash is unnecessary for values that cannot be
 * guessed.
 */
export function cryptoSecrets(): Secrets {
  return {
    mintLinkSecret: () => mint('obt_'),

    hashLinkSecret: (secret) => (LINK_SECRET.test(secret) && isWhole(secret) ? sha256(secret) : undefined),

    mintStopSecret: () => mint('obs_'),

    hashStopSecret: (secret) => (STOP_SECRET.test(secret) && isWhole(secret) ? sha256(secret) : undefined),

    hashNoticeToken: (token) => (NOTICE_TOKEN.test(token) ? sha256(token) : undefined),

    mintState() {
      const secret = random()
      return { secret, hash: sha256(secret) }
    },

    hashState: (state) => (STATE.test(state) ? sha256(state) : undefined),

    hashBrowser: (browser) => sha256(browser),

    mintCode: () => String(randomInt(1e6)).padStart(6, '0'),

    hashCode,

    mintApiKey() {
      const id = randomBytes(6).toString('hex')
      return { id, ...mint(`obk_${id}_`) }
    },

    readApiKey(credential) {
      const [, id] = API_KEY.exec(credential) ?? []
      return id !== undefined && isWhole(credential) ? { id, hash: sha256(credential) } : undefined
    },

    isSameHash: timingSafeEqual,

    // UUIDs in the order of time, so that new clients are adjacent in every index.
    newId: () => uuidByTime(),
  }
}

/**
 * A million codes are tried in a second, so a plain hash would keep none secret from someone who reads the database. The
 * key is the secret of the link, which the holder sends with the code and of which the database has only a hash. So no
 * further secret has to be configured, and no slow hash has to be paid for.
 */
function hashCode({ linkSecret, email }: CodeHolder, code: string): string {
  return createHmac('sha256', linkSecret).update(`code ${code} ${email}`).digest('hex')
}

const BYTES = 32

/**
 * Random bytes in stock: asking OpenSSL for 32 of them costs about as much as for a few thousand. Each is given out once.
 */
let stock = Buffer.alloc(0)

function random(): string {
  if (stock.length < BYTES) stock = randomBytes(64 * BYTES)
  const taken = stock.subarray(0, BYTES)
  stock = stock.subarray(BYTES)
  return taken.toString('base64url')
}

function mint(prefix: string) {
  const body = prefix + random()
  const secret = body + checksum(body)
  return { secret, hash: sha256(secret) }
}

const checksum = (body: string) => (crc32(body) % 36 ** 6).toString(36).padStart(6, '0')

const isWhole = (secret: string) => secret.slice(-6) === checksum(secret.slice(0, -6))
