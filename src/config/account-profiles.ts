import { Type, type Static } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { profileFaults } from '../adapters/stripe/profile-faults.ts'
import type { AccountProfile, AccountProfiles } from '../domain/account-profile.ts'
import { COUNTRIES } from '../domain/country.ts'
import { described, faultsByPlace, jsonIn } from './json-file.ts'
import { valueOf, type Variables } from './read-variables.ts'

const strict = { additionalProperties: false }

const either = new Intl.ListFormat('en-GB', { type: 'disjunction' })

// Each description completes the sentence "<place> must be …".
const words = <const T extends readonly string[]>(options: T) =>
  Type.Unsafe<T[number]>({
    ...Type.Union(options.map((option) => Type.Literal(option))),
    description: either.format(options.map((option) => `"${option}"`)),
  })

const Capabilities = Type.Array(words(['card_payments', 'transfers']), {
  uniqueItems: true,
  description: 'a list of capabilities, each once',
})
const Agreement = words(['full', 'recipient'])

const Country = Type.Object(
  {
    capabilities: Type.Optional(Capabilities),
    added: Type.Optional(Capabilities),
    agreement: Type.Optional(Agreement),
  },
  { ...strict, description: 'an object with capabilities, added or agreement' },
)

const Profile = Type.Object(
  {
    dashboard: words(['express', 'full', 'none']),
    fees: words(['platform', 'provider']),
    losses: words(['platform', 'provider']),
    capabilities: Capabilities,
    added: Type.Optional(Capabilities),
    agreement: Type.Optional(Agreement),
    upFront: Type.Optional(words(['due', 'everything'])),
    country: Type.Optional(
      Type.String({
        pattern: `^(${COUNTRIES.join('|')})$`,
        description: 'the code of a country in which Stripe opens accounts: DE',
      }),
    ),
    countries: Type.Optional(
      Type.Record(Type.String({ pattern: '^[A-Z]{2}$' }), Country, {
        ...strict,
        description: 'an object with countries by their codes of two capital letters',
      }),
    ),
  },
  { ...strict, description: 'an object with dashboard, fees, losses and capabilities' },
)

const File = Type.Object(
  {
    default: Type.String({ description: 'the name of one of the profiles' }),
    profiles: Type.Record(Type.String({ pattern: '^[a-z0-9][a-z0-9_-]{0,39}$' }), Profile, {
      ...strict,
      description: 'an object with the profiles by their names, which have up to 40 of a-z, 0-9, _ and -',
    }),
  },
  { ...strict, description: 'an object with default and profiles' },
)

/** A file whose profiles may still be wrong. */
const Profiles = Type.Object({ profiles: Type.Record(Type.String(), Type.Unknown()) })
const Outline = Type.Object({ ...Profiles.properties, default: Type.String() })

/** The variables of the built-in profile, which a file replaces. */
const BUILT_IN = ['ACCOUNT_CAPABILITIES', 'ACCOUNT_COUNTRY']

/**
 * The profiles in the file that `ACCOUNT_PROFILES` names, or `undefined` without the variable. Adds to `faults` everything
 * that is wrong; then the result means nothing.
 */
export function readProfiles(variables: Variables, faults: string[]): AccountProfiles | undefined {
  const path = valueOf(variables, 'ACCOUNT_PROFILES')
  if (path === undefined) return undefined
  const api = valueOf(variables, 'STRIPE_ACCOUNTS_API')
  for (const name of BUILT_IN.filter((each) => valueOf(variables, each) !== undefined)) {
    faults.push(`${name} and ACCOUNT_PROFILES are both set: remove ${name}, and write its value into the profiles`)
  }
  const content = jsonIn({ name: 'ACCOUNT_PROFILES', path, example: 'account-profiles.example.json' }, faults)
  if (content === undefined) return undefined
  const found = [...faultsOf(content), ...faultsOfProfiles(content, api === 'v1' ? 'v1' : 'v2')]
  faults.push(...found.map((fault) => `ACCOUNT_PROFILES: ${fault}`))
  if (!Value.Check(File, content)) return undefined
  const { default: defaultName, profiles } = content
  return {
    defaultName,
    byName: Object.fromEntries(Object.entries(profiles).map(([name, profile]) => [name, toProfile(profile)])),
  }
}

/** What the schema refuses, once for each place; and a default that is not among the profiles. */
function faultsOf(content: unknown): string[] {
  const byPlace = faultsByPlace(File, content)
  if (Value.Check(Outline, content) && !Object.hasOwn(content.profiles, content.default)) {
    byPlace.set('default', `default must be ${described(File.properties.default)}`)
  }
  return [...byPlace.values()]
}

/** What Stripe refuses in those profiles that have all their fields. */
function faultsOfProfiles(content: unknown, api: 'v1' | 'v2'): string[] {
  if (!Value.Check(Profiles, content)) return []
  return Object.entries(content.profiles).flatMap(([name, profile]) =>
    Value.Check(Profile, profile)
      ? profileFaults(toProfile(profile), api).map(({ at, reason }) => `profiles.${name}.${at} ${reason}`)
      : [],
  )
}

function toProfile(given: Static<typeof Profile>): AccountProfile {
  return { added: [], agreement: 'full', upFront: 'everything', ...given }
}
