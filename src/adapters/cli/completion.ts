import { Argument, type Command } from 'commander'
import { addUsage } from './usage.ts'

const NAME = 'connect-onboarding'

/** What a user can type after the words of a command. */
interface Place {
  /** The words before it, after the name of the program. */
  readonly path: readonly string[]
  readonly words: readonly Word[]
  /** The values of an option, by its flag. */
  readonly values: ReadonlyMap<string, readonly string[]>
}

interface Word {
  readonly text: string
  readonly description: string
}

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript }

/** Adds the command that prints what makes a shell complete the commands of `program`, this one included. */
export function addCompletionCommand(program: Command): void {
  const shells = Object.keys(SCRIPTS).filter(isShell)
  addUsage(
    program
      .commandsGroup('Shell:')
      .command('completion')
      .description('Prints a script with which a shell completes commands, options and their values.')
      .addArgument(new Argument('<shell>', 'the shell').choices(shells)),
    {
      needs:
        'nothing. Put the line of your shell into its start file: ~/.bashrc, ~/.zshrc (after compinit), config.fish.',
      examples: [
        `source <(${NAME} completion bash)`,
        `source <(${NAME} completion zsh)`,
        `${NAME} completion fish | source`,
      ],
    },
  ).action((shell: string) => {
    if (isShell(shell)) process.stdout.write(SCRIPTS[shell](placesOf(program)))
  })
}

const isShell = (name: string): name is keyof typeof SCRIPTS => name in SCRIPTS

function placesOf(command: Command, path: readonly string[] = []): readonly Place[] {
  const help = command.createHelp()
  const options = help.visibleOptions(command)
  const commands = help.visibleCommands(command).filter((each) => each.name() !== 'help')
  const words = [
    ...commands.map((each) => ({ text: each.name(), description: each.description() })),
    ...command.registeredArguments.flatMap(({ argChoices = [], description }) =>
      argChoices.map((text) => ({ text, description })),
    ),
    ...options.map(({ long, short, description }) => ({ text: long ?? short ?? '', description })),
  ]
  const values = options.flatMap(({ long, argChoices }) =>
    long != null && argChoices !== undefined ? [[long, argChoices] as const] : [],
  )
  const here = { path, words, values: new Map(values) }
  return [here, ...commands.flatMap((each) => placesOf(each, [...path, each.name()]))]
}

/** A word of a shell: what it contains means nothing to bash and zsh. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

const key = (...words: readonly string[]): string => words.map((word) => ` ${word}`).join('')

const alternatives = (places: readonly Place[]): string =>
  places
    .filter(({ path }) => path.length > 0)
    .map(({ path }) => quoted(key(...path)))
    .join(' | ')

/** The branches of a `case` over the path and the word before the one that is completed. */
const valuesByOption = (places: readonly Place[], branch: (values: readonly string[]) => string): string =>
  places
    .flatMap(({ path, values }) =>
      [...values].map(([flag, each]) => `    ${quoted(key(...path, flag))}) ${branch(each)} ;;\n`),
    )
    .join('')

function bashScript(places: readonly Place[]): string {
  const listed = (texts: readonly string[]) => `listed=${quoted(texts.join(' '))}`
  // Readline also splits words at = and :, so the words are taken from the line.
  return `# Completion of ${NAME} for bash.
_connect_onboarding() {
  local line="\${COMP_LINE:0:COMP_POINT}" word before place='' listed='' n
  local -a typed
  read -ra typed <<< "$line"
  [[ $line == *[[:space:]] ]] && typed+=('')
  for ((n = 1; n < \${#typed[@]} - 1; n++)); do
    case "$place \${typed[n]}" in
      ${alternatives(places)}) place="$place \${typed[n]}" ;;
    esac
  done
  word="\${typed[\${#typed[@]}-1]}" before="\${typed[\${#typed[@]}-2]}"
  if [[ $word == --*=* ]]; then before="\${word%%=*}" word="\${word#*=}"; fi
  case "$place $before" in
${valuesByOption(places, listed)}    *) case "$place" in
${places.map(({ path, words }) => `      ${quoted(key(...path))}) ${listed(words.map(({ text }) => text))} ;;\n`).join('')}    esac ;;
  esac
  COMPREPLY=($(compgen -W "$listed" -- "$word"))
  local stem="\${word%"\${word##*:}"}"
  COMPREPLY=("\${COMPREPLY[@]#"$stem"}")
}
complete -o default -F _connect_onboarding ${NAME}
`
}

function zshScript(places: readonly Place[]): string {
  const described = (words: readonly Word[]) =>
    `listed=(${words.map(({ text, description }) => quoted(`${text.replaceAll(':', '\\:')}:${description}`)).join(' ')})`
  const plain = (texts: readonly string[]) => described(texts.map((text) => ({ text, description: '' })))
  return `#compdef ${NAME}
# Completion of ${NAME} for zsh.
_connect_onboarding() {
  local place='' before="\${words[CURRENT-1]}" word
  local -a listed
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$place $word" in
      ${alternatives(places)}) place="$place $word" ;;
    esac
  done
  case "$place $before" in
${valuesByOption(places, plain)}    *) case "$place" in
${places.map(({ path, words }) => `      ${quoted(key(...path))}) ${described(words)} ;;\n`).join('')}    esac ;;
  esac
  _describe 'word' listed || _files
}
if [ "\${funcstack[1]}" = _connect_onboarding ]; then _connect_onboarding "$@"; else compdef _connect_onboarding ${NAME}; fi
`
}

function fishScript(places: readonly Place[]): string {
  // In single quotes, fish takes a backslash literally, but for one before a quote or a backslash.
  const word = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  const at = (path: readonly string[]) =>
    `complete -c ${NAME} -n "test (__connect_onboarding_place) = ${word(key(...path))}"`
  const lines = places.flatMap(({ path, words, values }) =>
    words.map(({ text, description }) => {
      if (!text.startsWith('--')) return `${at(path)} -f -a ${word(text)} -d ${word(description)}`
      const choices = values.get(text)
      const given = choices === undefined ? '' : ` -x -a ${word(choices.join(' '))}`
      return `${at(path)} -l ${word(text.slice(2))}${given} -d ${word(description)}`
    }),
  )
  const paths = places.filter(({ path }) => path.length > 0).map(({ path }) => word(key(...path)))
  return `# Completion of ${NAME} for fish.
function __connect_onboarding_place
  set -l place ''
  for word in (commandline -opc)[2..-1]
    switch "$place $word"
      case ${paths.join(' ')}
        set place "$place $word"
    end
  end
  echo "$place"
end
${lines.join('\n')}
`
}
