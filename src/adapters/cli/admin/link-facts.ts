import type { invitedReply } from '../../../api/replies.ts'
import type { Client } from '../../../domain/client.ts'
import { refused } from '../exit-code.ts'
import { facts, note, print, type Format } from '../output.ts'

export const mailNotConfigured = () =>
  refused('No emails are sent: set SMTP_URL and MAIL_FROM, or omit --send-email and send the link yourself.')

/** Prints the new link of a client, as the API replies with it. */
export function printLink(
  reply: Pick<ReturnType<typeof invitedReply>, 'onboarding'>,
  { id, email }: Client,
  { json, sendsEmail = false }: Format & { readonly sendsEmail?: boolean | undefined },
): void {
  print(reply, { json }, ({ onboarding }) =>
    facts({ client: id, token: onboarding.tokenId, link: onboarding.url, until: onboarding.expiresAt }),
  )
  note(
    sendsEmail
      ? `An email with another link is on its way to ${email}. The link above is shown only now.`
      : 'The link is shown only now: send it to the client.',
  )
}
