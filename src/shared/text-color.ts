/** The colour, white or black, in which text on a colour such as `#0b57d0` is easiest to read. At least 4.5:1. */
export function textColorOn(color: string): string {
  // Where both have the same contrast.
  return luminanceOf(partsOf(color)) > 0.179 ? '#000000' : '#ffffff'
}

/** Contrast that text needs to be read (WCAG 2.2, AA). */
const ENOUGH = 4.5
const STEPS = 20

/**
 * The colour, as far as it must be mixed with black or white so that text in it can be read on all of these backgrounds,
 * which are all light or all dark.
 */
export function readableOn(backgrounds: readonly string[], color: string): string {
  const under = backgrounds.map((background) => luminanceOf(partsOf(background)))
  const towards = under.every((luminance) => luminance > 0.179) ? 0 : 255
  for (let step = 0; step < STEPS; step += 1) {
    const mixed = partsOf(color).map((part) => Math.round(part + ((towards - part) * step) / STEPS))
    if (under.every((luminance) => contrast(luminance, luminanceOf(mixed)) >= ENOUGH)) return hexOf(mixed)
  }
  return hexOf([towards, towards, towards])
}

const partsOf = (color: string): readonly number[] =>
  [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16))

const hexOf = (parts: readonly number[]): string =>
  `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`

const contrast = (one: number, other: number): number => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)

const luminanceOf = ([red = 0, green = 0, blue = 0]: readonly number[]): number =>
  0.2126 * linear(red / 255) + 0.7152 * linear(green / 255) + 0.0722 * linear(blue / 255)

const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
