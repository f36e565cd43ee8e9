// What is on the page, and how to change it.
import { OFFLINE, WAITING, type Message } from './messages.ts'

export function element(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector)
  if (found === null) throw new Error(`the page has no ${selector}`)
  return found
}

/** What can be clicked, by what it says. */
export type Ways = Readonly<Record<string, () => unknown>>

/** Stripe's script loads once for each page, so another try starts the page again. */
export const AGAIN: Ways = { 'Try again': () => location.reload() }

/** Shows this, and nothing of what was shown before but Stripe's form. */
export function show({ title, text }: Message, ways: Ways = {}, { asks }: { asks?: 'code' | 'terms' } = {}): void {
  document.title = element('#title').textContent = title
  element('#text').textContent = text
  element('#code').hidden = asks !== 'code'
  element('#terms').hidden = asks !== 'terms'
  element('#ways').replaceChildren(
    ...Object.entries(ways).map(([words, act]) => {
      const button = Object.assign(document.createElement('button'), { type: 'button', textContent: words })
      button.addEventListener('click', () => void run(act))
      return button
    }),
  )
  // What had the focus may be gone.
  if (document.activeElement === document.body) element('#title').focus()
}

/** Runs a step of the page; a request that gets no answer ends it. */
export async function run(step: () => unknown): Promise<void> {
  show(WAITING)
  try {
    await step()
  } catch (error) {
    console.error(error)
    show(OFFLINE, AGAIN)
  }
}
