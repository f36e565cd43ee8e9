/** Tries whether URLs of ours can be reached. */
export interface Reachability {
  /**
   * Requests a URL. Returns why it is not answered as expected: a code of the network, or a status; `undefined` if it is.
   * `contains`: what the answer must contain.
   */
  tryUrl(url: string, expected: { readonly contains?: string }, signal: AbortSignal): Promise<string | undefined>
}
