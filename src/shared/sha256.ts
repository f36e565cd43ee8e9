import { createHash } from 'node:crypto'

/** The SHA-256 digest of a text: what is stored and compared instead of a secret. */
export const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
