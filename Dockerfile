# The service. Runs `serve` by default; other commands: `worker`, `migrate`, `simulator`, `health`, `admin …`.
# Node runs the TypeScript files without a build.

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages/client/package.json packages/client/
COPY packages/stripe-simulator/package.json packages/stripe-simulator/
COPY tools/openapi-types/package.json tools/openapi-types/
# Without the optional packages: the embedded PostgreSQL is only for the demo.
RUN npm ci --omit=dev --omit=optional

FROM node:24-bookworm-slim
# Loopback cannot be reached from outside the container.
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY src ./src
COPY packages ./packages
USER node
EXPOSE 4242
# Checks whether the process is alive, and not whether it is ready: Swarm and others replace a container that fails the
# check, and a new container would not bring back a lost database.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "src/server.ts", "health"]
ENTRYPOINT ["node", "src/server.ts"]
CMD ["serve"]
