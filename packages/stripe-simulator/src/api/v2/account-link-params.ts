import { type Static, Type } from '@sinclair/typebox'
import { closed, webUrl } from '../../http/params.ts'
import { bodyReader } from '../../http/v2-params.ts'
import { invalidField } from '../../http/v2-errors.ts'
import type { V2Params } from '../../http/v2.ts'
import { literals } from '../../support/literals.ts'

const Flow = {
  collection_options: Type.Optional(
    Type.Object(
      {
        fields: Type.Optional(literals(['currently_due', 'eventually_due'])),
        future_requirements: Type.Optional(literals(['include', 'omit'])),
      },
      closed,
    ),
  ),
  refresh_url: webUrl,
  return_url: Type.Optional(webUrl),
}
const configurations = Type.Array(literals(['customer', 'merchant', 'recipient']))

const paramsOf = <Fields extends Parameters<typeof Type.Object>[0]>(flow: Fields) =>
  Type.Object(
    {
      account: Type.String(),
      use_case: Type.Object(
        {
          account_onboarding: Type.Optional(Type.Object(flow, closed)),
          account_update: Type.Optional(Type.Object(flow, closed)),
          type: literals(['account_onboarding', 'account_update']),
        },
        closed,
      ),
    },
    closed,
  )

const read = bodyReader(paramsOf(Flow))
// Until this version, links had to name the configurations that they are for.
const withoutConfigurationsSince = '2026-09-30'
const readBefore = bodyReader(paramsOf({ ...Flow, configurations }))

const FlowParams = Type.Object(Flow)

export interface LinkParams {
  readonly account: string
  readonly type: 'account_onboarding' | 'account_update'
  readonly flow: Static<typeof FlowParams>
  /** Only in older versions of the API. */
  readonly configurations?: readonly string[]
}

/** The parameters of `POST /v2/core/account_links`. */
export function readLinkParams(params: V2Params, apiVersion: string): LinkParams {
  if (apiVersion.slice(0, 10) >= withoutConfigurationsSince) {
    const { account, use_case } = read(params)
    const { type } = use_case
    return { account, type, flow: given(use_case[type], type) }
  }
  const { account, use_case } = readBefore(params)
  const { type } = use_case
  const flow = given(use_case[type], type)
  return { account, type, flow, configurations: flow.configurations }
}

function given<Value>(flow: Value | undefined, type: string): Value {
  if (flow === undefined) throw invalidField(`use_case.${type}`, `Missing required field: use_case.${type}.`)
  return flow
}
