"""Clients and functions that are not JavaScript: starts the emulator on the project beside this file and talks to it
with websockets and boto3, which a function of the project uses too. Prints a line for each check, and fails when one of them does.

    python3 test/python/smoke.py
"""

import asyncio
import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import boto3
import websockets
from botocore.config import Config
from botocore.exceptions import ClientError

HERE = Path(__file__).resolve().parent
EMULATOR = HERE.parent.parent / "bin" / "emulator.js"
PATIENCE = 20
"""Seconds that anything may take."""


def start(cache):
    command = [shutil.which("node"), str(EMULATOR), "start", "--port", "0", "--log-format", "json"]
    # Functions run in the Python that has boto3, which is this one.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "EMULATOR_CACHE_DIR": cache, "PATH": path}
    return subprocess.Popen(command, cwd=HERE / "project", env=environment, stdout=subprocess.PIPE, text=True)


def drain(stream):
    """Reads on, so that the emulator never waits for a reader."""
    for _line in stream:
        pass


class Clients:
    def __init__(self, ready):
        (api,) = ready["apis"]
        self.url = api["url"]
        self.port = api["port"]
        options = {
            "region_name": "us-east-1",
            "aws_access_key_id": "x",
            "aws_secret_access_key": "x",
            "config": Config(retries={"max_attempts": 0}, connect_timeout=PATIENCE, read_timeout=PATIENCE),
        }
        self.management = boto3.client(
            "apigatewaymanagementapi", endpoint_url=api["managementUrl"], **options
        )
        self.dynamodb = boto3.client("dynamodb", endpoint_url=f"http://localhost:{self.port}", **options)

    async def connect(self, query="", **options):
        return await websockets.connect(self.url + query, **options)

    async def connect_and_introduce(self):
        """A socket and its connection id, which the echo route tells."""
        socket = await self.connect()
        return socket, (await ask(socket, {"action": "echo"}))["connectionId"]

    def end_of(self, connection_id):
        """What $disconnect was told, once it has been."""
        deadline = time.monotonic() + PATIENCE
        key = {"connectionId": {"S": connection_id}}
        while time.monotonic() < deadline:
            item = self.dynamodb.get_item(TableName="Ends", Key=key).get("Item")
            if item is not None:
                return int(item["code"]["N"]), item["reason"]["S"]
            time.sleep(0.05)
        raise AssertionError("$disconnect was not told")


async def receive(socket):
    return await asyncio.wait_for(socket.recv(), PATIENCE)


async def ask(socket, message):
    await socket.send(json.dumps(message))
    return json.loads(await receive(socket))


def equal(actual, expected):
    assert actual == expected, f"expected {expected!r}, got {actual!r}"


def refused_with(call, **arguments):
    """Status and error code of a call that must not succeed."""
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]
    raise AssertionError("it was not refused")


async def handshake(clients):
    socket = await clients.connect("?token=right")
    equal(socket.subprotocol, None)
    await socket.close()


async def refused_handshake(clients):
    try:
        await clients.connect("?token=wrong")
    except websockets.exceptions.InvalidHandshake as error:
        # Before and since websockets 14.
        status = getattr(error, "status_code", None) or error.response.status_code
        equal(status, 401)
        return
    raise AssertionError("it was not refused")


async def secure_handshake(clients):
    with urllib.request.urlopen(f"http://localhost:{clients.port}/_emulator/ca.pem", timeout=PATIENCE) as answer:
        context = ssl.create_default_context(cadata=answer.read().decode())
    socket = await websockets.connect(f"wss://localhost:{clients.port}/dev", ssl=context)
    equal((await ask(socket, {"action": "echo", "n": 1}))["body"], '{"action": "echo", "n": 1}')
    await socket.close()


async def echo(clients):
    socket = await clients.connect()
    message = {"action": "echo", "text": "grüße 👋"}
    equal(json.loads((await ask(socket, message))["body"]), message)
    await socket.close()


async def long_message(clients):
    """In frames of 32 KB, as the limit of a frame is; the answer comes in several too."""
    socket = await clients.connect()
    text = json.dumps({"action": "echo", "text": "x" * 100_000})
    await socket.send(text[at : at + 32_768] for at in range(0, len(text), 32_768))
    equal(json.loads(await receive(socket))["body"], text)
    await socket.close()


async def error_frames(clients):
    socket = await clients.connect()
    equal((await ask(socket, {"action": "broken"}))["message"], "Internal server error")
    equal((await ask(socket, {"action": "nosuch"}))["message"], "Forbidden")
    await socket.close()


async def ping(clients):
    socket = await clients.connect()
    await asyncio.wait_for(await socket.ping(b"payload"), PATIENCE)
    await socket.close()


async def post_to_connection(clients):
    socket, connection_id = await clients.connect_and_introduce()
    answer = await asyncio.to_thread(
        clients.management.post_to_connection, ConnectionId=connection_id, Data=b"from boto3"
    )
    equal(answer["ResponseMetadata"]["HTTPStatusCode"], 200)
    equal(await receive(socket), "from boto3")
    await socket.close()


async def get_connection(clients):
    socket, connection_id = await clients.connect_and_introduce()
    answer = await asyncio.to_thread(clients.management.get_connection, ConnectionId=connection_id)
    equal(answer["Identity"]["SourceIp"], "127.0.0.1")
    assert "websockets" in answer["Identity"]["UserAgent"], answer["Identity"]
    assert answer["ConnectedAt"] <= answer["LastActiveAt"], answer
    await socket.close()


async def delete_connection(clients):
    socket, connection_id = await clients.connect_and_introduce()
    answer = await asyncio.to_thread(clients.management.delete_connection, ConnectionId=connection_id)
    equal(answer["ResponseMetadata"]["HTTPStatusCode"], 204)
    await asyncio.wait_for(socket.wait_closed(), PATIENCE)
    equal((socket.close_code, socket.close_reason), (1000, "Connection Closed Normally"))
    end = await asyncio.to_thread(clients.end_of, connection_id)
    equal(end, (1000, "Connection Closed Normally"))


async def gone(clients):
    socket, connection_id = await clients.connect_and_introduce()
    await socket.close()
    for call, more in (
        (clients.management.post_to_connection, {"Data": b"x"}),
        (clients.management.get_connection, {}),
        (clients.management.delete_connection, {}),
    ):
        status = await asyncio.to_thread(refused_with, call, ConnectionId=connection_id, **more)
        equal(status, (410, "GoneException"))


async def garbage_id(clients):
    status = await asyncio.to_thread(
        refused_with, clients.management.post_to_connection, ConnectionId="garbage", Data=b"x"
    )
    equal(status, (400, "BadRequestException"))


async def too_large(clients):
    socket, connection_id = await clients.connect_and_introduce()
    status, _code = await asyncio.to_thread(
        refused_with,
        clients.management.post_to_connection,
        ConnectionId=connection_id,
        Data=b"x" * 131_073,
    )
    equal(status, 413)
    await socket.close()


async def close_codes(clients):
    socket, connection_id = await clients.connect_and_introduce()
    await socket.close(4001, "bye")
    equal((socket.close_code, socket.close_reason), (4001, "bye"))
    equal(await asyncio.to_thread(clients.end_of, connection_id), (4001, "bye"))


async def binary_frame(clients):
    socket, connection_id = await clients.connect_and_introduce()
    await socket.send(b"\x00\x01")
    await asyncio.wait_for(socket.wait_closed(), PATIENCE)
    equal((socket.close_code, socket.close_reason), (1003, "Binary is not supported"))
    equal(await asyncio.to_thread(clients.end_of, connection_id), (1003, "Binary is not supported"))


async def frame_too_long(clients):
    socket = await clients.connect()
    await socket.send("x" * 32_769)
    await asyncio.wait_for(socket.wait_closed(), PATIENCE)
    equal(socket.close_code, 1009)


async def dynamodb(clients):
    item = {"connectionId": {"S": "from boto3"}, "code": {"N": "1"}, "reason": {"S": "é"}}
    await asyncio.to_thread(clients.dynamodb.put_item, TableName="Ends", Item=item)
    key = {"connectionId": item["connectionId"]}
    equal((await asyncio.to_thread(clients.dynamodb.get_item, TableName="Ends", Key=key))["Item"], item)


async def python_function(clients):
    """Its own boto3 reaches @connections by the API's address and by AWS's, and DynamoDB by none."""
    socket = await clients.connect()
    await socket.send(json.dumps({"action": "python", "text": "grüße 👋"}))
    received = [json.loads(await receive(socket)) for _count in range(3)]
    equal(received[:2], [{"by": "the API's address"}, {"by": "AWS's address"}])
    equal(received[2], {"text": "grüße 👋", "count": "1.50"})
    await socket.close()


async def python_function_without_service(clients):
    socket = await clients.connect()
    equal(await ask(socket, {"action": "python", "service": "sqs"}), {"code": "ServiceNotEmulated"})
    await socket.close()


async def python_function_invoked(clients):
    """A function that another has invoked, by Lambda's own API."""
    socket = await clients.connect()
    equal(await ask(socket, {"action": "python", "invoke": "python"}), {"invoked": {"body": "by a function"}})
    await socket.close()


CHECKS = {
    "a handshake is granted": handshake,
    "a handshake is refused with the handler's status": refused_handshake,
    "wss with the emulator's own authority": secure_handshake,
    "a two-way route answers": echo,
    "a long message in several frames": long_message,
    "errors come as frames": error_frames,
    "a ping is answered": ping,
    "post_to_connection": post_to_connection,
    "get_connection": get_connection,
    "delete_connection closes with 1000": delete_connection,
    "a closed connection is a GoneException": gone,
    "an id that never was is a BadRequestException": garbage_id,
    "a payload over 128 KB is refused": too_large,
    "the client's close code and reason": close_codes,
    "a binary frame closes with 1003": binary_frame,
    "a frame over 32 KB closes with 1009": frame_too_long,
    "DynamoDB through the emulator's port": dynamodb,
    "a Python function posts to the connection and uses DynamoDB": python_function,
    "a Python function is told of a service that is not emulated": python_function_without_service,
    "a Python function invokes another": python_function_invoked,
}


async def run(clients):
    failed = 0
    for name, check in CHECKS.items():
        try:
            await asyncio.wait_for(check(clients), 2 * PATIENCE)
            print(f"ok    {name}", flush=True)
        except Exception as error:  # Whatever it is, the other checks have their say.
            failed += 1
            print(f"FAIL  {name}: {type(error).__name__}: {error}", flush=True)
    return failed


def main():
    with tempfile.TemporaryDirectory() as cache:
        emulator = start(cache)
        try:
            line = emulator.stdout.readline()
            if not line:
                print(f"FAIL  the emulator did not start (exit code {emulator.wait(PATIENCE)})")
                return 1
            threading.Thread(target=drain, args=[emulator.stdout], daemon=True).start()
            failed = asyncio.run(run(Clients(json.loads(line))))
            emulator.terminate()
            code = emulator.wait(PATIENCE)
            if code != 0:
                failed += 1
                print(f"FAIL  the emulator ended with exit code {code}")
        finally:
            emulator.kill()
            emulator.wait()
    print(f"{failed} of {len(CHECKS)} checks failed" if failed else f"{len(CHECKS)} checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
