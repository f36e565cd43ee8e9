import type { Command } from 'commander'
import type { Reconciled } from '../../../usecases/accounts/reconcile.ts'
import { CommandError, EXIT } from '../exit-code.ts'
import { note, printLine, table, type Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { progress } from '../progress.ts'
import { addUsage } from '../usage.ts'
import { adviceOn, notFetched } from './provider-failure.ts'

/** Compares all accounts with the provider. */
export function addReconcileCommand(admin: Command, withStaffService: WithStaffService): void {
  addUsage(
    admin
      .command('reconcile')
      .description(
        'Fetches every account from Stripe, reports where it differs from what is stored, and corrects that.',
      )
      .option('--dry-run', 'only report')
      .option('--json', 'print a JSON line for each difference and a last one with the counts'),
    {
      needs:
        'time: about 20 accounts a second, and fewer while clients open their links, whose calls to Stripe go first.\n' +
        'It can be interrupted and run again.',
      examples: ['connect-onboarding admin reconcile --dry-run', 'connect-onboarding admin reconcile --json'],
    },
  ).action(async ({ dryRun = false, ...format }: Format & { dryRun?: boolean }) => {
    await withStaffService(async ({ useCases, actor }) => {
      const { total, results } = await useCases.reconcile({ dryRun }, actor)
      const bar = progress('Fetched', total, 'accounts')
      const counts: Record<Reconciled['outcome'], number> = {
        unchanged: 0,
        changed: 0,
        provider_failed: 0,
        intent_unsettled: 0,
        intent_settled: 0,
      }
      const rows: string[][] = []
      let found = 0
      try {
        for await (const result of results) {
          counts[result.outcome] += 1
          bar.reached((found += 1))
          if (result.outcome === 'unchanged') continue
          if (format.json) printLine(result)
          else rows.push(rowOf(result))
        }
      } finally {
        bar.stop()
      }
      if (format.json) printLine({ summary: counts })
      if (rows.length > 0) process.stdout.write(`${table(['client', 'account', 'result'], rows)}\n`)
      note(summary(counts, dryRun))
      if (counts.provider_failed > 0) {
        throw new CommandError(EXIT.partly, 'Some accounts could not be fetched from Stripe: run it again later.')
      }
    })
  })
}

function rowOf(result: Exclude<Reconciled, { outcome: 'unchanged' }>): string[] {
  const { clientId } = result
  switch (result.outcome) {
    case 'changed':
      return [clientId, result.accountId, `${result.from} → ${result.to}`]
    case 'provider_failed':
      return [clientId, result.accountId ?? '', `${notFetched(result.failure)}.${adviceOn(result.failure)}`]
    case 'intent_unsettled':
      return [clientId, '', 'may have an account at Stripe that is not stored']
    case 'intent_settled':
      return [clientId, result.accountId, 'the account was found and stored']
  }
}

function summary(counts: Record<Reconciled['outcome'], number>, dryRun: boolean): string {
  const { unchanged, changed, provider_failed: failed, intent_unsettled: unsettled, intent_settled: settled } = counts
  return (
    `${unchanged} unchanged, ${changed} ${dryRun ? 'different' : 'corrected'}, ${settled} found, ` +
    `${unsettled} unsettled, ${failed} failed.${dryRun ? ' Nothing was changed.' : ''}`
  )
}
