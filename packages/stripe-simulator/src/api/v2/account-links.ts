import type { FastifyInstance } from 'fastify'
import { isRejected } from '../../accounts/account.ts'
import { httpsRequired, noLinkForRejected } from '../../http/errors.ts'
import { notFoundV2, refusedV2 } from '../../http/v2-errors.ts'
import { type V2Endpoint, v2Handler } from '../../http/v2.ts'
import { type LinkRecord, linkUrl } from '../../state/links.ts'
import type { Parts } from '../../state/parts.ts'
import { type LinkParams, readLinkParams } from './account-link-params.ts'
import type { V2Record } from '../../accounts/v2/account-view.ts'
import { openAccount } from './own-account.ts'

/** `/v2/core/account_links`. Links can only be created. */
export function v2AccountLinkRoutes(app: FastifyInstance, parts: Parts): void {
  app.post('/v2/core/account_links', v2Handler(parts, create(parts)))
}

const create = (parts: Parts): V2Endpoint => ({
  route: 'account_links.create',
  read({ params, caller }) {
    const wanted = readLinkParams(params, caller.apiVersion)
    const { type, flow } = wanted
    return {
      run() {
        const record = openAccount(parts, caller, wanted.account)
        refuse(record, wanted)
        return parts.links.create(record, {
          api: 'v2',
          type,
          refreshUrl: flow.refresh_url,
          returnUrl: flow.return_url ?? null,
          useCase: { type, [type]: flow },
        }).secret
      },
      show(secret) {
        const link = parts.links.find(secret)
        if (link === undefined) throw notFoundV2()
        return shown(link, caller.livemode, parts.publicUrl())
      },
    }
  },
})

const shown = (link: LinkRecord, livemode: boolean, publicUrl: string) => ({
  object: 'v2.core.account_link',
  account: link.account,
  created: timeOf(link.created),
  expires_at: timeOf(link.expiresAt),
  livemode,
  url: linkUrl(publicUrl, link),
  use_case: link.useCase,
})

const timeOf = (seconds: number): string => new Date(seconds * 1000).toISOString()

function refuse(record: V2Record, { flow, configurations }: LinkParams): void {
  // Stripe documents no code for this. The sentence is that of v1.
  if (isRejected(record)) throw refusedV2('invalid_fields', noLinkForRejected().message, { param: 'account' })
  const applied = record.v2.configurations
  if (configurations !== undefined && !isSame(configurations, applied)) {
    throw refusedV2(
      'configs_must_match_to_use_account_links',
      'Account cannot be onboard via v2/core/account_links without specifying the right configurations.',
      { extra: { applied_configurations: applied } },
    )
  }
  const urls = [flow.refresh_url, ...(flow.return_url === undefined ? [] : [flow.return_url])]
  if (record.livemode && urls.some((url) => URL.parse(url)?.protocol !== 'https:')) {
    throw refusedV2('url_invalid', httpsRequired().message)
  }
}

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  new Set(some).size === others.length && others.every((name) => some.includes(name))
