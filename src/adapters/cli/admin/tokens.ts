import type { Command } from 'commander'
import { openLinkReply } from '../../../api/open-link-reply.ts'
import { notExtended } from '../../../api/refusals.ts'
import { ExtendBody } from '../../../api/schemas/onboarding-tokens.ts'
import { refused } from '../exit-code.ts'
import { facts, print, type Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { id } from '../values.ts'
import { refusedAs } from './client-facts.ts'
import { parseOptions } from './parse-options.ts'

/** Commands on onboarding tokens. */
export function addTokenCommands(admin: Command, withStaffService: WithStaffService): void {
  const tokens = admin.command('tokens').description('Onboarding tokens: the links of clients.')

  addExtendCommand(tokens, withStaffService)

  addUsage(
    tokens
      .command('revoke')
      .description('Revokes a link. Shows until when a page at Stripe that it opened before may still work.')
      .argument('<token id>', 'from "admin clients show"', id)
      .option('--json', 'print JSON'),
    {
      needs: 'the id of the token, not the secret in its link.',
      examples: ['connect-onboarding admin tokens revoke 3fa85f64-5717-4562-b3fc-2c963f66afa6'],
    },
  ).action(async (tokenId: string, format: Format) => {
    await withStaffService(async ({ useCases, actor }) => {
      const revoked = await useCases.revokeToken(tokenId, actor)
      if (revoked.outcome === 'unknown_token')
        throw refused('There is no token with this id: "admin clients show" shows the id.')
      if (revoked.outcome === 'completed') throw refused('The onboarding is completed: there is nothing to revoke.')
      const until = revoked.linksOutstandingUntil?.toISOString()
      print({ tokenId, status: 'revoked', linksOutstandingUntil: until ?? null }, format, (result) =>
        facts({ token: tokenId, status: result.status, 'page at Stripe may work until': until ?? 'none is open' }),
      )
    })
  })
}

function addExtendCommand(tokens: Command, withStaffService: WithStaffService): void {
  addUsage(
    tokens
      .command('extend')
      .description('Lets an open link be opened for so long from now, also if it has expired. The link stays the same.')
      .argument('<token id>', 'from "admin clients show"', id)
      .requiredOption('--expires-in-hours <hours>', 'for how long from now, 1 to 2160')
      .option('--json', 'print JSON, as POST /api/v1/onboarding-tokens/:tokenId/extend returns it'),
    {
      needs: 'the id of the token, not the secret in its link.',
      examples: ['connect-onboarding admin tokens extend 3fa85f64-5717-4562-b3fc-2c963f66afa6 --expires-in-hours 336'],
    },
  ).action(async (tokenId: string, { json, ...options }: Format & { readonly expiresInHours: string }) => {
    const { expiresInHours } = parseOptions(ExtendBody, { ...options })
    await withStaffService(async ({ useCases, actor }) => {
      const extended = await useCases.extendToken({ tokenId, expiresInHours }, actor)
      if (extended.outcome !== 'extended' && extended.outcome !== 'unchanged')
        throw refusedAs(notExtended(extended.outcome))
      print(openLinkReply(extended), { json }, ({ status, expiresAt }) =>
        facts({ token: tokenId, status, until: expiresAt }),
      )
    })
  })
}
