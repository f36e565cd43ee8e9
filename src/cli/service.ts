import type { Command } from 'commander'
import { teach } from './teach.ts'

const SERVICE_NEEDS = 'DATABASE_URL, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, API_BASE_URL.'

/** The commands that run something. What they load is loaded when one of them is used. */
export function addServiceCommands(program: Command): void {
  program.commandsGroup('Run:')

  teach(program.command('demo').description('Runs everything on this machine, with nothing to configure.'), {
    needs:
      'nothing. What is not configured is brought along and kept under DATA_DIR: PostgreSQL, a Stripe simulator,\n' +
      'an admin key. It listens on loopback only and refuses a live Stripe key.',
    examples: ['connect-onboarding', 'PORT=8080 SIMULATOR_PORT=8081 connect-onboarding demo'],
  }).action(async () => {
    const { runDemo } = await import('./run-service.ts')
    await runDemo()
  })

  teach(program.command('serve').description('Answers HTTP. Brings the database to the newest schema first.'), {
    needs: SERVICE_NEEDS,
    examples: ['DATABASE_URL_FILE=/run/secrets/database-url … connect-onboarding serve'],
  }).action(async () => {
    const { runService } = await import('./run-service.ts')
    await runService({ serving: true })
  })

  teach(
    program
      .command('worker')
      .description(
        'Does what was put off: webhooks that came in, mails, and clients that nobody has heard of. Run one at least.',
      ),
    { needs: SERVICE_NEEDS, examples: ['connect-onboarding worker'] },
  ).action(async () => {
    const { runService } = await import('./run-service.ts')
    await runService({ working: true })
  })

  teach(
    program
      .command('migrate')
      .description('Brings the database to the newest schema and ends. "serve" and "worker" do it, too.'),
    {
      needs: 'MIGRATION_DATABASE_URL or DATABASE_URL, with DDL rights; several at once are safe.',
      examples: ['MIGRATION_DATABASE_URL_FILE=/run/secrets/owner-url connect-onboarding migrate'],
    },
  ).action(async () => {
    const { runMigrations } = await import('./run-migrations.ts')
    await runMigrations()
  })

  teach(program.command('simulator').description('Runs the Stripe simulator alone, for tests and for a look around.'), {
    needs: 'nothing. SIMULATOR_PORT and its other variables are in packages/stripe-simulator/README.md.',
    examples: ['SIMULATOR_PORT=12111 connect-onboarding simulator'],
  }).action(async () => {
    // That file is the program.
    await import('#stripe-simulator/server')
  })
}
