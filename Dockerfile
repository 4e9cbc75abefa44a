# Jejak's own image: hashed packages first, then Jejak without any further download, run by a user without rights.
FROM python:3.11.13-slim-bookworm AS build
WORKDIR /build
RUN python -m venv /opt/jejak
COPY requirements/base.txt requirements/base.txt
RUN /opt/jejak/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/base.txt
COPY pyproject.toml hatch_build.py README.md LICENSE NOTICE ./
COPY src src
RUN /opt/jejak/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps .

FROM python:3.11.13-slim-bookworm
RUN useradd --create-home --uid 10001 jejak \
    && install --directory --owner jejak --group jejak --mode 0700 /cases
COPY --from=build /opt/jejak /opt/jejak
ENV PATH=/opt/jejak/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER jejak
# The disk is read-only later: what is compiled now is what every start finds.
RUN jejak warm
WORKDIR /cases
VOLUME /cases
EXPOSE 8050
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=5 \
    CMD ["python", "-c", "import socket; socket.create_connection(('127.0.0.1', 8050), 5).close()"]
ENTRYPOINT ["jejak"]
CMD ["--help"]
