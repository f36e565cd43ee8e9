import { type Static, Type } from '@sinclair/typebox'
import { closed } from '../../http/params.ts'

const text = Type.Optional(Type.String())

const address = Type.Optional(
  Type.Object(
    { city: text, country: text, line1: text, line2: text, postal_code: text, state: text, town: text },
    closed,
  ),
)
const idNumbers = Type.Optional(
  Type.Array(Type.Object({ type: Type.String(), value: Type.String(), registrar: text }, closed)),
)

/** The parts of v2's `identity` that the simulator supports, as sent and as stored. */
export const BusinessDetails = Type.Object(
  {
    address,
    estimated_worker_count: Type.Optional(Type.Integer({ minimum: 0 })),
    id_numbers: idNumbers,
    phone: text,
    registered_name: text,
    structure: text,
  },
  closed,
)
export type BusinessDetails = Static<typeof BusinessDetails>

export const Individual = Type.Object(
  {
    address,
    date_of_birth: Type.Optional(
      Type.Object({ day: Type.Integer(), month: Type.Integer(), year: Type.Integer() }, closed),
    ),
    email: text,
    given_name: text,
    id_numbers: idNumbers,
    nationalities: Type.Optional(Type.Array(Type.String())),
    phone: text,
    surname: text,
  },
  closed,
)
export type Individual = Static<typeof Individual>
