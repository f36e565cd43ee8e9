import type { Act } from '../ports/act.ts'
import type { Mailer } from '../ports/mailer.ts'
import type { NoticeKind, NoticeRepository } from '../ports/notice-repository.ts'

interface Dependencies {
  readonly notices: NoticeRepository
  readonly mailer: Mailer
  readonly platformName: string
}

/**
 * Emails a client what has happened with its link, without a link in it. Delivery is at least once: if the worker stops
 * after sending but before recording it, the email is sent again.
 */
export function sendNotice({ notices, mailer, platformName }: Dependencies) {
  return async (
    { kind, tokenId, at, mailId }: { kind: NoticeKind; tokenId: string; at: Date; mailId: string },
    act: Act,
  ): Promise<'mailed' | 'not_sent'> => {
    const found = await notices.find(tokenId)
    if (found === undefined) return 'not_sent'
    const { name, email } = found.client
    await mailer.sendNotice({ id: mailId, to: { name, address: email }, platformName, kind, at })
    await notices.recordNotice(tokenId, kind, act)
    return 'mailed'
  }
}
