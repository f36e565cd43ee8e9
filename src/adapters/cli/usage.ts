import type { Command } from 'commander'

/** Adds to the help of a command what it needs, and examples. */
export function addUsage(
  command: Command,
  { needs, examples }: { needs: string; examples: readonly string[] },
): Command {
  const lines = ['', `Needs: ${needs}`, '', 'Examples:', ...examples.map((example) => `  $ ${example}`)]
  return command.addHelpText('after', lines.join('\n'))
}
