/** The colour, white or nearly black, in which text on a colour such as `#0b57d0` is easiest to read. At least 4.5:1. */
export function textColorOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    linear(Number.parseInt(color.slice(at, at + 2), 16) / 255),
  )
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  // Where both have the same contrast.
  return luminance > 0.179 ? '#000000' : '#ffffff'
}

const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
