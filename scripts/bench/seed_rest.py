#!/usr/bin/python3
"""One peer of a network as the Python projects that Parvada comes from do it: FastAPI, uvicorn and requests.

    seed_rest.py PORT DIRECTORY FRIEND...

A stand-in for the benchmark only. /files lists the directory; /locate looks there, then asks one friend after the other,
each on a connection of its own and for 5 s at most.
"""

import os
import sys

import fastapi
import requests
import uvicorn

TIMEOUT_SECONDS = 5

port, directory, *friends = sys.argv[1:]
own = f"http://127.0.0.1:{port}"
app = fastapi.FastAPI()


def shared():
    with os.scandir(directory) as entries:
        return [{"name": entry.name, "size": entry.stat().st_size} for entry in entries if entry.is_file()]


@app.get("/files")
def files():
    return {"peer": own, "files": shared()}


@app.get("/locate")
def locate(filename: str):
    sources, unreachable = [], []
    if any(file["name"] == filename for file in shared()):
        sources.append(own)
    for friend in friends:
        try:
            answer = requests.get(f"{friend}/files", timeout=TIMEOUT_SECONDS).json()
        except requests.RequestException:
            unreachable.append(friend)
            continue
        if any(file["name"] == filename for file in answer["files"]):
            sources.append(friend)
    return {"filename": filename, "found": bool(sources), "sources": sources, "unreachable": unreachable}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(port))
