const listOf = (text: string) => text.split(',').filter((each) => each !== '')

/** The words of a flag, separated by commas. Throws if one is not known. */
export function words<T extends string>(flag: string, text: string, known: readonly T[]): T[] {
  return listOf(text).map((word) => {
    const found = known.find((each) => each === word)
    if (found === undefined) throw new Error(`--${flag} ${word}: known are ${known.join(', ')}`)
    return found
  })
}

/** The numbers of a flag, separated by commas. Throws if one is no number. */
export const numbers = (flag: string, text: string): number[] => listOf(text).map((each) => number(flag, each))

/** The number of a flag. Throws if it is none, or negative. */
export function number(flag: string, text: string): number {
  const value = Number(text)
  if (text === '' || !Number.isFinite(value) || value < 0) throw new Error(`--${flag} ${text}: not a number`)
  return value
}

/**
 * Reads a program's flags. If they are wrong, or ask for help, prints the usage and ends the process.
 */
export function flagsOr<T>(usage: string, read: (args: readonly string[]) => T | 'help'): T {
  try {
    const flags = read(process.argv.slice(2))
    if (flags !== 'help') return flags
    process.stdout.write(`${usage}\n`)
    return process.exit(0)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`)
    return process.exit(2)
  }
}
