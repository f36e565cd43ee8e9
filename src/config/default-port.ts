/** The port that the service listens on. A file of its own, so that a health check loads nothing else. */
export const DEFAULT_PORT = 4242
