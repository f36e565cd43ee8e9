import { addressKey } from './caller-address.ts'

/**
 * The network of an address: the /24 of an IPv4 address, the /64 of an IPv6 address. It is enough to recognise and block
 * an attacker, and does not identify a person. `unknown` if the text is no address.
 */
export const networkOf = (text: string | undefined = ''): string =>
  addressKey(text)?.replace(/^(\d+\.\d+\.\d+)\.\d+$/, '$1.0/24') ?? 'unknown'
