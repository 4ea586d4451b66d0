# One image for web, worker and beat; what a container does is its command (docker-compose.yml).
FROM python:3.13-slim-bookworm AS build
ENV UV_PYTHON_DOWNLOADS=never UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_NO_CACHE=1
WORKDIR /app
RUN pip install --no-cache-dir "uv>=0.9"
COPY pyproject.toml uv.lock .python-version ./
RUN uv sync --locked --no-dev
COPY . .
# Styles, scripts and fonts belong to the image: hashed, compressed, the same in every container.
RUN UUCME_VAR_DIR=/tmp/build UUCME_STATIC_ROOT=/app/staticfiles DJANGO_SECRET_KEY=only-to-collect-static-files \
    .venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.13-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /data uucme \
    && install -d -o uucme -g uucme /data
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    UUCME_VAR_DIR=/data \
    UUCME_STATIC_ROOT=/app/staticfiles \
    UUCME_LOG_JSON=1
USER uucme
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "-c", "python:uucme.gunicorn", "uucme.wsgi"]
