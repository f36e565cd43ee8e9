import type { Command } from 'commander'
import { checkReply } from '../../api/schemas/diagnostics.ts'
import { summaryOf } from '../../api/setup-summary.ts'
import type { Check } from '../../usecases/setup/diagnose.ts'
import type { ReceiverSetUp } from '../../usecases/setup/set-up-receivers.ts'
import { CommandError, EXIT } from './exit-code.ts'
import { note, print, type Format } from './output.ts'
import type { WithStaffService } from './programs.ts'
import { addUsage } from './usage.ts'

/** How long a command may take, in milliseconds. */
const DEADLINE_MS = 60_000

const NEEDS =
  'DATABASE_URL, STRIPE_SECRET_KEY and API_BASE_URL, as the service has them; or a demo that is running here.'

/** The commands for the set-up at Stripe. */
export function addStripeCommands(program: Command, withStaffService: WithStaffService): void {
  const stripe = program
    .commandsGroup('Administration:')
    .command('stripe')
    .description('The set-up at Stripe: checks it, and sets up the webhooks.')
    .option('--platform <id>', 'the platform, if the file of PLATFORMS has several; behind the command as well')
  const ofPlatform: WithStaffService = (command) => withStaffService(command, stripe.opts())

  addUsage(
    stripe
      .command('check')
      .description('Checks everything that onboarding needs, here and at Stripe. Creates and changes nothing.')
      .option('--json', 'print JSON, as GET /api/v1/diagnostics returns it'),
    {
      needs: `${NEEDS} Exits with 1 if there is a fault, or if Stripe could not be asked.`,
      examples: ['connect-onboarding stripe check', 'connect-onboarding stripe check --json'],
    },
  ).action((format: Format) =>
    ofPlatform(async ({ own }) => {
      const checks = await own.diagnose(AbortSignal.timeout(DEADLINE_MS))
      const { healthy, line } = summaryOf(checks)
      print({ healthy, checks: checks.map(checkReply) }, format, () => [line, ...openLines(checks)].join('\n'))
      if (!healthy) throw new CommandError(EXIT.failed, 'The set-up is not complete.')
    }),
  )

  addUsage(
    stripe
      .command('setup')
      .description('Creates or repairs the webhooks at Stripe, and prints the signing secrets of new ones, once.')
      .option('--dry-run', 'only say what would be done')
      .option('--yes', 'do not ask; required in live mode')
      .option('--json', 'print JSON'),
    {
      needs: `${NEEDS}\nA second run changes nothing. Webhooks with another URL are left alone, and nothing is deleted.`,
      examples: ['connect-onboarding stripe setup --dry-run', 'connect-onboarding stripe setup'],
    },
  ).action((options: Format & { dryRun?: boolean; yes?: boolean }) => runSetup(options, ofPlatform))
}

async function runSetup(
  { dryRun = false, yes = false, ...format }: Format & { dryRun?: boolean; yes?: boolean },
  withStaffService: WithStaffService,
): Promise<void> {
  await withStaffService(async ({ own, livemode }) => {
    if (livemode && !dryRun && !yes) {
      throw new CommandError(EXIT.usage, 'error: this changes webhooks in live mode: add --yes, or try --dry-run first')
    }
    const done = await own.setUpReceivers({ dryRun }, AbortSignal.timeout(DEADLINE_MS))
    print({ dryRun, receivers: done }, format, () => done.map((one) => lineOf(one, dryRun)).join('\n'))
    if (done.some(({ secret }) => secret !== undefined)) {
      note(
        'Add the signing secrets to STRIPE_WEBHOOK_SECRET (or its file), comma-separated, of "serve" and "worker", and\n' +
          'restart them. Stripe does not show them again. Then run "connect-onboarding stripe check".',
      )
    }
    if (done.some(({ failure }) => failure !== undefined)) {
      throw new CommandError(EXIT.failed, 'Not everything could be set up.')
    }
  })
}

const LABELS = { ok: '', fault: 'FAULT', warning: 'WARNING', unknown: 'NOT CHECKED' } as const

/** What has to be done, or is not known, one paragraph each. */
const openLines = (checks: readonly Check[]): string[] =>
  summaryOf(checks).open.map(({ outcome, sentence, remedy, page }) =>
    [`\n${LABELS[outcome]}: ${sentence}`, remedy, page].filter((line) => line !== undefined).join('\n  '),
  )

function lineOf(
  { kind, url, step, id, enables, replacesEvents, secret, failure }: ReceiverSetUp,
  dryRun: boolean,
): string {
  if (failure !== undefined) {
    const { code, advice = '', page = '' } = failure
    return [`The ${kind} for ${url} could not be set up (${code}).`, advice, page].filter(Boolean).join(' ')
  }
  switch (step) {
    case 'none':
      return `The ${kind} ${id} for ${url} is as it should be: nothing was changed.`
    case 'create':
      return dryRun
        ? `The ${kind} for ${url} would be created.`
        : `The ${kind} ${id} for ${url} was created. Its signing secret: ${secret ?? 'Stripe did not show it; see the Dashboard'}`
    case 'repair': {
      const repairs = [enables && 'enabled', replacesEvents && 'given the right events'].filter(Boolean).join(' and ')
      return `The ${kind} ${id} for ${url} ${dryRun ? 'would be' : 'was'} ${repairs}.`
    }
  }
}
