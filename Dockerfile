# The service. Runs `serve` by default; other commands: `worker`, `migrate`, `health`, `admin …`.
# Node runs the TypeScript files without a build.

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages/client/package.json packages/client/
COPY packages/stripe-simulator/package.json packages/stripe-simulator/
COPY tools/openapi-types/package.json tools/openapi-types/
# Without the optional packages: the embedded PostgreSQL is only for the demo.
RUN npm ci --omit=dev --omit=optional

FROM node:24-bookworm-slim AS base
# Loopback cannot be reached from outside the container.
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY src ./src
USER node
ENTRYPOINT ["node", "src/server.ts"]

# The Stripe simulator: `docker build --target simulator`. It is no part of the service.
FROM base AS simulator
COPY packages/stripe-simulator ./packages/stripe-simulator
EXPOSE 12111
CMD ["simulator"]

FROM base
EXPOSE 4242
# Checks whether the process is alive, and not whether it is ready: Swarm and others replace a container that fails the
# check, and a new container would not bring back a lost database.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "src/server.ts", "health"]
CMD ["serve"]
