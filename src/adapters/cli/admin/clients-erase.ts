import type { Command } from 'commander'
import { ProblemError } from '../../../api/problem.ts'
import { print, type Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { id } from '../values.ts'
import { refusedAs, unknownClient } from './client-facts.ts'
import { confirm, requireTerminal } from './confirm.ts'

/** Erases a client's personal data. */
export function addEraseCommand(clients: Command, withStaffService: WithStaffService): void {
  addUsage(
    clients
      .command('erase')
      .description(
        "Removes a client's personal data for good and revokes its link. Its ids, its account and its audit trail remain.",
      )
      .argument('<client id>', 'from "admin clients list"', id)
      .option('--yes', 'do not ask; required without a terminal')
      .option('--json', 'print JSON'),
    {
      needs: 'certainty: it cannot be undone.',
      examples: ['connect-onboarding admin clients erase 3fa85f64-5717-4562-b3fc-2c963f66afa6 --yes'],
    },
  ).action(async (clientId: string, { yes = false, json }: Format & { readonly yes?: boolean }) => {
    await withStaffService(async ({ useCases, actor }) => {
      if (!yes) await mustBeWanted((await useCases.showClient(clientId, actor))?.client.name)
      const erased = await useCases.eraseClient(clientId, actor)
      if (erased === 'unknown_client') throw unknownClient()
      if (erased === 'intent_unresolved') throw refusedAs(new ProblemError('INTENT_UNRESOLVED'))
      print({ clientId, erased: true }, { json }, () => 'The client was erased.')
    })
  })
}

async function mustBeWanted(name: string | undefined): Promise<void> {
  requireTerminal('erasing cannot be undone: ')
  if (name === undefined) throw unknownClient()
  await confirm(`Erase ${name}? This cannot be undone.`, 'Nothing was erased.')
}
