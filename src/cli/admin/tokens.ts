import type { Command } from 'commander'
import { refused } from '../exit-code.ts'
import { facts, print, type Format } from '../output.ts'
import { teach } from '../teach.ts'
import { id } from '../values.ts'

/** What staff does with links that were given out. */
export function addTokenCommands(admin: Command): void {
  const tokens = admin.command('tokens').description('Links that were given out.')

  teach(
    tokens
      .command('revoke')
      .description('Withdraws a link. Says until when a page of Stripe that it has opened may still be used.')
      .argument('<token id>', 'from "admin clients show"', id)
      .option('--json', 'print JSON'),
    {
      needs: 'the id of the token, not the secret in its link.',
      examples: ['connect-onboarding admin tokens revoke 3fa85f64-5717-4562-b3fc-2c963f66afa6'],
    },
  ).action(async (tokenId: string, format: Format) => {
    const { withService } = await import('./with-service.ts')
    await withService(async ({ useCases, act }) => {
      const revoked = await useCases.revokeToken(tokenId, act)
      if (revoked.outcome === 'unknown_token') throw refused('There is no such token: "admin clients show" names them.')
      if (revoked.outcome === 'completed') throw refused('The client has done its part: there is nothing to withdraw.')
      const until = revoked.linksOutstandingUntil?.toISOString()
      print({ tokenId, status: 'revoked', linksOutstandingUntil: until ?? null }, format, (result) =>
        facts({ token: tokenId, status: result.status, 'a page of Stripe may be open until': until ?? 'none is' }),
      )
    })
  })
}
