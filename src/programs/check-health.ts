import type { HealthTarget } from '../adapters/cli/programs.ts'
import { DEFAULT_PORT } from '../config/default-port.ts'

/** Shorter than the timeout of the container's health check, so that the command can still report the failure. */
const TIMEOUT_MS = 4000

/** Requests a URL, or a path of the service that listens on the port of this environment. */
export async function checkHealth(target: HealthTarget): Promise<{ url: string; status: number | undefined }> {
  const url =
    'url' in target
      ? target.url
      : `http://${hostOf(process.env)}:${process.env['PORT']?.trim() || DEFAULT_PORT}${target.path}`
  try {
    const { status, body } = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    await body?.cancel()
    return { url, status }
  } catch {
    return { url, status: undefined }
  }
}

/** The service may listen on all addresses, which is not an address to connect to. */
function hostOf(environment: NodeJS.ProcessEnv): string {
  const host = environment['HOST']?.trim() ?? ''
  if (host === '' || host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
