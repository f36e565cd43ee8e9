import t from 'tap'
import { createOnboardingClient, type Problem } from '#client'
import { ACCOUNT_LINK } from '../support/account-links.ts'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'

t.test('the typed client', async (t) => {
  const service = await startService(t, await surroundings(t))
  const staff = createOnboardingClient({ baseUrl: service.url, apiKey: ADMIN_KEY })
  const holder = createOnboardingClient({ baseUrl: service.url })

  async function invited(email: string) {
    const { data, error } = await staff.POST('/api/v1/clients', { body: { name: 'Ada Lovelace', email } })
    if (error) throw new Error(error.code)
    return data
  }

  t.test('goes the whole way: invite, preview, open, show, sync, events, a new link, revoke', async (t) => {
    const { client, onboarding } = await invited('ada@example.com')
    const params = { path: { clientId: client.id } }
    const body = { token: onboarding.token }

    const preview = await holder.POST('/api/v1/onboard-client/preview', { body })
    t.match(preview.data, { clientName: 'Ada Lovelace', purpose: 'onboarding', status: 'pending' })

    const opened = await holder.POST('/api/v1/onboard-client', { body })
    t.match(opened.data?.url, ACCOUNT_LINK)
    const byUrl = await holder.GET('/api/v1/onboard-client', { params: { query: body } })
    t.not(byUrl.data?.url, opened.data?.url)

    const shown = await staff.GET('/api/v1/clients/{clientId}', { params })
    t.match(shown.data, { client, onboarding: { status: 'in_progress' }, account: { readiness: 'onboarding' } })
    const synced = await staff.POST('/api/v1/clients/{clientId}/sync', { params })
    t.equal(synced.data?.account?.id, shown.data?.account.id)

    const again = await staff.POST('/api/v1/clients/{clientId}/onboarding-tokens', { params })
    const tokenId = again.data?.onboarding.tokenId ?? ''
    t.not(tokenId, onboarding.tokenId)
    const revoked = await staff.POST('/api/v1/onboarding-tokens/{tokenId}/revoke', { params: { path: { tokenId } } })
    t.equal(revoked.data?.status, 'revoked')

    const events = await staff.GET('/api/v1/clients/{clientId}/events', {
      params: { ...params, query: { limit: 2 } },
    })
    t.strictSame(
      events.data?.data.map(({ type, to }) => [type, to]),
      [
        ['token_revoked', 'revoked'],
        ['token_issued', 'pending'],
      ],
    )
    t.type(events.data?.nextCursor, 'string')
  })

  t.test('gives errors as problems, typed by the codes that the route can answer', async (t) => {
    await invited('grace@example.com')
    const twice = await staff.POST('/api/v1/clients', { body: { name: 'Grace', email: 'grace@example.com' } })
    const problem: Problem | undefined = twice.error
    t.match(problem, { status: 409, code: 'CLIENT_EXISTS', retryable: false })

    const stranger = await holder.POST('/api/v1/onboard-client/preview', { body: { token: 'obt_none' } })
    t.equal(stranger.error?.code, 'TOKEN_NOT_FOUND')
    // @ts-expect-error: this route has nothing to do with clients
    t.notOk(stranger.error?.code === 'CLIENT_NOT_FOUND')
    const nobody = await holder.POST('/api/v1/clients', { body: { name: 'Grace', email: 'grace@example.com' } })
    t.equal(nobody.error?.code, 'UNAUTHENTICATED')
  })
})
