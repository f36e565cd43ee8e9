import { remindClient } from './remind-client.ts'
import { requestLinks } from './request-links.ts'
import { requestNewLink } from './request-new-link.ts'
import { sendFollowUps } from './send-follow-ups.ts'
import { sendLinkEmail, type Mailing } from './send-link-email.ts'
import { sendNotice } from './send-notice.ts'
import { sendRequestedLinks } from './send-requested-links.ts'

type OfMailing = keyof Mailing | 'followUps'

type Dependencies = Parameters<typeof requestNewLink>[0] &
  Parameters<typeof requestLinks>[0] &
  Omit<Parameters<typeof sendLinkEmail>[0], OfMailing> &
  Omit<Parameters<typeof sendFollowUps>[0], OfMailing>

/** Emails to clients: who asks for them, and the jobs that send them. Without a mail server there are no jobs. */
export function emailUseCases({ mailing, ...dependencies }: Dependencies) {
  return {
    remindClient: remindClient({ ...dependencies, mailing }),
    requestNewLink: requestNewLink({ ...dependencies, mailing }),
    requestLinks: requestLinks({ ...dependencies, mailing }),
    sendRequestedLinks: mailing && sendRequestedLinks({ ...dependencies, mailing }),
    sendLinkEmail: mailing && sendLinkEmail({ ...dependencies, ...mailing }),
    sendNotice: mailing && sendNotice({ ...dependencies, ...mailing }),
    sendFollowUps: mailing?.followUps && sendFollowUps({ ...dependencies, followUps: mailing.followUps }),
  }
}
