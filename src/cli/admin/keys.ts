import { Option, type Command } from 'commander'
import { LONGEST_LIFETIME_DAYS, type ApiKey } from '../../domain/api-key.ts'
import { SCOPES, type Scope } from '../../domain/scope.ts'
import { CommandError, EXIT, refused } from '../exit-code.ts'
import { facts, note, print, table, type Format } from '../output.ts'
import { teach } from '../teach.ts'
import { keyId, whole } from '../values.ts'

interface CreateOptions extends Format {
  readonly name: string
  readonly scope: readonly Scope[]
  readonly expiresInDays: number
}

/** Keys of the admin API. */
export function addKeyCommands(admin: Command): void {
  const keys = admin.command('keys').description('Keys of the admin API.')

  teach(
    keys
      .command('create')
      .description('Makes a key and prints it, for the only time: what is stored does not open anything.')
      .requiredOption('--name <name>', 'what it is for, e.g. console')
      .addOption(new Option('--scope <scope...>', 'what it may do, one or more').choices(SCOPES).makeOptionMandatory())
      .option(
        '--expires-in-days <days>',
        'how long it works',
        whole('--expires-in-days', 1, LONGEST_LIFETIME_DAYS),
        LONGEST_LIFETIME_DAYS,
      )
      .option('--json', 'print JSON'),
    {
      needs: 'a place to keep the key in, such as a secret store.',
      examples: [
        'connect-onboarding admin keys create --name console --scope clients:read clients:write tokens:write',
        'connect-onboarding admin keys create --name metrics --scope read --expires-in-days 30 --json',
      ],
    },
  ).action(async ({ name, scope, expiresInDays, ...format }: CreateOptions) => {
    const { withService } = await import('./with-service.ts')
    await withService(async ({ useCases, act }) => {
      const created = await useCases.createApiKey({ name, scopes: scope, lifetimeDays: expiresInDays }, act)
      if (created.outcome === 'refused') {
        throw new CommandError(EXIT.usage, 'A name has 1 to 100 characters, no control characters, no space around it.')
      }
      print({ ...keyReply(created.key), key: created.secret }, format, ({ key, ...rest }) =>
        facts({ key, ...rest, scopes: rest.scopes.join(' ') }),
      )
      note(
        'This is the only time that the key is shown: put it where its user finds it. It is sent as\n' +
          '  Authorization: Bearer <key>\n' +
          `Make the next one before it ends, under the same name, then revoke this: admin keys revoke ${created.key.id}`,
      )
    })
  })

  teach(
    keys
      .command('list')
      .description('Shows all keys and whether they work; never what opens anything.')
      .option('--json', 'print JSON'),
    { needs: 'nothing more.', examples: ['connect-onboarding admin keys list'] },
  ).action(async (format: Format) => {
    const { withService } = await import('./with-service.ts')
    await withService(async ({ useCases }) => {
      const all = await useCases.listApiKeys()
      print(
        all.map(({ status, ...key }) => ({ ...keyReply(key), status })),
        format,
        (rows) =>
          table(
            ['id', 'name', 'scopes', 'status', 'until', 'last used'],
            rows.map((key) => [
              key.id,
              key.name,
              key.scopes.join(' '),
              key.status,
              key.expiresAt,
              key.lastUsedAt ?? 'never',
            ]),
          ),
      )
    })
  })

  teach(
    keys
      .command('revoke')
      .description('Withdraws a key: the next request with it is refused. A repeat is harmless.')
      .argument('<key id>', 'from "admin keys list"', keyId)
      .option('--json', 'print JSON'),
    {
      needs: 'the id of the key, not the key.',
      examples: ['connect-onboarding admin keys revoke 3f8a92c1d0e4'],
    },
  ).action(async (given: string, format: Format) => {
    const { withService } = await import('./with-service.ts')
    await withService(async ({ useCases, act }) => {
      const revoked = await useCases.revokeApiKey(given, act)
      if (revoked.outcome === 'unknown_key') throw refused('There is no such key: "admin keys list" names them.')
      print(
        { ...keyReply(revoked.key), status: 'revoked' },
        format,
        ({ name }) => `The key "${name}" opens nothing any more.`,
      )
    })
  })
}

function keyReply({ id, name, scopes, createdAt, expiresAt, revokedAt, lastUsedAt }: ApiKey) {
  return {
    id,
    name,
    scopes,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    revokedAt: revokedAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }
}
