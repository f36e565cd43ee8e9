import type { Logger } from 'pino'
import type { Ports } from '../compose.ts'
import { ConfigError } from '../config/config-error.ts'
import { readConfig } from '../config/config.ts'
import type { Variables } from '../config/read-variables.ts'
import { checkPlatforms } from './check-platforms.ts'

/**
 * Reads the file of platforms again, and the files of secrets that it names. Requests that run go on with what they began
 * with. If anything is wrong, everything stays as it is, and the log says why. Calls run one after the other.
 */
export function reloadPlatforms(ports: Ports, variables: Variables, log: Logger): () => Promise<void> {
  let last = Promise.resolve()

  async function reload(): Promise<void> {
    try {
      const { platforms } = readConfig(variables)
      const ids = platforms.map(({ id }) => id)
      await checkPlatforms(ports, platforms)
      await ports.registerPlatforms(ids)
      ports.platforms.replace(platforms)
      log.info({ platforms: ids }, 'the platforms were read again')
    } catch (error) {
      const why = error instanceof ConfigError ? { faults: error.message } : { err: error }
      log.error(why, 'the platforms were not read again, and stay as they are')
    }
  }

  return () => (last = last.then(reload))
}
