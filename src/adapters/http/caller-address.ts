import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'

/** The groups of an IPv6 address that name a network. One customer of a provider has at least one whole /64. */
const NETWORK_GROUPS = 4

/**
 * What the limits count by: the IPv4 address, or the /64 of an IPv6 address. A port, as some proxies add one, is dropped.
 * `undefined` if the text is no address.
 */
export function addressKey(text: string): string | undefined {
  const parsed = parsedAddress(text)
  if (parsed === undefined || !('parts' in parsed)) return parsed?.toString()
  const groups = parsed.parts.slice(0, NETWORK_GROUPS)
  return `${groups.map((group) => group.toString(16)).join(':')}::/64`
}

function parsedAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const address = text.replace(/^\[([^\]]*)\](:\d+)?$/, '$1').replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return undefined
  // An IPv4 address in the form of IPv6 (::ffff:192.0.2.1) becomes what it is.
  return ipaddr.process(address)
}

/** The key of the caller: as trusted proxies state it, or else that of its connection. */
export function callerKey({ ip, raw }: Pick<FastifyRequest, 'ip' | 'raw'>): string {
  return addressKey(ip) ?? addressKey(raw.socket.remoteAddress ?? '') ?? 'unknown'
}

/** The whole address of the caller: as trusted proxies state it, or else that of its connection. */
export const callerAddress = ({ ip, raw }: Pick<FastifyRequest, 'ip' | 'raw'>): string | undefined =>
  (parsedAddress(ip) ?? parsedAddress(raw.socket.remoteAddress ?? ''))?.toString()

/** Warns once if proxies state a caller but none is trusted: then all callers share the limits of one address. */
export function warnOfUntrustedProxies(app: FastifyInstance, log: Pick<FastifyBaseLogger, 'warn'>): void {
  let isWarned = false
  app.addHook('onRequest', ({ headers }, _reply, done) => {
    if (!isWarned && headers['x-forwarded-for'] !== undefined) {
      isWarned = true
      log.warn(
        'requests come with X-Forwarded-For, but TRUST_PROXY is not set: all callers behind the proxy share the limits ' +
          'of one address. Set TRUST_PROXY to the addresses of your proxies',
      )
    }
    done()
  })
}
