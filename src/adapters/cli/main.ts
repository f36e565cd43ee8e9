import { Command, CommanderError } from 'commander'
import manifest from '../../../package.json' with { type: 'json' }
import { CommandError, EXIT, EXIT_CODES_HELP } from './exit-code.ts'
import type { Programs } from './programs.ts'
import { addServiceCommands } from './service.ts'

/**
 * Runs one command of `connect-onboarding` and returns its exit code; `demo`, `serve`, `worker` and `simulator` keep
 * running after that. The default command is the demo.
 */
export async function main(args: readonly string[], programs: Programs): Promise<number> {
  // The reader of our output may stop early (`| head`).
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.partly)
    throw error
  })
  try {
    const [name = 'demo', ...rest] = args
    const command = program(programs)
    if (!command.commands.some((one) => one.name() === name)) {
      // Loaded here, because it takes longest, and a container runs its health check every few seconds.
      const [{ addAdminCommand }, { addStripeCommands }, { addEmailCommands }, { addCompletionCommand }] =
        await Promise.all([
          import('./admin.ts'),
          import('./stripe.ts'),
          import('./emails.ts'),
          import('./completion.ts'),
        ])
      addAdminCommand(command, programs.withStaffService)
      addStripeCommands(command, programs.withStaffService)
      addEmailCommands(command, programs)
      addCompletionCommand(command)
    }
    await command.parseAsync([name, ...rest], { from: 'user' })
    return EXIT.done
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
    // Loaded here, because --help does not need it.
    const { explain } = await import('./explain.ts')
    process.stderr.write(`${explain(error)}\n`)
    return error instanceof CommandError ? error.exitCode : EXIT.failed
  }
}

function program(programs: Programs): Command {
  const command = new Command('connect-onboarding')
    .description(`${manifest.description}\nWithout a command, it runs the demo.`)
    .version(manifest.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help for the command')
    .showHelpAfterError('(add --help to the command for help)')
    .exitOverride()
    .addHelpText('after', `${EXIT_CODES_HELP}\n\n.env.example describes every environment variable.`)
  addServiceCommands(command, programs)
  return command
}
