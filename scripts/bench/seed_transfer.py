#!/usr/bin/python3
"""Moves a file as the Python projects that Parvada comes from do: grpcio, 64 KiB messages, nothing verified or synced.

    seed_transfer.py STUBS generate
    seed_transfer.py STUBS serve PORT DIRECTORY
    seed_transfer.py STUBS download PORT NAME TARGET
    seed_transfer.py STUBS upload PORT SOURCE NAME

A stand-in for the benchmark only: it trusts every name. STUBS is a directory for the generated modules.
"""

import concurrent.futures
import importlib
import pathlib
import sys

import grpc

HERE = pathlib.Path(__file__).resolve().parent
CHUNK = 64 * 1024


def generate(stubs):
    from grpc_tools import protoc

    code = protoc.main(
        ["protoc", f"-I{HERE}", f"--python_out={stubs}", f"--grpc_python_out={stubs}", "seed_transfer.proto"]
    )
    raise SystemExit(code)


def chunks(path, pb, name=""):
    with open(path, "rb") as file:
        while data := file.read(CHUNK):
            yield pb.Chunk(name=name, data=data)


def store(directory, stream):
    """Appends each chunk to the file that the first one names; the number of bytes."""
    file, count = None, 0
    for chunk in stream:
        file = file or open(directory / chunk.name, "wb")
        count += file.write(chunk.data)
    if file:
        file.close()
    return count


def serve(pb, service, port, directory):
    directory = pathlib.Path(directory)

    class Transfer(service.TransferServicer):
        def Download(self, request, context):
            yield from chunks(directory / request.name, pb)

        def Upload(self, stream, context):
            return pb.Summary(received_bytes=store(directory, stream))

    server = grpc.server(concurrent.futures.ThreadPoolExecutor(max_workers=10))
    service.add_TransferServicer_to_server(Transfer(), server)
    server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    server.wait_for_termination()


def download(pb, service, port, name, target):
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel, open(target, "wb") as out:
        for chunk in service.TransferStub(channel).Download(pb.FileName(name=name)):
            out.write(chunk.data)


def upload(pb, service, port, source, name):
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        service.TransferStub(channel).Upload(chunks(source, pb, name))


def main():
    stubs, action, *arguments = sys.argv[1:]
    if action == "generate":
        generate(stubs)
    sys.path.insert(0, stubs)
    pb = importlib.import_module("seed_transfer_pb2")
    service = importlib.import_module("seed_transfer_pb2_grpc")
    {"serve": serve, "download": download, "upload": upload}[action](pb, service, *arguments)


if __name__ == "__main__":
    main()
