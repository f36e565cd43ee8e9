import type { FastifyRequest } from 'fastify'
import type { FieldFault } from '../../../../api/faults.ts'
import { problemOf, type ProblemError } from '../../../../api/problem.ts'
import { html, type Html } from '../../../../shared/html.ts'
import { notice, NOTHING } from '../parts.ts'
import { clientsUrl } from './place.ts'

/** What is wrong with a form that is shown again. */
export interface FormFaults {
  /** By the names of the fields. */
  readonly at: Readonly<Record<string, string>>
  /** What is said above the form. */
  readonly above: Html
}

export const NO_FAULTS: FormFaults = { at: {}, above: NOTHING }

/** The fields of a form, and what they are called on it. */
type Labels = Readonly<Record<string, string>>

/** What the schema of the API finds wrong. */
export function faultsIn(faults: readonly FieldFault[], labels: Labels): FormFaults {
  const said = faults.map(({ field, message }) => [field, `${labels[field] ?? field} ${message}.`] as const)
  const [known, others] = [said.filter(([field]) => field in labels), said.filter(([field]) => !(field in labels))]
  const above =
    others.length === 0 ? NOTHING : aboveForm(html`<p>${others.map(([, sentence]) => sentence).join(' ')}</p>`)
  return { at: Object.fromEntries(known), above }
}

/** The fields that problems are about which name none. */
const FIELDS: Readonly<Record<string, string>> = {
  CLIENT_EXISTS: 'email',
  EXTERNAL_ID_EXISTS: 'externalId',
  COUNTRY_LOCKED: 'country',
}

/** Why the use case did not do what the form asks for. */
export function faultsOf({ code, details }: ProblemError, labels: Labels, request: FastifyRequest): FormFaults {
  const { errors, clientId } = details
  if (errors !== undefined) return faultsIn(errors, labels)
  const { detail } = problemOf(code, request.id, details)
  const field = FIELDS[code]
  if (field === undefined || !(field in labels)) return { at: {}, above: aboveForm(html`<p>${detail}</p>`) }
  const known = clientId && html`<p><a href="${clientsUrl(request, clientId)}">See the client that has it</a></p>`
  return { at: { [field]: detail }, above: known ? aboveForm(known) : NOTHING }
}

const aboveForm = (content: Html): Html => notice('bad', 'Nothing was changed', content)
