"""A minimal stand-in for curl, so that documented commands can be tested on machines without it."""

import sys
from pathlib import Path

import httpx


def main(words: list[str]) -> None:
    """Asks as `curl [-s] [-I] [-w FORMAT] [-X METHOD] [-d BODY] [-F NAME=@FILE] [-H HEADER] URL` does."""
    headers, method, written, url, body, parts = {}, "GET", "", "", None, {}
    rest = iter(words)
    for word in rest:
        if word == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name] = value
        elif word == "-w":
            written = next(rest)
        elif word == "-X":
            method = next(rest)
        elif word == "-d":
            method, body = "POST", next(rest)
        elif word == "-F":
            method, (name, _, file) = "POST", next(rest).partition("=@")
            parts[name] = (Path(file).name, Path(file).read_bytes())
        elif word in ("-s", "-sI", "-sS"):
            method = "HEAD" if "I" in word else method
        else:
            url = word
    reply = httpx.request(method, url, headers=headers, content=body, files=parts or None, timeout=30, trust_env=False)
    if method == "HEAD":
        print(
            f"HTTP/1.1 {reply.status_code}\r",
            *(f"{name}: {value}\r" for name, value in reply.headers.items()),
            sep="\n",
        )
    sys.stdout.write(reply.text + written.replace("\\n", "\n").replace("%{http_code}", str(reply.status_code)))


if __name__ == "__main__":
    main(sys.argv[1:])
