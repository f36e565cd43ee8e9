import { readFileSync } from 'node:fs'

/** The blocks of a Markdown page that readers paste into a shell. */
export const shellBlocks = (page: string): string[] =>
  [...readFileSync(page, 'utf8').matchAll(/^```(?:sh|bash|shell|console)\n([\s\S]*?)^```/gm)].map(
    ([, block = '']) => block,
  )
