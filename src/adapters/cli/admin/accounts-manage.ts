import { Option, type Command } from 'commander'
import { notManaged, providerFailed } from '../../../api/refusals.ts'
import { syncedReply } from '../../../api/replies.ts'
import type { AccountAct, RejectReason } from '../../../domain/account-act.ts'
import { CommandError, EXIT } from '../exit-code.ts'
import { note, print, type Format } from '../output.ts'
import type { StaffService, WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { id } from '../values.ts'
import { printRecord, refusedAs, unknownClient } from './client-facts.ts'
import { confirm, requireTerminal } from './confirm.ts'

interface ManageOptions extends Format {
  readonly account?: string
  readonly yes?: boolean
  readonly reason?: RejectReason
}

interface ManageCommand {
  readonly name: 'reset' | 'close' | 'reject' | 'unreject'
  readonly description: string
  /** What the person at the terminal is asked to confirm. */
  readonly question: (name: string, accountId: string) => string
  readonly needs: string
}

const COMMANDS: readonly ManageCommand[] = [
  {
    name: 'reset',
    description:
      "Detaches the client's account, so that the next link that it opens creates another one. Revokes its link.",
    question: (name, accountId) => `Detach ${accountId} from ${name}, who then onboards again with another account?`,
    needs: 'a reason, such as an account in the wrong country: this is the only way to a second account.',
  },
  {
    name: 'close',
    description: "Closes the client's account at Stripe for good, and revokes its link.",
    question: (name, accountId) => `Close ${accountId} of ${name} for good?`,
    needs: 'access to Stripe, and an account without a balance.',
  },
  {
    name: 'reject',
    description: "Rejects the client's account at Stripe: it is paid nothing any more.",
    question: (name, accountId) => `Reject ${accountId} of ${name}?`,
    needs: 'access to Stripe, and a platform that bears the losses of the account.',
  },
  {
    name: 'unreject',
    description: "Takes back the platform's rejection of the client's account.",
    question: (name, accountId) => `Take back the rejection of ${accountId} of ${name}?`,
    needs: 'access to Stripe, and an account that the platform itself has rejected.',
  },
]

const EXAMPLE_ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6'

/** Commands that act on accounts, here and at Stripe. Each asks first. */
export function addManageCommands(accounts: Command, withStaffService: WithStaffService): void {
  for (const { name, description, question, needs } of COMMANDS) {
    const command = accounts
      .command(name)
      .description(description)
      .argument('<client id>', 'from "admin clients list"', id)
      .option('--account <account id>', 'the account that is meant; nothing happens if the client has another one')
      .option('--yes', 'do not ask; required without a terminal')
      .option('--json', `print JSON, as POST /api/v1/clients/:clientId/account/${name} returns it`)
    if (name === 'reject') {
      command.addOption(
        new Option('--reason <reason>', 'why; Stripe is told')
          .choices(['fraud', 'terms_of_service', 'credit', 'other'] satisfies RejectReason[])
          .makeOptionMandatory(),
      )
    }
    const options = `${name === 'reject' ? '--reason fraud ' : ''}--yes`
    addUsage(command, {
      needs,
      examples: [`connect-onboarding admin accounts ${name} ${EXAMPLE_ID} ${options}`],
    }).action(async (clientId: string, { account: accountId, yes = false, json, reason }: ManageOptions) => {
      await withStaffService(async (service) => {
        const meant = yes ? accountId : await confirmed({ clientId, accountId }, service, question)
        const record = await managed({ clientId, accountId: meant, name, reason }, service)
        if (json) print(syncedReply(record, true), { json }, () => '')
        else printRecord(record, {})
        if (name === 'reset') note(`The client needs a new link: admin clients new-link ${clientId}`)
      })
    })
  }
}

async function managed(
  {
    name,
    reason = 'other',
    ...target
  }: {
    readonly clientId: string
    readonly accountId: string | undefined
    readonly name: ManageCommand['name']
    readonly reason: RejectReason | undefined
  },
  { useCases, actor }: StaffService,
) {
  if (name === 'reset') {
    const reset = await useCases.resetAccount(target, actor)
    if (reset.outcome !== 'reset') throw refusedAs(notManaged(reset.outcome))
    return reset.record
  }
  const act = name === 'reject' ? ({ act: name, reason } as const) : ({ act: name } satisfies AccountAct)
  const done = await useCases.manageAccount({ ...target, act }, actor)
  if (done.outcome === 'provider_failed') {
    throw new CommandError(EXIT.failed, refusedAs(providerFailed(done.failure)).message)
  }
  if (done.outcome !== 'managed') throw refusedAs(notManaged(done.outcome))
  return done.record
}

/** The account that the person at the terminal has confirmed: nothing happens to one that takes its place meanwhile. */
async function confirmed(
  { clientId, accountId }: { readonly clientId: string; readonly accountId: string | undefined },
  { useCases, actor }: StaffService,
  question: ManageCommand['question'],
): Promise<string> {
  requireTerminal()
  const record = await useCases.showClient(clientId, actor)
  if (record === undefined) throw unknownClient()
  const meant = accountId ?? record.account?.accountId
  if (meant === undefined) throw refusedAs(notManaged('no_account'))
  await confirm(question(record.client.name, meant), 'Nothing was changed.')
  return meant
}
