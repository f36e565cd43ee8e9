import { readableOn, textColorOn } from '../../shared/text-color.ts'

/** The backgrounds of pages, as in `pages.css`. */
const LIGHT = ['#f3f5f9', '#ffffff']
const DARK = ['#12151c', '#1b2029']

/** Buttons in the colour of a platform, with a text that can be read on it, and links in the nearest that can be read. */
export const accentCss = (color: string): string =>
  `:root { --accent: ${color}; --on-accent: ${textColorOn(color)}; --link: ${readableOn(LIGHT, color)}; }\n` +
  `@media (prefers-color-scheme: dark) { :root { --link: ${readableOn(DARK, color)}; } }\n`
