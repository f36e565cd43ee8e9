import { Option, type Command } from 'commander'
import { deadJobReply } from '../../../api/dead-job-replies.ts'
import { pageReply } from '../../../api/replies.ts'
import { deadJobFilter, DeadJobsQuery, ReplayBody } from '../../../api/schemas/dead-jobs.ts'
import { pageFor } from '../../../api/schemas/page.ts'
import { JOB_KINDS } from '../../../ports/dead-jobs.ts'
import { CommandError, EXIT, refused } from '../exit-code.ts'
import { note, print, table, type Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { id } from '../values.ts'
import { parseOptions } from './parse-options.ts'

interface Filters extends Format {
  readonly kind?: string
  readonly reason?: string
}

const kindOption = () => new Option('--kind <kind>', 'what the jobs do').choices(JOB_KINDS)

/** Commands on background jobs that were given up. */
export function addJobCommands(admin: Command, withStaffService: WithStaffService): void {
  const jobs = admin.command('jobs').description('Background jobs that were given up after their retries.')
  addListCommand(jobs, withStaffService)

  addUsage(
    jobs
      .command('replay')
      .description('Queues jobs again that were given up: one, those that match the filters, or all.')
      .argument('[job id]', 'from "admin jobs list"', id)
      .addOption(kindOption())
      .option('--reason <code>', 'why the last attempt failed, exactly as "admin jobs list" shows it')
      .option('--all', 'all jobs that were given up')
      .option('--json', 'print JSON'),
    {
      needs: 'a running worker.',
      examples: [
        'connect-onboarding admin jobs replay --kind email --reason ECONNECTION',
        'connect-onboarding admin jobs replay 3fa85f64-5717-4562-b3fc-2c963f66afa6',
      ],
    },
  ).action(async (jobId: string | undefined, { json, ...options }: Filters & { all?: true }) => {
    const isFiltered = Object.keys(options).length > 0
    if ((jobId === undefined) !== isFiltered) {
      throw new CommandError(EXIT.usage, 'error: specify either the id of a job, or --kind, --reason or --all')
    }
    const which = jobId === undefined ? deadJobFilter(parseOptions(ReplayBody, { ...options })) : { id: jobId }
    await withStaffService(async ({ useCases, actor }) => {
      const replayed = await useCases.replayDeadJobs(which, actor)
      if (jobId !== undefined && replayed === 0) throw refused('No job with this id was given up.')
      print({ replayed }, { json }, () => `${replayed} ${replayed === 1 ? 'job was' : 'jobs were'} queued again.`)
    })
  })
}

function addListCommand(jobs: Command, withStaffService: WithStaffService): void {
  addUsage(
    jobs
      .command('list')
      .description('Lists the jobs that were given up, and why; the last one first.')
      .addOption(kindOption())
      .option('--reason <code>', 'why the last attempt failed, exactly')
      .option('--limit <number>', 'maximum number of jobs, 1 to 200; default: 50')
      .option('--cursor <cursor>', 'cursor of the next page, as printed with the previous one')
      .option('--json', 'print JSON, as GET /api/v1/jobs/dead returns it'),
    { needs: 'nothing else.', examples: ['connect-onboarding admin jobs list --kind email'] },
  ).action(async ({ json, ...options }: Filters & { limit?: string; cursor?: string }) => {
    const query = parseOptions(DeadJobsQuery, { ...options })
    await withStaffService(async ({ useCases, actor }) => {
      const page = await useCases.listDeadJobs(deadJobFilter(query), pageFor(query), actor)
      print(pageReply(page, deadJobReply), { json }, ({ data }) =>
        table(
          ['job', 'kind', 'about', 'why', 'tries', 'given up at'],
          data.map(({ id: jobId, kind, subject, reason, attempts, givenUpAt }) => [
            ...[jobId, kind, Object.values(subject).join(' ')],
            ...[reason, attempts, givenUpAt],
          ]),
        ),
      )
      if (page.next !== undefined) note(`There are earlier jobs: --cursor ${page.next}`)
    })
  })
}
