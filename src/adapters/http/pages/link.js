// The link that this tab acts for. The secret is in the fragment of the link, which no server and no log receives.

const KEPT = 'onboarding-token'
const LENGTH = 'obt_'.length + 43 + 6
const FORM = /^obt_[A-Za-z0-9_-]{43}[0-9a-z]{6}$/
/** Characters that mail programs add where they break a line, and invisible ones that are copied with it. */
const BREAKS = /=\r?\n|[\s\u00ad\u200b-\u200f\u2060\ufeff]/g

/**
 * The link secret in an address, whatever mail programs, chats and people have added around it: tracking parameters,
 * punctuation, another case of the path, a `#` that was encoded. The secret has a fixed form, and its checksum tells it
 * from similar text. `undefined` if there is none, or if it was cut off.
 */
export function secretIn(address) {
  const text = decoded(address)
  for (let at = text.indexOf('obt_'); at !== -1; at = text.indexOf('obt_', at + 1)) {
    const secret = text.slice(at, at + LENGTH)
    if (FORM.test(secret) && checksum(secret.slice(0, -6)) === secret.slice(-6)) return secret
  }
  return undefined
}

/** Whether an address has, or had, a secret in it. */
export const mentionsSecret = (address) => /obt_|token=/i.test(decoded(address))

/** Decodes more than once: programs encode links that are encoded already. */
function decoded(address) {
  let text = address
  for (let round = 0; round < 3; round += 1) text = decodedOnce(text)
  return text.replace(BREAKS, '')
}

function decodedOnce(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
  }
}

/** CRC-32 in base 36, as the service makes it. */
function checksum(text) {
  let crc = -1
  for (let n = 0; n < text.length; n += 1) {
    crc ^= text.charCodeAt(n)
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return `000000${(((crc ^ -1) >>> 0) % 36 ** 6).toString(36)}`.slice(-6)
}

let current = null

/**
 * Makes this the link of the tab. Returns whether it survives a reload. Storage may be blocked or full; then the link
 * stays in the address bar.
 */
export function keepSecret(secret) {
  current = secret
  try {
    sessionStorage.setItem(KEPT, secret)
    return true
  } catch {
    return false
  }
}

/** The link of the tab, or null. */
export function keptSecret() {
  if (current !== null) return current
  try {
    return sessionStorage.getItem(KEPT)
  } catch {
    return null
  }
}
