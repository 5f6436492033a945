# The studio for a classroom, under a user that is not root:
#   docker build -t credopolis .
#   docker run --rm -p 8420:8420 credopolis
# It prints the address with its token, which a browser must know; CREDOPOLIS_TOKEN sets one. Nothing is kept but the
# container's own cache of compiled kernels. Between container and browsers nothing is encrypted.
FROM python:3.13-slim

RUN pip install --no-cache-dir "uv>=0.8" \
    && useradd --create-home --uid 10001 credopolis
WORKDIR /opt/credopolis
COPY pyproject.toml uv.lock README.md LICENSE ./
COPY src src
RUN uv sync --frozen --no-cache --no-default-groups --no-editable --extra studio

USER credopolis
WORKDIR /home/credopolis
ENV PATH=/opt/credopolis/.venv/bin:$PATH
# Kernels for this machine's processor, so that the first society need not wait for the compiler.
RUN credopolis run --people 1k --years 1 --out /tmp/first --quiet && rm -r /tmp/first

EXPOSE 8420
CMD ["sh", "-c", "exec credopolis studio --host 0.0.0.0 --port 8420 --no-open --token \"${CREDOPOLIS_TOKEN:-$(python -c 'import secrets; print(secrets.token_urlsafe(18))')}\""]
