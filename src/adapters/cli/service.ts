import { Option, type Command } from 'commander'
import { CommandError, EXIT } from './exit-code.ts'
import type { Programs } from './programs.ts'
import { addUsage } from './usage.ts'

const SERVICE_NEEDS = 'DATABASE_URL, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, API_BASE_URL.'

/** The commands that run something, and the health check of what runs. */
export function addServiceCommands(program: Command, programs: Programs): void {
  program.commandsGroup('Run:')

  addUsage(program.command('demo').description('Runs everything on this machine, without configuration.'), {
    needs:
      'nothing. What is not configured is started, with its data under DATA_DIR: PostgreSQL, a Stripe simulator,\n' +
      'an admin key. The demo listens on loopback only, and refuses a live Stripe key.',
    examples: ['connect-onboarding', 'PORT=8080 SIMULATOR_PORT=8081 connect-onboarding demo'],
  }).action(() => programs.demo())

  addUsage(program.command('serve').description('Serves the API and the pages. Migrates the database first.'), {
    needs: SERVICE_NEEDS,
    examples: ['DATABASE_URL_FILE=/run/secrets/database-url … connect-onboarding serve'],
  }).action(() => programs.service({ serving: true }))

  addUsage(
    program
      .command('worker')
      .description(
        'Runs the background jobs: received webhooks, missed events, emails, and stale accounts. Run at least one.',
      ),
    { needs: SERVICE_NEEDS, examples: ['connect-onboarding worker'] },
  ).action(() => programs.service({ working: true }))

  addMigrateCommand(program, programs)

  addUsage(program.command('simulator').description('Runs only the Stripe simulator, for tests and for exploring.'), {
    needs: 'nothing. packages/stripe-simulator/README.md describes SIMULATOR_PORT and its other variables.',
    examples: ['SIMULATOR_PORT=12111 connect-onboarding simulator'],
  }).action(() => programs.simulator())

  addHealthCommand(program, programs)
}

function addMigrateCommand(program: Command, programs: Programs): void {
  addUsage(
    program
      .command('migrate')
      .description('Migrates the database to the newest schema. "serve" and "worker" also do this when they start.'),
    {
      needs: 'MIGRATION_DATABASE_URL or DATABASE_URL, with DDL rights. Concurrent runs are safe.',
      examples: ['MIGRATION_DATABASE_URL_FILE=/run/secrets/owner-url connect-onboarding migrate'],
    },
  ).action(async () => {
    const migrations = await programs.migrations()
    process.stdout.write(
      migrations.length === 0
        ? 'The database already has the newest schema.\n'
        : `The database was migrated: ${migrations.join(', ')}.\n`,
    )
  })
}

function addHealthCommand(program: Command, programs: Programs): void {
  addUsage(
    program
      .command('health')
      .description('Checks the health of a service on this machine, e.g. for the health check of a container.')
      .option(
        '--ready',
        'check whether it may receive traffic (GET /readyz), and not only whether it is alive (GET /livez)',
      )
      .addOption(new Option('--url <url>', 'another URL to check, e.g. that of the simulator').conflicts('ready')),
    {
      needs: 'the HOST and PORT that the service was started with. Exits with 1 if the check fails.',
      examples: ['connect-onboarding health --ready', 'connect-onboarding health --url http://127.0.0.1:12111/'],
    },
  ).action(async (options: { readonly ready?: boolean; readonly url?: string }) => {
    const { url, status } = await programs.health(
      options.url === undefined ? { path: options.ready ? '/readyz' : '/livez' } : { url: options.url },
    )
    if (status !== 200) throw new CommandError(EXIT.failed, `Not healthy: ${url} replied with ${status ?? 'nothing'}.`)
    process.stdout.write(`Healthy: ${url} replied with ${status}.\n`)
  })
}
