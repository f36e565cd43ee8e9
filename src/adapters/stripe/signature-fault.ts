import type { Stripe } from 'stripe'
import type { SignatureFault } from '../../ports/event-verifier.ts'

/** Checks a signature over this body; `tolerance` in seconds, 0 for none. */
export function isSigned(
  { stripe, secrets }: { readonly stripe: Stripe; readonly secrets: readonly string[] },
  body: Buffer,
  signature: string,
  tolerance: number,
): boolean {
  return secrets.some((secret) => {
    try {
      return stripe.webhooks.signature?.verifyHeader(body, signature, secret, tolerance) ?? false
    } catch {
      // Catches all errors: a signature with non-ASCII characters makes the SDK throw a RangeError, not its own error
      // class.
      return false
    }
  })
}

/** Why a signature is refused, as far as it shows. */
export function signatureFault(
  verifying: { readonly stripe: Stripe; readonly secrets: readonly string[] },
  body: Buffer,
  signature: string,
  now: number,
): SignatureFault {
  if (isSigned(verifying, body, signature, 0)) {
    const [, signedAt] = /(?:^|,)t=(\d+)/.exec(signature) ?? []
    return { cause: 'clock', ageSeconds: Math.round(now / 1000) - Number(signedAt) }
  }
  const isAltered = otherForms(body).some((form) => isSigned(verifying, Buffer.from(form), signature, 0))
  return { cause: isAltered ? 'body' : 'secret' }
}

/** What a proxy may have received, if it has formatted JSON anew. Stripe indents events of v1 by two spaces. */
function otherForms(body: Buffer): string[] {
  const text = body.toString('utf8')
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    return [text.trim(), `${text}\n`]
  }
  const [compact, indented] = [JSON.stringify(content), JSON.stringify(content, undefined, 2)]
  return [text.trim(), compact, indented, `${compact}\n`, `${indented}\n`, text.replaceAll('\r\n', '\n')]
}
