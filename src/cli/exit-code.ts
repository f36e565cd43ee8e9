/** What the shell learns of a command. Shown by `--help`, so scripts rely on it. */
export const EXIT = { done: 0, failed: 1, usage: 2, refused: 3, partly: 4 } as const

export const EXIT_CODES_HELP = `
Exit codes:
  0  done
  1  failed: the configuration, the database or Stripe; the message says which, and trying again is safe
  2  used wrongly: an unknown command or option, or a value that cannot be
  3  there is no such thing, or it cannot be done with it
  4  partly done: the output says what was not`

/** Ends a command with a message for people and an exit code. */
export class CommandError extends Error {
  readonly exitCode: number

  constructor(exitCode: number, message: string) {
    super(message)
    this.name = 'CommandError'
    this.exitCode = exitCode
  }
}

/** There is no such thing, or it cannot be done with it. */
export const refused = (message: string): CommandError => new CommandError(EXIT.refused, message)
