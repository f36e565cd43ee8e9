import type { ErrorObject } from 'ajv'
import { COUNTRIES } from '../domain/country.ts'
import { readEmail } from '../domain/email-address.ts'
import { ID_EXPECTED, INSTANT_EXPECTED } from './schemas/common.ts'

/** What is wrong with one field of a request. The value is never repeated: it may be a secret. */
export interface FieldFault {
  /** The name of the field, with a dot before a field inside of another; for the whole of what was sent, its name. */
  readonly field: string
  /** What is wrong, as the end of a sentence that begins with the name of the field. */
  readonly message: string
  /** The values, or for an unknown field the names, that are accepted. */
  readonly allowed?: readonly string[]
}

/** A body of 16 KiB can have thousands of unknown fields. */
const MOST_FAULTS = 20

/**
 * All faults of a request, in words. Takes the errors of a validator that was compiled by `schemaCompiler`. `whole`: what
 * was validated, such as the body.
 */
export function fieldFaults(errors: readonly ErrorObject[], whole: string): readonly FieldFault[] {
  // A value that may be null is checked by two schemas. What the null schema says of it is no help.
  const relevant = errors.filter(({ keyword, params }) => keyword !== 'anyOf' && params['type'] !== 'null')
  const faults = relevant.slice(0, MOST_FAULTS).map((error) => fieldFault(error, whole))
  return faults.filter(({ field }, n) => faults.findIndex((other) => other.field === field) === n)
}

/** All faults in one sentence. */
export const describeFaults = (faults: readonly FieldFault[]): string =>
  faults
    .map(
      ({ field, message, allowed }) => `${field} ${message}${allowed === undefined ? '' : ` (${allowed.join(', ')})`}`,
    )
    .join('; ')

function fieldFault(error: ErrorObject, whole: string): FieldFault {
  const { keyword, params, instancePath, parentSchema } = error
  const path = instancePath
    .split('/')
    .slice(1)
    .filter((step) => !/^\d+$/.test(step))
    .map(nameOf)
  const field = path.join('.') || whole
  switch (keyword) {
    case 'required':
      return { field: [...path, params['missingProperty']].join('.'), message: 'is required' }
    case 'additionalProperties':
      return {
        field: [...path, nameOf(String(params['additionalProperty']))].join('.'),
        message: 'is not a known field',
        allowed: Object.keys(parentSchema?.['properties']),
      }
    case 'enum':
      return { field, message: 'is not one of the allowed values', allowed: params['allowedValues'] }
    case 'format':
      if (params['format'] === 'country') return { field, message: NO_COUNTRY, allowed: COUNTRIES }
  }
  return { field, message: messageOf(error) }
}

const NO_COUNTRY = 'is not a country in which accounts can be opened'

function messageOf({ keyword, params, parentSchema, data, message = 'is not valid' }: ErrorObject): string {
  const { minimum, maximum, maxLength, minLength = 1 } = parentSchema ?? {}
  switch (keyword) {
    case 'type':
      return TYPES[String(params['type'])] ?? message
    case 'minLength':
      return minLength === 1 ? 'must not be empty' : `must have at least ${minLength} characters`
    case 'maxLength':
      return `must have at most ${maxLength} characters`
    case 'minimum':
    case 'maximum':
      return maximum === undefined
        ? `must be at least ${minimum}`
        : `must be a whole number from ${minimum} to ${maximum}`
    case 'maxProperties':
      return params['limit'] === 1 ? 'must have one field only' : `must have at most ${params['limit']} fields`
    case 'minProperties':
      return 'must have at least one field'
    case 'format':
      return params['format'] === 'email' ? faultOfEmail(String(data)) : (FORMATS[String(params['format'])] ?? message)
    case 'pattern':
      return parentSchema?.['x-expected'] ?? message
    default:
      return message
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'must be a text',
  'string,null': 'must be a text or null',
  integer: 'must be a whole number',
  boolean: 'must be true or false',
  object: 'must be an object',
}

const FORMATS: Readonly<Record<string, string>> = {
  'search-text': 'must contain three letters or digits in a row',
  language: 'must be a language tag, such as de, fr-CA or pt-BR',
  uuid: ID_EXPECTED,
  'date-time': INSTANT_EXPECTED,
}

function faultOfEmail(text: string): string {
  const read = readEmail(text)
  return 'fault' in read ? read.fault : 'is not valid'
}

/** The name of a field; a name that may be a secret, or no name at all, is not repeated. */
function nameOf(step: string): string {
  return /^(?!(?:obt|obk|sk|rk|pk|whsec|accs)_)[A-Za-z_][\w-]{0,39}$/.test(step)
    ? step
    : '(a field with an unusual name)'
}
