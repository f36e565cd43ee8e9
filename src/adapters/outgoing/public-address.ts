import dns from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** The code of a connection that was refused because it would have led to no public address. */
export const PRIVATE_ADDRESS = 'private_address'

/** What of IPv6 is assigned to public networks. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')

/** In Azure, the cloud itself: its agents and metadata. The address is of the public Internet by its number only. */
const AZURE = '168.63.129.16'

/** Whether the address is one of the public Internet: not of this machine, its networks, a cloud, or a tunnel to one. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.process(text)
  if (address.range() !== 'unicast' || address.toString() === AZURE) return false
  return address instanceof ipaddr.IPv4 || address.match(GLOBAL_UNICAST)
}

/** The address that the host of a URL is, without the brackets of IPv6; `undefined` if it is a name. */
export function literalAddress(url: string): string | undefined {
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1')
  return ipaddr.isValid(host) ? host : undefined
}

/**
 * Resolves a host to its public addresses alone. The socket connects to what this returns, so a name cannot answer
 * otherwise in between. `resolve`: of the operating system, unless a test replaces it.
 */
export const publicLookup =
  (resolve: LookupFunction = dns.lookup): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, [])
      const all = Array.isArray(found) ? found : [{ address: found, family: 4 }]
      const open = all.filter(({ address }) => isPublicAddress(address))
      const [first] = open
      if (first === undefined) {
        return callback(Object.assign(new Error('no public address'), { code: PRIVATE_ADDRESS }), [])
      }
      if (options.all === true) return callback(null, open)
      return callback(null, first.address, first.family)
    })
  }
