/** The secrets that sign outgoing events. They are derived, so that none is stored. */
export interface EndpointSecrets {
  /** The secret of this version, `whsec_…`: always the same. */
  secretOf(endpointId: string, version: number): string
}
