import type { StartOptions } from './start.ts'

/** The options from the environment. Throws with the name of the variable if a value is invalid. */
export function serverOptions(env: NodeJS.ProcessEnv): StartOptions & { host: string; port: number } {
  const { SIMULATOR_HOST: host = '127.0.0.1', SIMULATOR_PORT = '12111', SIMULATOR_STATE_FILE: stateFile } = env
  const port = Number(SIMULATOR_PORT)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RangeError(`SIMULATOR_PORT is not a port number: ${SIMULATOR_PORT}`)
  }
  // A host name, because people open these pages. With port 0 the port is known only after it listens.
  const publicUrl =
    env['SIMULATOR_PUBLIC_URL']?.replace(/\/+$/, '') ?? (port === 0 ? undefined : `http://localhost:${port}`)
  return {
    host,
    port,
    // Off by default: the overview page shows the calls.
    logger: env['SIMULATOR_LOG'] === 'on',
    ...(publicUrl !== undefined && { publicUrl }),
    ...(stateFile !== undefined && stateFile !== '' && { stateFile }),
    ...webhooks(env),
  }
}

function webhooks({ SIMULATOR_WEBHOOK_URL: url = '', SIMULATOR_WEBHOOK_SECRET: secret = '' }: NodeJS.ProcessEnv) {
  if (url === '' && secret === '') return {}
  if (url === '' || secret === '') {
    throw new RangeError('SIMULATOR_WEBHOOK_URL and SIMULATOR_WEBHOOK_SECRET must be set together')
  }
  // Two secrets during a rotation.
  const endpoint = { url, secret: secret.split(',').map((part) => part.trim()) }
  // Each kind of events needs an endpoint of its own.
  return { webhooks: [endpoint, { ...endpoint, payload: 'thin' as const }] }
}
