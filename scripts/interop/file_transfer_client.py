#!/usr/bin/python3
"""A client of FileTransfer in another language, made from the .proto alone.

    /usr/bin/python3 scripts/interop/file_transfer_client.py HOST:PORT

Generates its stubs at run time (Debian: python3-grpcio, python3-grpc-tools), then moves bytes both ways against a
running peer, proves them by itself, and checks that failures say why. Stores one file, interop/<random>.bin, in the
peer's share. Exits 0 only if everything was as file_transfer.proto says.
"""

import hashlib
import importlib
import pathlib
import random
import sys
import tempfile
import time
import uuid

import grpc
from grpc_tools import protoc

PROTO_DIR = pathlib.Path(__file__).resolve().parents[2] / "proto" / "src" / "main" / "proto"
PROTO = "parvada/v1/file_transfer.proto"
LEAF = 16 * 1024
PIECE = 1024 * 1024
MESSAGE = 256 * 1024
DEADLINE = 30


def stubs():
    """The generated modules: messages and services."""
    out = tempfile.mkdtemp(prefix="parvada-interop-")
    if protoc.main(["protoc", f"-I{PROTO_DIR}", f"--python_out={out}", f"--grpc_python_out={out}", PROTO]) != 0:
        raise SystemExit("the stubs could not be generated")
    sys.path.insert(0, out)
    return (
        importlib.import_module("parvada.v1.file_transfer_pb2"),
        importlib.import_module("parvada.v1.file_transfer_pb2_grpc"),
    )


def sha256(data):
    return hashlib.sha256(data).digest()


def merkle(hashes, padding, width):
    """The root over hashes, filled up to width with padding."""
    level = hashes + [padding] * (width - len(hashes))
    while len(level) > 1:
        level = [sha256(level[i] + level[i + 1]) for i in range(0, len(level), 2)]
    return level[0]


def power_of_two(n):
    return 1 << max(0, n - 1).bit_length()


def tree(data):
    """BEP 52: (root, layer) of the bytes; the layer is empty for one piece."""
    if not data:
        return sha256(b""), []
    leaves = [sha256(data[i : i + LEAF]) for i in range(0, len(data), LEAF)]
    nothing = bytes(32)
    if len(data) <= PIECE:
        return merkle(leaves, nothing, power_of_two(len(leaves))), []
    a_piece = PIECE // LEAF
    layer = [merkle(leaves[i : i + a_piece], nothing, a_piece) for i in range(0, len(leaves), a_piece)]
    empty_piece = merkle([], nothing, a_piece)
    return merkle(layer, empty_piece, power_of_two(len(layer))), layer


def expect(what, got, wanted):
    if got != wanted:
        raise SystemExit(f"FAILED: {what}: got {got!r:.200}, wanted {wanted!r:.200}")
    print(f"ok: {what}")


def expect_failure(what, call, code, reason):
    """The call fails with this gRPC code, and its google.rpc.Status names this reason."""
    try:
        answer = call()
        if hasattr(answer, "__next__"):
            for _ in answer:
                pass
    except grpc.RpcError as failure:
        details = dict(failure.trailing_metadata()).get("grpc-status-details-bin", b"")
        expect(f"{what}: code", failure.code(), code)
        expect(f"{what}: reason {reason}", reason.encode() in details and b"parvada" in details, True)
        return
    raise SystemExit(f"FAILED: {what}: it succeeded")


class Client:
    def __init__(self, address):
        self.pb, services = stubs()
        self.channel = grpc.insecure_channel(address)
        self.stub = services.FileTransferStub(self.channel)
        self.name = f"interop/{uuid.uuid4().hex[:12]}.bin"
        self.data = random.Random(52).randbytes(3 * PIECE + 5 * LEAF + 17)
        self.root, self.layer = tree(self.data)
        self.content = self.pb.Content(size=len(self.data), root=self.root)

    def dummies(self):
        wanted = 3 * PIECE + 7
        chunks = self.stub.DummyDownload(
            self.pb.DummyDownloadRequest(filename="any", bytes=wanted), timeout=DEADLINE
        )
        expect("dummy download: exact bytes", sum(len(c.data) for c in chunks), wanted)
        sent = [self.pb.DummyChunk(filename="any", data=bytes(n)) for n in (1, 70_000, PIECE)]
        summary = self.stub.DummyUpload(iter(sent), timeout=DEADLINE)
        expect("dummy upload: bytes", summary.received_bytes, 1 + 70_000 + PIECE)
        expect("dummy upload: chunks", summary.chunks, 3)

    def upload(self):
        request = self.pb.OpenUploadRequest(name=self.name, content=self.content)
        state = self.stub.OpenUpload(request, timeout=DEADLINE)
        expect("open upload: hashes needed", state.hashes_needed, True)
        self.cut(state.upload_id)
        state = self.resumed(request)
        expect("resumed upload: first piece is kept", state.missing[0].offset, PIECE)
        receipt = self.stub.Upload(self.chunks(state), timeout=DEADLINE)
        expect("receipt: name", receipt.name, self.name)
        expect("receipt: content", receipt.content, self.content)
        expect("the same again", self.stub.OpenUpload(request, timeout=DEADLINE).already_present, True)
        other = self.pb.OpenUploadRequest(name=self.name, content=self.pb.Content(size=1, root=tree(b"x")[0]))
        expect_failure(
            "other content under the name",
            lambda: self.stub.OpenUpload(other, timeout=DEADLINE),
            grpc.StatusCode.ALREADY_EXISTS,
            "ALREADY_EXISTS",
        )

    def cut(self, upload_id):
        """Hashes and the first piece, then the end: the call fails, what is proven stays."""
        hashes = self.pb.HashChunk(upload_id=upload_id, index=0, hashes=b"".join(self.layer))
        state = self.stub.PutHashes(iter([hashes]), timeout=DEADLINE)
        expect("put hashes: proven", state.hashes_needed, False)
        first = [
            self.pb.UploadChunk(upload_id=upload_id, offset=at, data=self.data[at : at + MESSAGE])
            for at in range(0, PIECE, MESSAGE)
        ]
        expect_failure(
            "upload that ends early",
            lambda: self.stub.Upload(iter(first), timeout=DEADLINE),
            grpc.StatusCode.INVALID_ARGUMENT,
            "INVALID_REQUEST",
        )

    def resumed(self, request):
        state = self.stub.OpenUpload(request, timeout=DEADLINE)
        if state.hashes_needed:
            hashes = self.pb.HashChunk(upload_id=state.upload_id, index=0, hashes=b"".join(self.layer))
            state = self.stub.PutHashes(iter([hashes]), timeout=DEADLINE)
        return state

    def chunks(self, state):
        for part in state.missing:
            for at in range(part.offset, part.offset + part.length, MESSAGE):
                end = min(at + MESSAGE, part.offset + part.length)
                yield self.pb.UploadChunk(upload_id=state.upload_id, offset=at, data=self.data[at:end])

    def stat(self, ref):
        """Asks again while the peer is hashing, as RetryInfo says."""
        until = time.monotonic() + DEADLINE
        while True:
            try:
                return self.stub.Stat(ref, timeout=DEADLINE)
            except grpc.RpcError as failure:
                if failure.code() != grpc.StatusCode.UNAVAILABLE or time.monotonic() > until:
                    raise
                time.sleep(0.5)

    def download(self):
        by_name = self.pb.FileRef(name=self.name)
        by_content = self.pb.FileRef(content=self.content)
        info = self.stat(by_name)
        expect("stat: size", info.size, len(self.data))
        expect("stat: root", info.root, self.root)
        expect("stat: sha256 read here, or not yet", info.sha256 in (b"", sha256(self.data)), True)
        expect("stat by content: name", self.stat(by_content).name, self.name)
        hashes = self.stub.GetHashes(self.pb.HashRequest(content=self.content), timeout=DEADLINE)
        expect("hashes: the layer", b"".join(c.hashes for c in hashes), b"".join(self.layer))
        for what, ref in (("by name", by_name), ("by content", by_content)):
            whole = self.bytes(self.pb.DownloadRequest(file=ref))
            expect(f"download {what}: sha256", sha256(whole), sha256(self.data))
        part = self.bytes(self.pb.DownloadRequest(file=by_name, offset=PIECE - 3, length=LEAF))
        expect("download of a range", part, self.data[PIECE - 3 : PIECE - 3 + LEAF])

    def bytes(self, request):
        got = bytearray()
        for chunk in self.stub.Download(request, timeout=DEADLINE):
            expect_offset = request.offset + len(got)
            if chunk.offset != expect_offset:
                raise SystemExit(f"FAILED: a chunk at {chunk.offset}, wanted {expect_offset}")
            got += chunk.data
        return bytes(got)

    def failures(self):
        pb, stub, code = self.pb, self.stub, grpc.StatusCode
        named = lambda name: lambda: stub.Stat(pb.FileRef(name=name), timeout=DEADLINE)
        expect_failure("a file that is not there", named("interop/none"), code.NOT_FOUND, "FILE_NOT_FOUND")
        for name in ("../x", "/etc/passwd", "a//b", "a\\b", "a\0b", "", ".parvada/identity", "x" * 256):
            expect_failure(f"the name {name!r:.20}", named(name), code.INVALID_ARGUMENT, "INVALID_NAME")
        expect_failure(
            "neither name nor content", lambda: stub.Stat(pb.FileRef()), code.INVALID_ARGUMENT, "INVALID_REQUEST"
        )
        past_the_end = pb.DownloadRequest(file=pb.FileRef(name=self.name), offset=len(self.data) + 1)
        expect_failure(
            "a range outside the file", lambda: stub.Download(past_the_end), code.OUT_OF_RANGE, "INVALID_RANGE"
        )
        raw = self.channel.unary_unary("/parvada.v1.FileTransfer/Stat")
        expect_failure(
            "a request that is no protobuf", lambda: raw(b"\xff\xff\xff"), code.INVALID_ARGUMENT, "INVALID_REQUEST"
        )

    def operations(self):
        health, call = self.channel.unary_unary("/grpc.health.v1.Health/Check").with_call(b"", timeout=DEADLINE)
        expect("health: SERVING", health, b"\x08\x01")
        header = dict(call.initial_metadata()).get("parvada-peer-id", "")
        expect("the answer says which peer answered", len(header), 26)
        reflection = self.channel.stream_stream("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo")
        listed = next(reflection(iter([b"\x3a\x01*"]), timeout=DEADLINE))
        expect("reflection lists the service", b"parvada.v1.FileTransfer" in listed, True)


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    client = Client(sys.argv[1])
    client.dummies()
    client.upload()
    client.download()
    client.failures()
    client.operations()
    print("all as the .proto says")


if __name__ == "__main__":
    main()
