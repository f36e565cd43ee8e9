import type { StartOptions } from './start.ts'

/** What the environment says; throws, with the name of the variable, if it makes no sense. */
export function serverOptions(env: NodeJS.ProcessEnv): StartOptions & { host: string; port: number } {
  const { SIMULATOR_HOST: host = '127.0.0.1', SIMULATOR_PORT = '12111', SIMULATOR_STATE_FILE: stateFile } = env
  const port = Number(SIMULATOR_PORT)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RangeError(`SIMULATOR_PORT is not a port: ${SIMULATOR_PORT}`)
  }
  // A name, because people open these pages; with port 0 it is only known where it listens.
  const publicUrl =
    env['SIMULATOR_PUBLIC_URL']?.replace(/\/+$/, '') ?? (port === 0 ? undefined : `http://localhost:${port}`)
  return {
    host,
    port,
    // Logs go to a terminal or a collector when somebody asked for them; the overview page shows the calls anyway.
    logger: env['SIMULATOR_LOG'] === 'on',
    ...(publicUrl !== undefined && { publicUrl }),
    ...(stateFile !== undefined && stateFile !== '' && { stateFile }),
    ...webhooks(env),
  }
}

function webhooks({ SIMULATOR_WEBHOOK_URL: url = '', SIMULATOR_WEBHOOK_SECRET: secret = '' }: NodeJS.ProcessEnv) {
  if (url === '' && secret === '') return {}
  if (url === '' || secret === '') {
    throw new RangeError('SIMULATOR_WEBHOOK_URL and SIMULATOR_WEBHOOK_SECRET belong together')
  }
  // Two secrets, while one is rolled.
  return { webhooks: [{ url, secret: secret.split(',').map((part) => part.trim()) }] }
}
