/** What examples and dashboards show in the place of a secret. */
const PLACEHOLDER = /replace.?me|change.?me|\byour[-_]|placeholder|x{6}|…|\*{3}/i

/** Whether a secret is the text of an example, or one that a dashboard has shortened. */
export const isPlaceholder = (value: string): boolean => PLACEHOLDER.test(value)

/** Fewer different characters than this have not been drawn at random: 32 hexadecimal digits have 14 on average. */
const FEWEST_CHARACTERS = 8

/** Whether a key has been typed rather than drawn at random, such as `aaaa…`. */
export const isTyped = (key: string): boolean => new Set(key).size < FEWEST_CHARACTERS
