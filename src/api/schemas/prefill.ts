import { Type } from '@sinclair/typebox'
import type { BusinessType } from '../../domain/client.ts'
import { Line, Matching, OneOf, strict } from './common.ts'

const BUSINESS_TYPES = ['individual', 'company', 'non_profit', 'government_entity'] as const satisfies BusinessType[]

/** A domain name, not an address and not `localhost`: Stripe accepts only websites that the public can reach. */
const WEBSITE =
  '^https?://(?:[\\p{L}\\p{N}_-]+\\.)+(?!localhost(?:[:/?#]|$))\\p{L}[\\p{L}\\p{N}-]+(?::\\d{1,5})?(?:[/?#][^\\s\\p{C}]*)?$'

export const Prefill = Type.Object(
  {
    businessType: Type.Optional(OneOf(BUSINESS_TYPES, { description: 'The legal form of the business.' })),
    businessName: Type.Optional(Line(200, { description: 'The name that customers know the business by.' })),
    url: Type.Optional(
      Matching(WEBSITE, 'must be the address of a public website, such as https://lovelace.example.com', {
        maxLength: 2000,
        description: 'The website of the business, https or http.',
      }),
    ),
    phone: Type.Optional(
      Matching('^\\+[1-9]\\d{6,14}$', 'must be a phone number in international form, such as +4930123456', {
        description: 'In international form (E.164): +4930123456.',
      }),
    ),
    productDescription: Type.Optional(Line(1000, { description: 'What the business sells.' })),
    mcc: Type.Optional(
      Matching('^\\d{4}$', 'must be four digits, such as 5734', {
        description: 'The merchant category code, four digits: 5734.',
      }),
    ),
  },
  {
    ...strict,
    $id: 'Prefill',
    minProperties: 1,
    description: 'What you already know about the business. Stripe does not ask the client for it again.',
  },
)
