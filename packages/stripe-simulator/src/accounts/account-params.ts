import { readMetadata } from '../http/params.ts'
import { paramsReader } from '../http/validation.ts'
import { refuseCombination } from './account-rules.ts'
import { AccountCreateParams, type AccountParams } from './account-schema.ts'

const read = paramsReader(AccountCreateParams)

/** The parameters of `POST /v1/accounts`. */
export function readAccountParams(form: Parameters<typeof read>[0]): AccountParams {
  const params = read(form)
  refuseCombination(params)
  return { ...params, metadata: readMetadata(params.metadata) }
}
