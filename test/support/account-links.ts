import type { HeldAccountLink } from '#stripe-simulator'

/** An account link of v1, whose secret is in the path, or of v2, whose secret is behind the `#`. */
export const ACCOUNT_LINK = /https?:\/\/[^\s"?#]+\/(?:setup\/e\/acct_\w+\/|r\/acct_\w+#(?=alu_))(\w+)/

/** Whether a client is sent to Stripe. */
export const isAccountLink = (url: unknown): boolean => ACCOUNT_LINK.test(String(url))

/** The single-use part of a link that the simulator made. */
export function secretOf({ url }: Pick<HeldAccountLink, 'url'>): string {
  const [, secret] = ACCOUNT_LINK.exec(url) ?? []
  if (secret === undefined) throw new Error(`no account link of either generation: ${url}`)
  return secret
}

/** Follows an account link as a browser does, which uses it up. The status is 200 for Stripe's page, and 302 otherwise. */
export async function visitLink(url: string): Promise<Response> {
  const { hash, origin, pathname } = new URL(url)
  if (hash === '') return fetch(url, { redirect: 'manual' })
  // The page at the address of a v2 link posts what is behind the `#`.
  const body = new URLSearchParams({ link: hash.slice(1) })
  return fetch(`${origin}${pathname}`, { method: 'POST', body, redirect: 'manual' })
}
