import type { ClientRecord } from '../../ports/onboarding-queries.ts'
import { recordReply } from '../replies.ts'
import type { STATE_COLUMNS } from './columns.ts'
import { literalCell } from './literal-cell.ts'

export type WrittenFormat = 'csv' | 'ndjson'

type Row = ReturnType<typeof recordReply>

/** The columns that an import reads, by its names. */
const COLUMNS: Readonly<Record<string, (row: Row) => string | null | undefined>> = {
  name: ({ client }) => client.name,
  email: ({ client }) => client.email,
  country: ({ client }) => client.country,
  externalId: ({ client }) => client.externalId,
  profile: ({ client }) => client.profile,
  locale: ({ client }) => client.locale,
  returnUrl: ({ client }) => client.returnUrl,
  // In one column: the first line is written before the rows are known, and each client may have other names.
  metadata: ({ client }) => (Object.keys(client.metadata).length > 0 ? JSON.stringify(client.metadata) : null),
  businessType: ({ client }) => client.prefill?.businessType,
  businessName: ({ client }) => client.prefill?.businessName,
  url: ({ client }) => client.prefill?.url,
  phone: ({ client }) => client.prefill?.phone,
  productDescription: ({ client }) => client.prefill?.productDescription,
  mcc: ({ client }) => client.prefill?.mcc,
  accountId: ({ account }) => account.id,
  reminders: ({ client }) => client.reminders,
}

/** What is stored of them beside that, which an import passes over. */
const STATE: Readonly<Record<(typeof STATE_COLUMNS)[number], (row: Row) => string | null>> = {
  onboardingClientId: ({ client }) => client.id,
  linkPurpose: ({ onboarding }) => onboarding.purpose,
  linkStatus: ({ onboarding }) => onboarding.status,
  linkExpiresAt: ({ onboarding }) => onboarding.expiresAt,
  lastOpenedAt: ({ lastOpenedAt }) => lastOpenedAt,
  lastError: ({ onboarding }) => onboarding.lastError?.code ?? null,
  emailRefusedAt: ({ onboarding }) => onboarding.email?.at ?? null,
  readiness: ({ account }) => account.readiness,
  nextAction: ({ account }) => account.nextAction,
  stateSince: ({ since }) => since,
  stateDeadline: ({ deadline }) => deadline,
  invitedAt: ({ client }) => client.createdAt,
  nextStep: ({ nextStep }) => nextStep,
  termsVersion: ({ client }) => client.termsAccepted?.version ?? null,
  termsAcceptedAt: ({ client }) => client.termsAccepted?.at ?? null,
}

const ALL = { ...COLUMNS, ...STATE }

/** Spreadsheets recognise the encoding by it. */
const MARK = '\ufeff'

/** The clients as a file, piece by piece. */
export async function* writtenClients(
  records: AsyncIterable<ClientRecord>,
  format: WrittenFormat,
): AsyncGenerator<string> {
  if (format === 'csv') yield `${MARK}${Object.keys(ALL).join(',')}\r\n`
  for await (const record of records) {
    const row = recordReply(record)
    yield format === 'csv'
      ? `${Object.values(ALL)
          .map((cell) => written(cell(row) ?? ''))
          .join(',')}\r\n`
      : `${JSON.stringify(row)}\n`
  }
}

function written(text: string): string {
  const cell = literalCell(text)
  return /[",;\r\n\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
