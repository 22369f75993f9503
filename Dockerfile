# The bot as a small image: docs/running.md. All that the bot is made of is pinned by hash in uv.lock.
FROM python:3.11-slim-bookworm AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --locked --no-dev --no-install-project --no-cache
COPY bot bot
COPY cogs cogs
COPY storage storage
RUN uv sync --locked --no-dev --no-editable --no-cache

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --create-home --home-dir /data goodask
COPY --from=build /app/.venv /app/.venv
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 HEALTH_PORT=8080 LOG_FORMAT=json
USER 10001
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=30s --timeout=15s --start-period=90s --retries=3 CMD ["goodask", "health"]
ENTRYPOINT ["goodask"]
CMD ["run"]
