import { Option, type Command } from 'commander'
import { LOCALES, type Locale } from '../../domain/locale.ts'
import { EMAIL_KINDS, type EmailKind } from '../../domain/onboarding-event.ts'
import type { Programs } from './programs.ts'
import { addUsage } from './usage.ts'

interface PreviewOptions {
  readonly kind?: EmailKind
  readonly locale?: Locale
  readonly out: string
}

/** The commands about the emails to clients. */
export function addEmailCommands(program: Command, { previewEmails }: Pick<Programs, 'previewEmails'>): void {
  const emails = program
    .commandsGroup('Administration:')
    .command('emails')
    .description('The emails to clients: shows what they look like.')
  addUsage(
    emails
      .command('preview')
      .description('Writes each email with sample data, as HTML and as text, and checks the templates. Sends nothing.')
      .addOption(new Option('--kind <kind>', 'one kind of email; default: all').choices(EMAIL_KINDS))
      .addOption(new Option('--locale <locale>', 'one language; default: all').choices(LOCALES))
      .option('--out <folder>', 'where to write the files', 'email-preview'),
    {
      needs: 'nothing. PLATFORM_NAME, BRAND_LOGO, BRAND_COLOR, SUPPORT_EMAIL and EMAIL_TEMPLATES count.',
      examples: ['EMAIL_TEMPLATES=./templates connect-onboarding emails preview --kind reminder --locale de'],
    },
  ).action(async (options: PreviewOptions) => {
    const { index, emails: count } = await previewEmails(options)
    process.stdout.write(`${count} emails were written. Open ${index} in a browser.\n`)
  })
}
