import { Argument, Option, type Command } from 'commander'
import { bulkFaults, bulkLine, bulkRequestOf, bulkSummary } from '../../../api/client-bulk.ts'
import { describeFaults } from '../../../api/faults.ts'
import { BulkFilter, BulkSettings } from '../../../api/schemas/client-bulk.ts'
import { NextActionWord, ReadinessWord } from '../../../api/schemas/client-record.ts'
import { TokenStatus } from '../../../api/schemas/token-words.ts'
import { CLIENT_ACTS, type ClientAct } from '../../../domain/client-act.ts'
import type { BulkRequest } from '../../../usecases/clients/act-on-clients.ts'
import { CommandError, EXIT } from '../exit-code.ts'
import { note, printLine, type Format } from '../output.ts'
import type { StaffService, WithStaffService } from '../programs.ts'
import { progress } from '../progress.ts'
import { addUsage } from '../usage.ts'
import { confirm, requireTerminal } from './confirm.ts'
import { mailNotConfigured } from './link-facts.ts'
import { optionOf, parseOptions } from './parse-options.ts'

interface Options extends Format {
  readonly yes?: boolean
  readonly all?: boolean
  readonly dryRun?: boolean
  readonly expiresInHours?: string
  readonly sendEmail?: boolean
  readonly cursor?: string
  readonly [filter: string]: string | string[] | boolean | undefined
}

const words = (flags: string, description: string, choices: readonly string[]) =>
  new Option(flags, description).choices(choices)

/** Does the same to all clients that match a filter. */
export function addBulkCommand(clients: Command, withStaffService: WithStaffService): void {
  const command = clients
    .command('bulk')
    .description('Does the same to all clients that match the filters. Says first what it would do, and asks.')
    .addArgument(new Argument('<action>', 'what is done to each client').choices(CLIENT_ACTS))
    .addOption(words('--status <status>', 'status of the link', TokenStatus.enum))
    .addOption(words('--readiness <readiness...>', 'readiness of the account, one or more', ReadinessWord.enum))
    .addOption(words('--next-action <who...>', 'who has to act, one or more', NextActionWord.enum))
    .option('--stuck-for <time>', 'unchanged for so long: 90m, 12h, 3d')
    .option('--q <text>', 'part of the name, the email address or the external id')
    .option('--external-id <id>', 'external id of the client, exactly')
    .option('--ids <id...>', 'these clients, one or more')
    .option('--all', 'all clients, if there is no filter')
    .option('--expires-in-hours <hours>', 'for reissue and extend; default: LINK_LIFETIME_HOURS')
    .option('--send-email', 'for reissue: also send each client an email with a link')
    .option('--cursor <cursor>', 'go on after this client, as printed by a run that was stopped')
    .option('--dry-run', 'only say what would be done')
    .option('--yes', 'do not ask; required without a terminal')
    .option('--json', 'print a JSON line for each client and a last one with the counts, as the API does')
  addUsage(command, {
    needs:
      'for remind and --send-email SMTP_URL and a running worker; for sync access to Stripe, about 20 accounts a second.\n' +
      'Ctrl-C stops after the client in hand. What was done is not done again, so a run can be repeated.',
    examples: [
      'connect-onboarding admin clients bulk remind --next-action client --stuck-for 7d --dry-run',
      'connect-onboarding admin clients bulk extend --status expired --expires-in-hours 336',
      'connect-onboarding admin clients bulk sync --readiness under_review --yes --json',
    ],
  }).action(async (action: ClientAct, { json, yes = false, ...options }: Options) => {
    const body = bodyOf(action, options)
    await withStaffService(async (service) => {
      const request = bulkRequestOf(body, service)
      const plan = await run({ ...request, dryRun: true }, { json: json === true && request.dryRun }, service)
      if (plan.isStopped) throw new CommandError(EXIT.partly, 'Nothing was done.')
      if (request.dryRun) return
      if (plan.would_do === 0) {
        note('There is nothing to do.')
        return
      }
      if (!yes) {
        requireTerminal()
        await confirm(`${request.act} ${plan.would_do} clients?`, 'Nothing was done.')
      }
      const { refused: notDone, failed, isStopped } = await run(request, { json, total: plan.total }, service)
      if (isStopped || failed > 0) throw new CommandError(EXIT.partly, 'Not everything was done: run it again.')
      if (notDone > plan.refused) note('Some clients have changed meanwhile.')
    })
  })
}

/** The body of the same request to the API. */
function bodyOf(action: ClientAct, options: Omit<Options, 'json' | 'yes'>) {
  const { all, dryRun, expiresInHours, sendEmail, cursor, ...filters } = options
  const filter = parseOptions(BulkFilter, filters)
  const settings = parseOptions(BulkSettings, { action, all, dryRun, expiresInHours, sendEmail, cursor })
  const body = { filter, ...settings }
  const [fault] = bulkFaults(body)
  if (fault?.field === 'filter') {
    throw new CommandError(EXIT.usage, 'error: name what the clients have in common by a filter, or give --all')
  }
  if (fault !== undefined) {
    throw new CommandError(EXIT.usage, `error: ${describeFaults([{ ...fault, field: optionOf(fault.field) }])}`)
  }
  return body
}

/** Acts on the clients, or says what would be done. Ctrl-C stops it after the client in hand. */
async function run(
  request: BulkRequest,
  { json, total = 0 }: Format & { readonly total?: number },
  { useCases, actor, linkFor }: StaffService,
) {
  const begun = useCases.actOnClients(request, actor)
  if (begun.outcome === 'mail_not_configured') throw mailNotConfigured()
  const summary = bulkSummary(request)
  const bar = progress('Done', total, 'clients')
  let [seen, isStopped, last] = [0, false, request.after]
  const stop = () => (isStopped = true)
  process.once('SIGINT', stop)
  try {
    for await (const each of begun.results) {
      const result = summary.add(each)
      if (result === undefined) continue
      last = result.clientId
      bar.reached((seen += 1))
      const line = bulkLine(result, request.act, linkFor)
      if (json) printLine(line)
      else if ('url' in line) process.stdout.write(`${line.clientId} ${line.url}\n`)
      else if (result.outcome === 'failed' && 'detail' in line) note(`${line.clientId}: ${line.detail}`)
      if (isStopped) break
    }
  } finally {
    bar.stop()
    process.off('SIGINT', stop)
  }
  const { summary: counts } = summary.reply()
  if (json) printLine({ summary: { ...counts, complete: counts.complete && !isStopped } })
  note(inWords(counts))
  if (counts.ended !== undefined) note(counts.ended)
  const isOver = !isStopped && counts.ended === undefined
  if (!isOver && last !== undefined) note(`Go on with the rest: --cursor ${last}`)
  return { ...counts, total: seen, isStopped: !isOver }
}

type Counts = ReturnType<ReturnType<typeof bulkSummary>['reply']>['summary']

function inWords({ action, dryRun, done, would_do: wouldDo, already, refused: notNow, failed, codes }: Counts): string {
  const because = Object.entries(codes).map(([code, times]) => `${times} ${code}`)
  return (
    `${action}: ${dryRun ? `${wouldDo} to do` : `${done} done`}, ${already} already, ${notNow} not now, ${failed} failed` +
    `${because.length === 0 ? '' : ` (${because.join(', ')})`}.${dryRun ? ' Nothing was changed.' : ''}`
  )
}
