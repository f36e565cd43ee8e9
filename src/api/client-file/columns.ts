import { ImportedInvitation } from '../schemas/invitation.ts'
import { Prefill } from '../schemas/prefill.ts'
import { ClientFileError } from './client-file-error.ts'

/** A column of a CSV file. Without a field, it is not read. */
export interface Column {
  /** The name in the first line of the file. */
  readonly header: string
  readonly field?: string
}

const PREFILL = Object.keys(Prefill.properties)
const FIELDS = [...Object.keys(ImportedInvitation.properties).filter((name) => name !== 'prefill'), ...PREFILL]

/** The name of one of the platform's own values, of a column `metadata.<name>`. */
export const metadataOf = (field: string): string | undefined =>
  /^metadata\.([A-Za-z0-9][A-Za-z0-9_.-]*)$/.exec(field)?.[1]

export const isPrefill = (field: string): boolean => PREFILL.includes(field)

/** Headers that spreadsheets and other systems use, without case and punctuation. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  name: ['client', 'clientname', 'fullname', 'nom', 'nombre', 'nome', 'naam'],
  email: ['mail', 'emailaddress', 'mailaddress', 'emailadresse', 'courriel', 'correo', 'correoelectronico'],
  country: ['countrycode', 'land', 'pays', 'pais', 'paese'],
  locale: ['language', 'lang', 'sprache', 'langue', 'idioma', 'lingua'],
  externalId: ['externalreference', 'reference', 'customerid', 'clientid'],
  accountId: [
    'account',
    'connectedaccount',
    'connectedaccountid',
    'stripeaccount',
    'stripeaccountid',
    'stripeid',
    'acct',
  ],
  expiresInHours: ['expiresin', 'hours'],
  url: ['website', 'homepage'],
  returnUrl: ['returnto'],
  phone: ['phonenumber', 'telephone', 'telefon', 'tel'],
  businessType: ['legalform'],
  businessName: ['companyname'],
  productDescription: ['description'],
}

/** The columns of an export that say how a client stands. An import passes over them. */
export const STATE_COLUMNS = [
  'onboardingClientId',
  'linkPurpose',
  'linkStatus',
  'linkExpiresAt',
  'lastOpenedAt',
  'lastError',
  'emailRefusedAt',
  'readiness',
  'nextAction',
  'stateSince',
  'stateDeadline',
  'invitedAt',
  'nextStep',
  'termsVersion',
  'termsAcceptedAt',
] as const

const isState = (header: string): boolean => STATE_COLUMNS.some((name) => plain(name) === plain(header))

const plain = (header: string): string =>
  header
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

const BY_HEADER: ReadonlyMap<string, string> = new Map(
  FIELDS.flatMap((field) => [
    ...(ALSO[field] ?? []).map((header) => [header, field] as const),
    [plain(field), field] as const,
    [plain(`prefill.${field}`), field] as const,
  ]),
)

const fieldOf = (header: string): string | undefined =>
  metadataOf(header.trim()) === undefined ? BY_HEADER.get(plain(header)) : header.trim()

/** How many of the headers are known: it tells which delimiter a file has. */
export const knownIn = (headers: readonly string[]): number =>
  new Set(headers.map(fieldOf).filter((field) => field !== undefined)).size

/** A spreadsheet has hundreds of columns only by mistake. */
const MOST_COLUMNS = 200

/** The columns that the first line names. Throws an error that names what is wrong with it. */
export function columnsOf(headers: readonly string[], { ignoreUnknown }: { ignoreUnknown: boolean }): Column[] {
  if (headers.length > MOST_COLUMNS) throw new ClientFileError(`The first line has more than ${MOST_COLUMNS} columns.`)
  const columns = headers.map((header): Column => {
    const field = fieldOf(header)
    return { header: header.trim(), ...(field !== undefined && { field }) }
  })
  if (columns.every(({ field }) => field === undefined)) {
    throw new ClientFileError(
      `The first line must contain the names of the columns, but none of these is known: ${listed(headers)}. ${KNOWN}`,
    )
  }
  refuseTwice(columns)
  const missing = ['name', 'email'].filter((wanted) => columns.every(({ field }) => field !== wanted))
  if (missing.length > 0) {
    throw new ClientFileError(
      `The first line has no column ${missing.join(' and ')}. Its columns are ${listed(headers)}. ${KNOWN}`,
    )
  }
  const unknown = columns.filter(({ header, field }) => field === undefined && header !== '' && !isState(header))
  if (unknown.length > 0 && !ignoreUnknown) {
    const names = listed(unknown.map(({ header }) => header))
    throw new ClientFileError(
      `Unknown columns: ${names}. Remove them, or ignore them (ignoreUnknown=true, --ignore-unknown). ${KNOWN}`,
    )
  }
  return columns
}

const KNOWN = `Known columns: ${FIELDS.join(', ')}, metadata.<name>.`

function refuseTwice(columns: readonly Column[]): void {
  for (const [field, same] of Map.groupBy(columns, (column) => column.field)) {
    if (field === undefined || same.length === 1) continue
    throw new ClientFileError(
      `The columns ${listed(same.map(({ header }) => header))} are both the ${field}. Remove all but one.`,
    )
  }
}

/** What a name of a column looks like. Secrets, addresses and numbers do not. */
const HEADER = /^[\p{L}\p{M} _./()-]{1,40}( \d{1,2})?$/u

/**
 * Some names as a person can read them. A file without a first line has the data of a client there, which is not
 * repeated.
 */
function listed(names: readonly string[]): string {
  const some = names.slice(0, 10).map((name) => (HEADER.test(name.trim()) ? `"${name.trim()}"` : '"…"'))
  return `${some.join(', ')}${names.length > 10 ? ` and ${names.length - 10} more` : ''}`
}
