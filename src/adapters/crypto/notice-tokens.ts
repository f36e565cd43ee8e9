import { createHmac, timingSafeEqual } from 'node:crypto'
import type { NoticeTokens } from '../../ports/notice-tokens.ts'

/** The form of a notice token. */
export const NOTICE_TOKEN = /^obn_([A-Za-z0-9_-]{1,300})\.([A-Za-z0-9_-]{43})$/
const CLAIM = /^([0-9a-f-]{36}) (\d{1,12})$/

/**
 * Notice tokens that are signed with a key, which is derived from a secret of the platform. All instances have the
 * secret, and the database has it not.
 */
export function signedNoticeTokens(secret: string): NoticeTokens {
  const key = createHmac('sha256', secret).update('notice tokens').digest()
  const signatureOf = (claim: string) => createHmac('sha256', key).update(claim).digest()
  return {
    sign({ clientId, expiresAt }) {
      const claim = Buffer.from(`${clientId} ${Math.floor(expiresAt.getTime() / 1000)}`).toString('base64url')
      return `obn_${claim}.${signatureOf(claim).toString('base64url')}`
    },
    read(token) {
      const [, claim, signature] = NOTICE_TOKEN.exec(token) ?? []
      if (claim === undefined || signature === undefined) return undefined
      if (!timingSafeEqual(signatureOf(claim), Buffer.from(signature, 'base64url'))) return undefined
      const [, clientId, seconds] = CLAIM.exec(Buffer.from(claim, 'base64url').toString()) ?? []
      if (clientId === undefined || seconds === undefined) return undefined
      return { clientId, expiresAt: new Date(Number(seconds) * 1000) }
    },
  }
}
