# The suite with its browsers, for those who live in containers: docker compose run --rm suite
# Playwright's own image has the browsers of exactly one version: the one in requirements.lock.
ARG PLAYWRIGHT=v1.64.1-noble
FROM mcr.microsoft.com/playwright/python:${PLAYWRIGHT}

RUN apt-get update \
    && apt-get install --yes --no-install-recommends make python3-venv \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /suite
COPY requirements.lock Makefile ./
COPY harness/provision/environment.sh harness/provision/
RUN make .venv/installed
COPY . .
RUN chown -R pwuser:pwuser /suite
USER pwuser

ENTRYPOINT [".venv/bin/python", "-m", "pytest"]
