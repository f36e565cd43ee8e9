/** When clients are to be told again. */
export interface EmailPlan {
  /** The ids of a platform's clients whose moment has come, the longest due first, at most `limit`. The domain decides whether it has. */
  due(platform: string, limit: number): Promise<readonly string[]>
}
