import type { Command } from 'commander'
import { refused } from '../exit-code.ts'
import { facts, print, type Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { id } from '../values.ts'

/** Commands on onboarding tokens. */
export function addTokenCommands(admin: Command, withStaffService: WithStaffService): void {
  const tokens = admin.command('tokens').description('Onboarding tokens: the links of clients.')

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
