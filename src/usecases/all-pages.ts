import type { Page } from '../ports/onboarding-queries.ts'

/** The items of all pages. */
export async function* allPages<T>(page: (after?: string) => Promise<Page<T>>): AsyncGenerator<T> {
  let after: string | undefined
  do {
    const { items, next } = await page(after)
    yield* items
    after = next
  } while (after !== undefined)
}
