const KEYWORDS = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global if
  import in is lambda nonlocal not or pass raise return try while with yield`.split(/\s+/),
)

const words = (name: string) => name.split(/(?=[A-Z])|[^A-Za-z0-9]+/)

export const isIdentifier = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name) && !KEYWORDS.has(name)

/** `clientId` and `idempotency-key` as arguments: `client_id`, `idempotency_key`. */
export function snakeCase(name: string): string {
  const snake = words(name).join('_').toLowerCase()
  return KEYWORDS.has(snake) ? `${snake}_` : snake
}

/** `client.invited` and `listClients` as types: `ClientInvited`, `ListClients`. */
export const pascalCase = (name: string): string =>
  words(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
