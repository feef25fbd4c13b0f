# Two stages: build with the Rust toolchain, run as nobody in an image without a shell.
#
#   docker build -t habeas .
#   docker run --rm -p 8080:8080 -v "$PWD/habeas:/etc/habeas" --user "$(id -u):$(id -g)" habeas serve

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
# The target folder and the registry stay in the builder's cache: a second build compiles what changed only.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked && cp target/release/habeas /habeas

# glibc, certificates, time zones; no shell, no package manager; user 65532.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /habeas /usr/local/bin/habeas
ENV HABEAS_CONFIG=/etc/habeas/habeas.toml HABEAS_PORTAL__LISTEN=0.0.0.0:8080 HABEAS_LOGS__FORMAT=json
EXPOSE 8080
ENTRYPOINT ["/usr/local/bin/habeas"]
CMD ["serve"]
