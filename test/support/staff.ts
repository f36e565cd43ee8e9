import { ADMIN_KEY, type startService } from './service.ts'

type Service = Awaited<ReturnType<typeof startService>>

/** The platform's staff, on a separate instance: what it does to a token while a client opens it. */
export function staff({ call }: Service) {
  const admin = { authorization: `Bearer ${ADMIN_KEY}` }

  async function did(path: string, status: number) {
    const answer = await call('POST', path, undefined, admin)
    if (answer.status !== status) throw new Error(`${path}: ${answer.status} ${answer.text}`)
    return answer.body
  }

  return {
    /** Revokes a token. Returns until when account links that were handed out may still work. */
    revoke: (tokenId: string): Promise<{ status: string; linksOutstandingUntil: string | null }> =>
      did(`/api/v1/onboarding-tokens/${tokenId}/revoke`, 200),

    /** Replaces a client's open token. */
    async replace(clientId: string): Promise<{ tokenId: string; token: string }> {
      const { onboarding } = await did(`/api/v1/clients/${clientId}/onboarding-tokens`, 201)
      return { tokenId: onboarding.tokenId, token: onboarding.token }
    },
  }
}
