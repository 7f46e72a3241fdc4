# The sidecar's image: one static binary, a CA bundle, nothing else.
#   docker build --tag atalaya-sidecar .
FROM swift:6.3-bookworm AS build

# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /build
COPY . .
RUN Scripts/image-root /image

FROM scratch
COPY --from=build /image /

# Numbers, because an image from scratch has no names for them.
USER 65532:65532
# In a container the port is only reachable where somebody publishes it; on a host the default is loopback.
ENV ATALAYA_LISTEN=0.0.0.0:9464 \
    ATALAYA_CHECKPOINT_DIRECTORY=/var/lib/atalaya/checkpoints
VOLUME ["/var/lib/atalaya"]
EXPOSE 9464
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["/usr/bin/atalaya-sidecar", "--check-health"]
ENTRYPOINT ["/usr/bin/atalaya-sidecar"]
