import type { Stripe } from 'stripe'
import { withDisplayName, type V2Details } from '../../accounts/v2/details.ts'
import type { PlatformState } from '../../control/schemas.ts'
import { invalidField, refusedV2 } from '../../http/v2-errors.ts'
import { capabilityWishes, metadataOf } from './account-creation.ts'
import type { Update } from './account-params.ts'
import { refuseCapabilities } from './account-rules.ts'
import type { V2Record } from '../../accounts/v2/account-view.ts'

type Wanted = Omit<Update, 'include'>

/** The account after the update. Throws Stripe's refusal. */
export function updated(record: V2Record, wanted: Wanted, platform: PlatformState): V2Record {
  refuseFixed(record, wanted)
  const account = withCapabilities(record, wanted, platform)
  const { contact_email, display_name, metadata, identity } = wanted
  const named = display_name === undefined ? account : withDisplayName(account, display_name)
  return {
    ...record,
    v2: detailsOf(record.v2, wanted),
    account: {
      ...named,
      ...(contact_email !== undefined && { email: contact_email }),
      ...(metadata !== undefined && { metadata: mergedMetadata(account, metadata) }),
      ...(identity?.entity_type !== undefined && { business_type: identity.entity_type }),
      business_profile: businessProfile(account, wanted),
    },
  }
}

/** Throws for what cannot be changed: country and responsibilities at all, and prefilled details after the first link. */
function refuseFixed({ account, prefillLocked }: V2Record, { dashboard, defaults, identity }: Wanted): void {
  const { controller } = account
  if (identity?.country !== undefined && identity.country.toUpperCase() !== account.country) {
    throw invalidField('identity.country', 'identity.country cannot be changed.')
  }
  if (dashboard !== undefined && dashboard !== controller?.stripe_dashboard?.type) {
    throw invalidField('dashboard', 'dashboard cannot be changed.')
  }
  const { fees_collector, losses_collector } = defaults?.responsibilities ?? {}
  const fees = controller?.fees?.payer === 'application' ? 'application' : 'stripe'
  const losses = controller?.losses?.payments
  if ((fees_collector ?? fees) !== fees || (losses_collector ?? losses) !== losses) {
    throw refusedV2('unsupported_field_for_configs', 'Cannot set responsibilities on the current configurations.')
  }
  if (prefillLocked !== true || controller?.requirement_collection === 'application') return
  for (const part of ['entity_type', 'business_details', 'individual'] as const) {
    if (identity?.[part] !== undefined) {
      throw invalidField(
        `identity.${part}`,
        `identity.${part} cannot be changed after an Account Link or Account Session was created for the account.`,
      )
    }
  }
}

function withCapabilities(record: V2Record, { configuration = {} }: Wanted, platform: PlatformState): Stripe.Account {
  const { account } = record
  const wishes = capabilityWishes(configuration)
  const held = Object.entries<string | undefined>({ ...account.capabilities })
  const before = held.map(([name]) => name)
  const after = new Set(before)
  for (const [name, requested] of wishes) {
    if (requested) after.add(name)
    else after.delete(name)
  }
  if (before.includes('card_payments') && !after.has('card_payments') && after.has('transfers')) {
    throw refusedV2(
      'capability_cannot_be_unrequested_due_to_other_capability_requirement',
      'Feature cannot be unrequested due to being a requirement for another feature.',
    )
  }
  refuseCapabilities(
    {
      country: account.country ?? '',
      email: account.email,
      capabilities: [...after],
      dashboard: account.controller?.stripe_dashboard?.type ?? 'none',
      losses: account.controller?.losses?.payments ?? 'application',
    },
    platform,
  )
  // A complete account has no open requirements, so a new capability is active immediately.
  const status = account.payouts_enabled && !account.requirements?.currently_due?.length ? 'active' : 'inactive'
  const statuses = new Map(held)
  const capabilities = Object.fromEntries([...after].map((name) => [name, statuses.get(name) ?? status]))
  return { ...account, capabilities, charges_enabled: Reflect.get(capabilities, 'card_payments') === 'active' }
}

function detailsOf(before: V2Details, { configuration = {}, contact_phone, defaults, identity }: Wanted): V2Details {
  const names = (['merchant', 'recipient'] as const).filter(
    (name) =>
      configuration[name]?.applied ?? (before.configurations.includes(name) || configuration[name] !== undefined),
  )
  return {
    ...before,
    configurations: names,
    contactPhone: contact_phone ?? before.contactPhone,
    locales: defaults?.locales ?? before.locales,
    businessDetails: merged(before.businessDetails, identity?.business_details),
    individual: merged(before.individual, identity?.individual),
  }
}

const merged = <Fields extends object>(before: Fields | null, more: Fields | undefined): Fields | null =>
  more === undefined ? before : { ...before, ...more }

function mergedMetadata({ metadata }: Stripe.Account, wanted: NonNullable<Wanted['metadata']>): Record<string, string> {
  const set = metadataOf({ metadata: wanted })
  const kept = Object.entries(metadata ?? {}).filter(([key]) => !(key in wanted))
  return { ...Object.fromEntries(kept), ...set }
}

function businessProfile({ business_profile: before }: Stripe.Account, { configuration, defaults }: Wanted) {
  if (before === null || before === undefined) return null
  const { mcc, support } = configuration?.merchant ?? {}
  const { business_url, doing_business_as, product_description } = defaults?.profile ?? {}
  return {
    ...before,
    mcc: mcc ?? before.mcc,
    name: doing_business_as ?? before.name,
    product_description: product_description ?? before.product_description ?? null,
    support_email: support?.email ?? before.support_email,
    support_phone: support?.phone ?? before.support_phone,
    support_url: support?.url ?? before.support_url,
    url: business_url ?? before.url,
  }
}
