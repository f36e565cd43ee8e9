import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { v7 as uuidByTime } from 'uuid'
import type { Secrets } from '../../ports/secrets.ts'

/**
 * `obt_`, 32 random bytes as 43 characters of base64url, and 6 characters of checksum: a mistyped or truncated link is
 * told from a real one without asking the database, and secret scanners can recognise one with certainty.
 */
const LINK_SECRET = /^obt_[A-Za-z0-9_-]{43}[0-9a-z]{6}$/
const BODY_LENGTH = 'obt_'.length + 43

/** Secrets of 256 bits. Only their SHA-256 is stored; no slow hash is needed for what nobody can guess. */
export function cryptoSecrets(): Secrets {
  return {
    mintLinkSecret() {
      const body = `obt_${randomBytes(32).toString('base64url')}`
      const secret = body + checksum(body)
      return { secret, hash: sha256(secret) }
    },

    hashLinkSecret(secret) {
      if (!LINK_SECRET.test(secret)) return undefined
      return secret.slice(BODY_LENGTH) === checksum(secret.slice(0, BODY_LENGTH)) ? sha256(secret) : undefined
    },

    mintState() {
      const secret = randomBytes(32).toString('base64url')
      return { secret, hash: sha256(secret) }
    },

    hashState: (state) => (/^[A-Za-z0-9_-]{43}$/.test(state) ? sha256(state) : undefined),

    // In the order of time, so that the newest clients are next to each other in every index.
    newId: () => uuidByTime(),
  }
}

const checksum = (body: string) => (crc32(body) % 36 ** 6).toString(36).padStart(6, '0')

const sha256 = (secret: string) => createHash('sha256').update(secret).digest()
