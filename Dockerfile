# The service: `serve`, or what is given instead of it: `worker`, `migrate`, `simulator`, `admin …`.
# Node runs the TypeScript as it is.

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages/client/package.json packages/client/
COPY packages/stripe-simulator/package.json packages/stripe-simulator/
COPY tools/openapi-types/package.json tools/openapi-types/
# Without the optional packages: the embedded PostgreSQL is for looking at the service, not for running it.
RUN npm ci --omit=dev --omit=optional

FROM node:24-bookworm-slim
# Inside a container, loopback would reach nobody.
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY src ./src
COPY packages ./packages
USER node
EXPOSE 4242
# Is the process alive? Not /readyz: Swarm and others replace a container that fails this, and a new one would not
# bring a lost database back.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 4242) + '/livez').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "src/server.ts"]
CMD ["serve"]
