import { Option, type Command } from 'commander'
import { LONGEST_LIFETIME_DAYS, type ApiKey } from '../../../domain/api-key.ts'
import { SCOPES, type Scope } from '../../../domain/scope.ts'
import { CommandError, EXIT, refused } from '../exit-code.ts'
import { facts, note, print, table, type Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { keyId, whole } from '../values.ts'

interface CreateOptions extends Format {
  readonly name: string
  readonly scope: readonly Scope[]
  readonly expiresInDays: number
  readonly allPlatforms?: boolean
}

/** Commands on keys of the admin API. */
export function addKeyCommands(admin: Command, withStaffService: WithStaffService): void {
  const keys = admin.command('keys').description('API keys of the admin API.')
  addCreateCommand(keys, withStaffService)
  addListCommand(keys, withStaffService)
  addRevokeCommand(keys, withStaffService)
}

function addCreateCommand(keys: Command, withStaffService: WithStaffService): void {
  addUsage(
    keys
      .command('create')
      .description('Creates a key and prints it. The key is printed only here, because only its hash is stored.')
      .requiredOption('--name <name>', 'what the key is for, e.g. console')
      .addOption(
        new Option('--scope <scope...>', 'what the key may do, one or more').choices(SCOPES).makeOptionMandatory(),
      )
      .option(
        '--expires-in-days <days>',
        'lifetime of the key',
        whole('--expires-in-days', 1, LONGEST_LIFETIME_DAYS),
        LONGEST_LIFETIME_DAYS,
      )
      .option('--all-platforms', 'the key acts for all platforms; its requests name one in the header Platform')
      .option('--json', 'print JSON'),
    {
      needs: 'a place to store the key, such as a secret store.',
      examples: [
        'connect-onboarding admin keys create --name console --scope clients:read clients:write tokens:write',
        'connect-onboarding admin keys create --name metrics --scope read --expires-in-days 30 --json',
      ],
    },
  ).action(async ({ name, scope, expiresInDays, allPlatforms = false, ...format }: CreateOptions) => {
    await withStaffService(async (service) => {
      const { useCases, operator } = service
      const platform = allPlatforms ? undefined : service.actor.platform
      const created = await useCases.createApiKey(
        { platform, name, scopes: scope, lifetimeDays: expiresInDays },
        operator,
      )
      if (created.outcome === 'refused') {
        throw new CommandError(
          EXIT.usage,
          'error: --name must have 1 to 100 characters, no control characters, and no surrounding spaces',
        )
      }
      print({ ...keyReply(created.key), key: created.secret }, format, ({ key, ...rest }) =>
        facts({ key, ...rest, scopes: rest.scopes.join(' ') }),
      )
      note(
        'The key is shown only now: store it where its user can find it. Requests send it as\n' +
          '  Authorization: Bearer <key>\n' +
          'Before it expires, create another key with the same name, then revoke this one: ' +
          `admin keys revoke ${created.key.id}`,
      )
    })
  })
}

function addListCommand(keys: Command, withStaffService: WithStaffService): void {
  addUsage(
    keys
      .command('list')
      .description('Lists all keys with their status, without their secrets.')
      .option('--json', 'print JSON'),
    { needs: 'nothing else.', examples: ['connect-onboarding admin keys list'] },
  ).action(async (format: Format) => {
    await withStaffService(async ({ useCases }) => {
      const all = await useCases.listApiKeys()
      print(
        all.map(({ status, ...key }) => ({ ...keyReply(key), status })),
        format,
        (rows) =>
          table(
            ['id', 'platform', 'name', 'scopes', 'status', 'expires', 'last used'],
            rows.map((key) => [
              key.id,
              key.platform ?? 'all',
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
}

function addRevokeCommand(keys: Command, withStaffService: WithStaffService): void {
  addUsage(
    keys
      .command('revoke')
      .description('Revokes a key: the next request with it is refused. Can be repeated safely.')
      .argument('<key id>', 'from "admin keys list"', keyId)
      .option('--json', 'print JSON'),
    {
      needs: 'the id of the key, not the key itself.',
      examples: ['connect-onboarding admin keys revoke 3f8a92c1d0e4'],
    },
  ).action(async (given: string, format: Format) => {
    await withStaffService(async ({ useCases, operator }) => {
      const revoked = await useCases.revokeApiKey(given, operator)
      if (revoked.outcome === 'unknown_key')
        throw refused('There is no key with this id: "admin keys list" shows the ids.')
      print({ ...keyReply(revoked.key), status: 'revoked' }, format, ({ name }) => `The key "${name}" was revoked.`)
    })
  })
}

function keyReply({ id, platform, name, scopes, createdAt, expiresAt, revokedAt, lastUsedAt }: ApiKey) {
  return {
    id,
    platform: platform ?? null,
    name,
    scopes,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    revokedAt: revokedAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }
}
