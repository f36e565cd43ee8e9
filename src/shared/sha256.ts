import { hash } from 'node:crypto'

/** The SHA-256 digest of a text: what is stored and compared instead of a secret. */
export const sha256 = (text: string): Buffer => hash('sha256', text, 'buffer')
