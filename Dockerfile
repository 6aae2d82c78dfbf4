# One image with all of Docket's programs; docker-compose.yml starts each service from it.
FROM swift:6.3-bookworm AS build
RUN apt-get update -q \
    && DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends libsqlite3-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
# The packages first: they are fetched again only when the manifest changes.
COPY Package.swift ./
RUN mkdir -p Services Shared Tests && swift package resolve
COPY Services Services
COPY Shared Shared
COPY Tests Tests
RUN swift build -c release --static-swift-stdlib --explicit-target-dependency-import-check error -Xlinker -s \
    && mkdir /out \
    && cp -r .build/release/orders .build/release/stock .build/release/shipping .build/release/dispatch-orchestrator \
        .build/release/docket .build/release/*.resources /out/

FROM debian:bookworm-slim
RUN apt-get update -q \
    && DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends libsqlite3-0 libcurl4 libxml2 curl ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin docket \
    && install -d -o docket -g docket -m 0700 /data
COPY --from=build /out/ /usr/local/bin/
USER docket
ENV DOCKET_DATA_DIR=/data
VOLUME /data
CMD ["docket", "--help"]
