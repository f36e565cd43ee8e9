/** The statements that are sent by name, and their names. The texts are few: a value in one is one of a few. */
const NAMES = new Map<string, string>()

/** Has this statement sent by name from now on. */
export function nameStatement(text: string): void {
  if (!NAMES.has(text)) NAMES.set(text, `onboarding_${NAMES.size + 1}`)
}

/** The name that this statement is sent by; `undefined` for one that is parsed and planned each time. */
export const nameOf = (text: string): string | undefined => NAMES.get(text)
