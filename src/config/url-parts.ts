/** Whether a host is this machine. */
export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)

/** What `user:password` must not contain as it is, because a URL has another meaning for it. */
const RESERVED: Readonly<Record<string, string>> = {
  '/': '%2F',
  '?': '%3F',
  '#': '%23',
  '@': '%40',
  '[': '%5B',
  ']': '%5D',
  ' ': '%20',
}

/** What has to be encoded in a part of a URL; `undefined` if it can be decoded as it is. The part is not repeated. */
export function encodedFault(part: string): string | undefined {
  const found = Object.entries(RESERVED).find(([character]) => part.includes(character))
  if (found !== undefined) {
    return `its user name or password contains ${found[0] === ' ' ? 'a space' : found[0]}: write it as ${found[1]}, and % as %25`
  }
  if (/%(?![0-9a-f]{2})/i.test(part)) return 'its user name or password contains %: write it as %25'
  try {
    decodeURIComponent(part)
    return undefined
  } catch {
    return 'its user name or password contains %: write it as %25'
  }
}
