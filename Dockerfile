# The server alone: one static program, the sample zones, nothing else.
#
#   docker build -t mxd .
#   docker run --rm -p 5300:53/udp -p 5300:53/tcp mxd
#   dig @127.0.0.1 -p 5300 example.com MX
#
# Your own zones: -v "$PWD/zones:/etc/mxd/zones:ro".  More in docs/image.md.

FROM docker.io/library/debian:bookworm-slim AS build
COPY packages.txt /mxd/
RUN apt-get -qq update && \
    apt-get -qq install -y --no-install-recommends \
        $(awk '$1 == "build" { print $2 }' /mxd/packages.txt)
COPY meson.build meson_options.txt /mxd/
COPY src /mxd/src
COPY tests/rules /mxd/tests/rules
RUN meson setup /build /mxd --prefix=/ --bindir=. \
        -Dstatic=true -Dcontrol=disabled -Dtests=false -Db_lto=true -Dwerror=true && \
    DESTDIR=/image meson install -C /build --strip
# Only the zones of the folder itself: zones/broken/ is there to be refused.
COPY zones/*.zone /image/etc/mxd/zones/

FROM scratch
COPY --from=build /image /
USER 65532:65532
VOLUME /etc/mxd/zones
EXPOSE 53/udp 53/tcp
HEALTHCHECK --interval=10s --timeout=3s --start-period=2s \
    CMD ["/mxd", "health", "127.0.0.1@53"]
ENTRYPOINT ["/mxd"]
CMD ["serve", "--listen", "0.0.0.0@53", "--listen", "::@53", "/etc/mxd/zones"]
