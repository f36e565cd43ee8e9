import { invalidRequest, missingParameter } from '../http/errors.ts'
import type { AccountParams } from './account-schema.ts'
import { receivesOnly } from './countries.ts'

type Params = Omit<AccountParams, 'metadata'>

/** Whether this capability is requested. */
export const requests = ({ capabilities = {} }: Params, name: string): boolean => capabilities[name]?.requested === true

/** Throws for a combination of parameters that Stripe accepts from no platform. */
export function refuseCombination(params: Params): void {
  if (params.type !== undefined && params.controller !== undefined) {
    throw invalidRequest('You may not provide the `type` parameter and `controller` parameters simultaneously.', {
      param: 'type',
    })
  }
  refuseController(params.controller ?? {})
  const hasNoDashboard = params.type === 'custom' || params.controller?.stripe_dashboard?.type === 'none'
  if (hasNoDashboard && !Object.values(params.capabilities ?? {}).some((wish) => wish?.requested === true)) {
    throw missingParameter('capabilities')
  }
  refuseCapabilities(params)
}

// Whether a platform may use the other combinations depends on its profile.
function refuseController(given: NonNullable<Params['controller']>): void {
  const platformPays = given.fees?.payer === 'application'
  const platformLoses = given.losses?.payments === 'application'
  const platformCollects = given.requirement_collection === 'application'
  const dashboard = given.stripe_dashboard?.type ?? 'full'
  if (platformLoses && !platformPays) {
    throw needs('controller[losses][payments]=application', 'controller[fees][payer]', 'application')
  }
  if (platformCollects && dashboard !== 'none') {
    throw needs('controller[requirement_collection]=application', 'controller[stripe_dashboard][type]', 'none')
  }
  if (dashboard === 'none' && platformLoses && !platformCollects) {
    throw invalidRequest(
      'When stripe_dashboard[type]=none and requirement_collection=stripe, Stripe must be liable for negative balances ' +
        'or refunds and chargebacks.',
      { param: 'controller[losses][payments]' },
    )
  }
  if (dashboard !== 'express') return
  const express = 'controller[stripe_dashboard][type]=express'
  if (!platformPays) throw needs(express, 'controller[fees][payer]', 'application')
  if (!platformLoses) throw needs(express, 'controller[losses][payments]', 'application')
}

const needs = (what: string, param: string, value: string) =>
  invalidRequest(`${what} requires ${param}=${value}.`, { param })

function refuseCapabilities(params: Params): void {
  const { country = 'US', tos_acceptance } = params
  const isRecipient = tos_acceptance?.service_agreement === 'recipient'
  if (requests(params, 'card_payments')) {
    const param = 'capabilities[card_payments]'
    if (isRecipient) {
      throw invalidRequest('Accounts under the `recipient` service agreement cannot request `card_payments`.', {
        param,
      })
    }
    if (receivesOnly.has(country)) {
      throw invalidRequest(`The \`card_payments\` capability is not available for accounts in ${country}.`, { param })
    }
  }
  if (requests(params, 'transfers') && receivesOnly.has(country) && !isRecipient) {
    throw invalidRequest(`Accounts in ${country} need the \`recipient\` service agreement to request \`transfers\`.`, {
      param: 'tos_acceptance[service_agreement]',
    })
  }
}
