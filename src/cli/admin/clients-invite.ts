import type { Command } from 'commander'
import { issuedReply } from '../../adapters/http/replies.ts'
import { InvitationBody } from '../../adapters/http/schemas/invitation.ts'
import { refused } from '../exit-code.ts'
import { facts, note, print, type Format } from '../output.ts'
import { teach } from '../teach.ts'
import { checked } from './checked.ts'

interface InviteOptions extends Format {
  readonly name: string
  readonly email: string
  readonly country?: string
  readonly externalId?: string
  readonly expiresInHours?: string
}

/** One new client. */
export function addInviteCommand(clients: Command): void {
  teach(
    clients
      .command('invite')
      .description('Enters a client and prints its link, for the only time: what is stored does not open anything.')
      .requiredOption('--name <name>', 'what the client is called')
      .requiredOption('--email <address>', 'where the client gets mail')
      .option('--country <code>', 'of two letters; left out, the client chooses at Stripe')
      .option('--external-id <id>', 'its id in your own system')
      .option('--expires-in-hours <hours>', 'how long the link works; LINK_LIFETIME_HOURS unless given')
      .option('--json', 'print JSON, as POST /api/v1/clients answers it'),
    {
      needs: 'a way to bring the link to the client.',
      examples: ['connect-onboarding admin clients invite --name "Ada Lovelace" --email ada@example.com --country DE'],
    },
  ).action(async ({ json, ...options }: InviteOptions) => {
    const { withService } = await import('./with-service.ts')
    const invitation = checked(InvitationBody, { ...options })
    await withService(async ({ useCases, config, linkFor, act }) => {
      const invited = await useCases.inviteClient({ expiresInHours: config.linkLifetimeHours, ...invitation }, act)
      if (invited.outcome === 'client_exists') throw refused(`A client with this e-mail exists${known(invited)}`)
      if (invited.outcome === 'external_id_exists')
        throw refused(`A client with this external id exists${known(invited)}`)
      if (invited.outcome !== 'invited') throw new Error(`an invitation without idempotency key is ${invited.outcome}`)
      print(issuedReply(invited, linkFor), { json }, ({ client, onboarding }) =>
        facts({ client: client.id, token: onboarding.tokenId, link: onboarding.url, until: onboarding.expiresAt }),
      )
      note('This is the only time that the link is shown: send it to the client.')
    })
  })
}

const known = ({ clientId }: { clientId?: string }): string => (clientId === undefined ? '.' : `: ${clientId}.`)
