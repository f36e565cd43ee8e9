import { ADMIN_KEY, type startService } from './service.ts'

type Service = Awaited<ReturnType<typeof startService>>

/** The platform's staff, at an instance of its own: what is done to a token while somebody opens it. */
export function staff({ call }: Service) {
  const admin = { authorization: `Bearer ${ADMIN_KEY}` }

  async function did(path: string, status: number) {
    const answer = await call('POST', path, undefined, admin)
    if (answer.status !== status) throw new Error(`${path}: ${answer.status} ${answer.text}`)
    return answer.body
  }

  return {
    /** Withdraws a token; says until when links that were handed out before may still work. */
    revoke: (tokenId: string): Promise<{ status: string; linksOutstandingUntil: string | null }> =>
      did(`/api/v1/onboarding-tokens/${tokenId}/revoke`, 200),

    /** Gives a client a new token in the place of its open one. */
    async replace(clientId: string): Promise<{ tokenId: string; token: string }> {
      const { onboarding } = await did(`/api/v1/clients/${clientId}/onboarding-tokens`, 201)
      return { tokenId: onboarding.tokenId, token: onboarding.token }
    },
  }
}
