import type { Command } from 'commander'

/** Adds to a command's help what it needs and how it is used. */
export function teach(command: Command, { needs, examples }: { needs: string; examples: readonly string[] }): Command {
  const lines = ['', `Needs: ${needs}`, '', 'Examples:', ...examples.map((example) => `  $ ${example}`)]
  return command.addHelpText('after', lines.join('\n'))
}
