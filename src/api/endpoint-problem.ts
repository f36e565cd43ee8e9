import { LONGEST_URL } from '../domain/webhook-endpoint.ts'
import type { Redelivered } from '../usecases/outgoing-events/deliveries.ts'
import type { EndpointChanged, EndpointCreated, SecretRotated } from '../usecases/outgoing-events/webhook-endpoints.ts'
import { ProblemError } from './problem.ts'

type Result = EndpointCreated | EndpointChanged | SecretRotated | Redelivered
type EndpointRefused = Exclude<Result, { readonly outcome: 'created' | 'changed' | 'rotated' | 'redelivered' }>
type Fault = Extract<EndpointRefused, { readonly outcome: 'refused' }>['fault']

/** Why events cannot be sent to a URL. */
const FAULTS: Record<Fault, string> = {
  url: `The URL must be one of http or https, with at most ${LONGEST_URL} characters, and without a user name, a password, a fragment, blanks and control characters.`,
  insecure: 'In live mode the URL must be one of https.',
  private_address: 'The host of the URL has no public address. ALLOW_PRIVATE_RECEIVERS=on permits others.',
  unknown_host: 'The host of the URL has no address: the name is wrong, or was not set up yet.',
}

/** What staff asked of a webhook endpoint cannot be done. */
export function endpointProblem(result: EndpointRefused): ProblemError {
  switch (result.outcome) {
    case 'refused':
      return new ProblemError('RECEIVER_NOT_ALLOWED', { detail: FAULTS[result.fault] })
    case 'too_many':
      return new ProblemError('TOO_MANY_ENDPOINTS')
    case 'no_signing_key':
      return new ProblemError('SIGNING_KEY_MISSING')
    case 'unknown_endpoint':
      return new ProblemError('ENDPOINT_NOT_FOUND')
    case 'nothing_to_redeliver':
      return new ProblemError('DELIVERY_NOT_FOUND')
  }
}
