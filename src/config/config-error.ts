/** The environment is not valid; the message lists all faults, each with what to do. */
export class ConfigError extends Error {
  constructor(faults: readonly string[]) {
    super(
      `The configuration is not valid:\n${faults.map((fault) => `  - ${fault}\n`).join('')}` +
        '.env.example describes every variable.',
    )
    this.name = 'ConfigError'
  }
}
