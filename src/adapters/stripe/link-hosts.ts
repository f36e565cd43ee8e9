const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Whether an account link may be given to a client: it must lead to one of these hosts by https. With a test key, the
 * links of a simulator are accepted as well: on the API's own origin, or on this machine, because a browser reaches a
 * simulator in a container by another name and port.
 */
export function isStripeLink(
  url: string,
  { hosts, simulator }: { hosts: readonly string[]; simulator?: string | undefined },
): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host, hostname, origin, username, password } = new URL(url)
  if (username !== '' || password !== '') return false
  if (protocol === 'https:' && hosts.includes(host)) return true
  if (simulator === undefined) return false
  return origin === new URL(simulator).origin || (protocol === 'http:' && LOOPBACK.has(hostname))
}
