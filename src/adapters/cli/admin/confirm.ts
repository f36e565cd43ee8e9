import { createInterface } from 'node:readline/promises'
import { CommandError, EXIT, refused } from '../exit-code.ts'

/** Ends the command where there is no person to ask. `because` is the beginning of what it says. */
export function requireTerminal(because = ''): void {
  if (!process.stdin.isTTY) throw new CommandError(EXIT.usage, `error: ${because}confirm it with --yes`)
}

/** Asks the person at the terminal. Ends the command with `otherwise` unless the answer is yes. */
export async function confirm(question: string, otherwise: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(`${question} Type yes: `)
  terminal.close()
  if (answer.trim() !== 'yes') throw refused(otherwise)
}
