# One binary in a small image.
#
#     docker build -t steward .
#     docker run -p 8080:8080 -v steward:/data -e STEWARD_BASE_URL=http://localhost:8080 steward

# The browser files.
FROM node:22-slim AS web
WORKDIR /web
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

# The binary that embeds them.
FROM rust:1.95-slim-bookworm AS build
# The allocator is built by make.
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
ENV STEWARD_NODE_MODULES=/web/node_modules
COPY --from=web /web/node_modules /web/node_modules
WORKDIR /build
COPY . .
RUN cargo build --release --locked --bin steward

# What runs.
FROM debian:bookworm-slim
RUN groupadd --gid 10001 steward \
    && useradd --uid 10001 --gid steward --no-create-home --shell /usr/sbin/nologin steward \
    && install --directory --owner steward --group steward --mode 0700 /data
COPY --from=build /build/target/release/steward /usr/local/bin/steward
USER steward
ENV STEWARD_LISTEN=0.0.0.0:8080 STEWARD_DATA=/data
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["steward"]
