/** The exit codes. `--help` documents them, so scripts rely on them. */
export const EXIT = { done: 0, failed: 1, usage: 2, refused: 3, partly: 4 } as const

export const EXIT_CODES_HELP = `
Exit codes:
  0  done
  1  failed: the configuration, the database or Stripe, as the message says; it is safe to retry
  2  wrong usage: an unknown command or option, or an invalid value
  3  refused: the object does not exist, or its state does not allow the command
  4  partly done: the output says what was not done`

/** Ends a command with a message for people and an exit code. */
export class CommandError extends Error {
  readonly exitCode: number

  constructor(exitCode: number, message: string) {
    super(message)
    this.name = 'CommandError'
    this.exitCode = exitCode
  }
}

/** The object does not exist, or its state does not allow the command. */
export const refused = (message: string): CommandError => new CommandError(EXIT.refused, message)
