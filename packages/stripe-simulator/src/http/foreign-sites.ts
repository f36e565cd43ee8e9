import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

/**
 * Whether a website in the user's browser sends the request. A browser says where a request comes from; one that does
 * not is recognised by the origin. `publicUrl`: where people open the simulator.
 */
export function isFromForeignSite({ headers }: FastifyRequest, publicUrl: string): boolean {
  const { host = '', origin } = headers
  if (isRebindable(host, publicUrl)) return true
  if (!['same-origin', 'none', undefined].includes(headers['sec-fetch-site']?.toString())) return true
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)
}

/**
 * Whether the host is a name that its owner may point to this machine, so that the owner's website counts as the same
 * origin (DNS rebinding). Nobody outside owns addresses, `localhost`, and names without a dot, as containers have them.
 */
function isRebindable(host: string, publicUrl: string): boolean {
  if (!URL.canParse(`http://${host}`)) return true
  const { hostname } = new URL(`http://${host}`)
  const isOwn = hostname === new URL(publicUrl).hostname || hostname.endsWith('.localhost')
  return !isOwn && hostname.includes('.') && isIP(hostname) === 0
}
