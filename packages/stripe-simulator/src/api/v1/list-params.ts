import { type Static, Type } from '@sinclair/typebox'
import { invalidRequest } from '../../http/errors.ts'
import type { FormTree } from '../../http/form-body.ts'
import { closed, expand } from '../../http/params.ts'
import { paramsReader } from '../../http/validation.ts'

const second = Type.Optional(Type.Integer())
const page = {
  ending_before: Type.Optional(Type.String()),
  expand,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  starting_after: Type.Optional(Type.String()),
}
const range = Type.Object({ gt: second, gte: second, lt: second, lte: second }, closed)
const ByRange = Type.Object({ ...page, created: Type.Optional(range) }, closed)
const ByTime = Type.Object({ ...page, created: second }, closed)

/** A page of a list. Times are in seconds; both ends are included. */
export interface ListParams extends Omit<Static<typeof ByRange>, 'created' | 'limit'> {
  readonly limit: number
  readonly createdFrom: number
  readonly createdTo: number
}

const readByRange = paramsReader(ByRange)
const readByTime = paramsReader(ByTime)

/** The parameters of Stripe's list calls; `created` is one second or a range. */
export function readListParams(form: FormTree): ListParams {
  const { created, limit = 10, ...params } = typeof form['created'] === 'string' ? exactly(form) : readByRange(form)
  if (params.starting_after !== undefined && params.ending_before !== undefined) {
    throw invalidRequest('Received both starting_after and ending_before parameters. Please pass in only one.')
  }
  const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = created ?? {}
  return { ...params, limit, createdFrom: Math.max(gte, gt + 1), createdTo: Math.min(lte, lt - 1) }
}

function exactly(form: FormTree): Static<typeof ByRange> {
  const { created, ...params } = readByTime(form)
  return { ...params, ...(created !== undefined && { created: { gte: created, lte: created } }) }
}
