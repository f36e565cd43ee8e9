import { isIP, isIPv4 } from 'node:net'

/** Names for ranges that the HTTP server knows. */
const NAMED = new Set(['loopback', 'linklocal', 'uniquelocal'])

/** Shorter prefixes are not the network of somebody's proxies. `fc00::/7` are all private IPv6 addresses. */
const SHORTEST = { v4: 8, v6: 7 }

const HOW =
  'name the addresses or CIDR ranges of your proxies, comma-separated, or their number if all requests pass them'

/** The proxies whose statement of the caller's address is trusted: by address, or by their number. */
export type TrustedProxies = readonly string[] | number

/** What is wrong with `TRUST_PROXY`. Trusting everybody lets each caller invent its address, and with it its limits. */
export function trustProxyFault(text: string): string | undefined {
  if (isNone(text) || isHops(text)) return undefined
  if (/^(true|on|yes|\*|all)$/i.test(text)) return `it would trust every caller: ${HOW}`
  if (/[;\s]/.test(text.replaceAll(/\s*,\s*/g, ','))) return 'separate several proxies with commas'
  for (const part of text.split(',')) {
    const fault = proxyFault(part.trim())
    if (fault !== undefined) return fault
  }
  return undefined
}

function proxyFault(proxy: string): string | undefined {
  if (NAMED.has(proxy)) return undefined
  const [address = '', prefix, ...more] = proxy.split('/')
  const longest = isIPv4(address) ? 32 : 128
  if (isIP(address) === 0 || more.length > 0 || (prefix !== undefined && !isPrefix(prefix, longest))) {
    return `${HOW}; a host name is not possible`
  }
  const shortest = isIPv4(address) ? SHORTEST.v4 : SHORTEST.v6
  return prefix !== undefined && Number(prefix) < shortest ? `it would trust too many callers: ${HOW}` : undefined
}

const isPrefix = (text: string, longest: number): boolean => /^\d{1,3}$/.test(text) && Number(text) <= longest

const isNone = (text: string): boolean => /^(false|off|no|0)$/i.test(text)

const isHops = (text: string): boolean => /^[1-9]$/.test(text)

/** The proxies that `TRUST_PROXY` names. */
export function trustedProxies(text: string | undefined): TrustedProxies {
  if (text === undefined || isNone(text)) return []
  return isHops(text) ? Number(text) : text.split(',').map((part) => part.trim())
}
