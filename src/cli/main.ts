import { Command, CommanderError } from 'commander'
import manifest from '../../package.json' with { type: 'json' }
import { addAdminCommand } from './admin.ts'
import { CommandError, EXIT, EXIT_CODES_HELP } from './exit-code.ts'
import { addServiceCommands } from './service.ts'

/**
 * Runs one command of `connect-onboarding` and answers its exit code; `demo`, `serve`, `worker` and `simulator` go on
 * after that. Without a command it is the demo.
 */
export async function main(args: readonly string[]): Promise<number> {
  // Who reads our output may have seen enough (`| head`).
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.partly)
    throw error
  })
  try {
    await program().parseAsync(args.length === 0 ? ['demo'] : args, { from: 'user' })
    return EXIT.done
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
    // What is not needed for help is loaded when it is.
    const { explain } = await import('./explain.ts')
    process.stderr.write(`${explain(error)}\n`)
    return error instanceof CommandError ? error.exitCode : EXIT.failed
  }
}

function program(): Command {
  const command = new Command('connect-onboarding')
    .description(`${manifest.description}\nWithout a command it runs the demo.`)
    .version(manifest.version, '-V, --version', 'say which version this is')
    .helpOption('-h, --help', 'explain the command')
    .showHelpAfterError('(--help behind the command explains it)')
    .exitOverride()
    .addHelpText('after', `${EXIT_CODES_HELP}\n\n.env.example describes every variable of the environment.`)
  addServiceCommands(command)
  addAdminCommand(command)
  return command
}
