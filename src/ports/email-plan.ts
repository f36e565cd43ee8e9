/** When clients are to be told again. */
export interface EmailPlan {
  /** Clients whose moment has come, the longest due first, at most `limit`. The domain decides whether it has. */
  due(limit: number): Promise<readonly { readonly clientId: string; readonly platform: string }[]>
}
