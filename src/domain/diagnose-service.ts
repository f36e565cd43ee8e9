import type { Finding } from './diagnosis.ts'

/** A URL of ours, and what a request to it found. */
export interface UrlTried {
  /** The name of the setting. */
  readonly name: string
  readonly url: string
  /** Why nothing that works answered; absent if something did. */
  readonly code?: string
}

/** What the mail server answered. `off`: none is configured. */
export type MailTried = 'off' | 'answers' | { readonly code: string }

/** The provider's form on pages of the platform: whether our own page is to show it, and whether any page can. */
export interface Embedding {
  readonly isWanted: boolean
  readonly hasKey: boolean
}

/** What is right and wrong with the part of the set-up that is not at the provider. */
export function diagnoseService(tried: {
  readonly urls: readonly UrlTried[]
  readonly mail: MailTried
  readonly embedding: Embedding
  /** Whether the provider is a simulator, which reaches addresses of this machine. */
  readonly isSimulated: boolean
  readonly livemode: boolean
}): readonly Finding[] {
  return [...urlFindings(tried), mailFinding(tried.mail), embeddingFinding(tried)]
}

function urlFindings({
  urls,
  isSimulated,
  livemode,
}: {
  readonly urls: readonly UrlTried[]
  readonly isSimulated: boolean
  readonly livemode: boolean
}): Finding[] {
  const findings = urls.flatMap(({ name, url, code }): Finding[] => {
    const faults: Finding[] = []
    const { protocol, hostname } = new URL(url)
    const isLocal = isLocalHost(hostname)
    if (isLocal && !isSimulated) {
      faults.push({ check: 'urls', outcome: livemode ? 'fault' : 'warning', cause: 'url_local', facts: { name, url } })
    } else if (protocol !== 'https:' && !isLocal) {
      const outcome = livemode ? 'fault' : 'warning'
      faults.push({ check: 'urls', outcome, cause: 'url_not_encrypted', facts: { name, url } })
    }
    // It may be reachable for others, and the service may not run yet.
    if (code !== undefined) {
      faults.push({ check: 'urls', outcome: 'warning', cause: 'url_unreachable', facts: { name, url, code } })
    }
    return faults
  })
  if (findings.length > 0) return findings
  return [{ check: 'urls', outcome: 'ok', cause: 'urls_reachable', facts: { urls: urls.map(({ url }) => url) } }]
}

/** Hosts that only this machine, or its network, can reach. */
const isLocalHost = (host: string): boolean =>
  /^(localhost|.*\.(local|internal|localhost)|127\.[\d.]+|10\.[\d.]+|192\.168\.[\d.]+|172\.(1[6-9]|2\d|3[01])\.[\d.]+|\[::1\]|\[f[cd].*\])$/i.test(
    host,
  )

/** A simulator has no forms, so pages lead to its pages instead. */
function embeddingFinding({
  embedding: { isWanted, hasKey },
  isSimulated,
}: {
  readonly embedding: Embedding
  readonly isSimulated: boolean
}): Finding {
  const found = { check: 'embedding', facts: {} } as const
  if (isWanted && !hasKey) return { ...found, outcome: 'warning', cause: 'embedding_without_key' }
  if (isWanted && isSimulated) return { ...found, outcome: 'warning', cause: 'embedding_simulated' }
  return { ...found, outcome: 'ok', cause: hasKey ? 'embedding_ready' : 'embedding_off' }
}

function mailFinding(mail: MailTried): Finding {
  if (mail === 'off') return { check: 'mail', outcome: 'ok', cause: 'mail_off', facts: {} }
  if (mail === 'answers') return { check: 'mail', outcome: 'ok', cause: 'mail_ready', facts: {} }
  return { check: 'mail', outcome: 'fault', cause: 'mail_fails', facts: mail }
}
