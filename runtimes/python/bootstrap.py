"""Runs a Python function as Lambda's Python runtimes do, by the Runtime API: through AWS's awslambdaric when this
interpreter has it, else by itself, with nothing but the standard library. Rows `lambda.python*`.

    python bootstrap.py <handler>
"""

import decimal
import importlib
import json
import logging
import math
import os
import re
import runpy
import sys
import time
import traceback
import uuid
from http.client import HTTPConnection

API = "/2018-06-01/runtime"
TEXT_FORMAT = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n"
NO_BREAK_SPACE = "\u00a0"


class Fault(Exception):
    """What the runtime itself finds wrong."""

    def __init__(self, error_type, message, trace=None):
        super().__init__(message)
        self.error_type = error_type
        self.trace = trace


# The Runtime API


class RuntimeApi:
    def __init__(self, address):
        self.address = address
        self.connection = HTTPConnection(address)

    def next(self):
        headers, body = self.ask("GET", "/invocation/next")
        return headers, body

    def respond(self, request_id, body, content_type):
        self.ask("POST", f"/invocation/{request_id}/response", body, {"Content-Type": content_type})

    def fail(self, path, error):
        headers = {
            "Content-Type": "application/json",
            "Lambda-Runtime-Function-Error-Type": header_text(error["errorType"]),
        }
        self.ask("POST", path, to_json(error).encode(), headers)

    def ask(self, method, path, body=None, headers={}):
        self.connection.request(method, API + path, body, headers)
        response = self.connection.getresponse()
        text = response.read()
        # An answer that is too large is told to whoever invoked the function, by the other side.
        if response.status >= 300 and response.status != 413:
            sys.exit(f"The Runtime API answered {response.status}: {text.decode()}")
        return response.headers, text


def header_text(text):
    return re.sub(r"[^\x21-\x7e]", "", text)


# JSON, with decimals as numbers


class Encoder(json.JSONEncoder):
    """The standard library's has no way to write a number's digits as they are, so they stand in later."""

    def __init__(self):
        # Lambda's later runtimes leave letters of all alphabets as they are.
        version = re.match(r"AWS_Lambda_python3\.(\d+)", os.environ.get("AWS_EXECUTION_ENV", ""))
        super().__init__(ensure_ascii=not (version and int(version[1]) >= 12))
        self.numbers = []
        self.mark = uuid.uuid4().hex

    def default(self, o):
        if not isinstance(o, decimal.Decimal):
            return super().default(o)
        if o.is_nan():
            return math.nan
        self.numbers.append(str(o))
        return f"{self.mark}{len(self.numbers) - 1}"


def to_json(value):
    encoder = Encoder()
    text = encoder.encode(value)
    if not encoder.numbers:
        return text
    return re.sub(f'"{encoder.mark}(\\d+)"', lambda match: encoder.numbers[int(match[1])], text)


def marshalled(result):
    """The body of a response, and its type."""
    if isinstance(result, bytes):
        return result, "application/unknown"
    try:
        return to_json(result).encode(), "application/json"
    except Exception as error:
        raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}")


def unmarshalled(body):
    try:
        return json.loads(body)
    except Exception as error:
        raise Fault("Runtime.UnmarshalError", f"Unable to unmarshal input: {error}")


# The context


class Fields:
    """An object with these attributes, from a dictionary that may lack some."""

    def __init__(self, names, values):
        for name in names:
            setattr(self, name, (values or {}).get(name))

    def __repr__(self):
        return f"{type(self).__name__}([{','.join(f'{name}={value}' for name, value in vars(self).items())}])"


class CognitoIdentity(Fields):
    pass


class ClientContext(Fields):
    pass


class Client(Fields):
    pass


CLIENT = ["installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name"]


class LambdaContext:
    def __init__(self, headers):
        environment = os.environ.get
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.log_group_name = environment("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = environment("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = environment("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = environment("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = environment("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.tenant_id = headers.get("Lambda-Runtime-Aws-Tenant-Id")
        client_context = parsed_header(headers, "Lambda-Runtime-Client-Context", "Client Context")
        self.client_context = None
        if client_context is not None:
            self.client_context = ClientContext(["custom", "env"], client_context)
            client = client_context.get("client")
            self.client_context.client = None if client is None else Client(CLIENT, client)
        identity = parsed_header(headers, "Lambda-Runtime-Cognito-Identity", "Cognito Identity") or {}
        self.identity = CognitoIdentity(
            ["cognito_identity_id", "cognito_identity_pool_id"],
            {
                "cognito_identity_id": identity.get("cognitoIdentityId"),
                "cognito_identity_pool_id": identity.get("cognitoIdentityPoolId"),
            },
        )
        self._epoch_deadline_time_in_ms = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._epoch_deadline_time_in_ms - int(time.time() * 1000))

    def log(self, msg):
        sys.stdout.write(str(msg))

    def __repr__(self):
        names = [
            "aws_request_id",
            "log_group_name",
            "log_stream_name",
            "function_name",
            "memory_limit_in_mb",
            "function_version",
            "invoked_function_arn",
            "client_context",
            "identity",
            "tenant_id",
        ]
        return f"LambdaContext([{','.join(f'{name}={getattr(self, name)}' for name in names)}])"


def parsed_header(headers, header, name):
    text = headers.get(header)
    if not text:
        return None
    try:
        # Python reads the bytes of headers as letters of Latin 1.
        return json.loads(text.encode("latin-1").decode())
    except Exception as error:
        raise Fault("Runtime.LambdaContextUnmarshalError", f"Unable to parse {name} JSON: {error}")


# The log


class Invocation:
    """The one that runs, for the lines of the log."""

    request_id = ""


class LambdaFilter(logging.Filter):
    def filter(self, record):
        record.aws_request_id = Invocation.request_id
        return True


class LambdaHandler(logging.Handler):
    def emit(self, record):
        sys.stdout.write(self.format(record))


class JsonFormatter(logging.Formatter):
    OWN = set(vars(logging.makeLogRecord({}))) | {"aws_request_id", "message", "asctime"}

    def format(self, record):
        level = min(50, max(0, record.levelno)) // 10 * 10
        line = {
            "timestamp": timestamp(record.created),
            "level": logging.getLevelName(level),
            "message": record.getMessage(),
            "logger": record.name,
        }
        if record.exc_info:
            error_type, error, trace = record.exc_info
            line["stackTrace"] = traceback.format_tb(trace)
            line["errorType"] = error_type and error_type.__name__
            line["errorMessage"] = str(error)
        line["requestId"] = record.aws_request_id
        if record.exc_info:
            line["location"] = f"{record.pathname}:{record.funcName}:{record.lineno}"
        for name, value in vars(record).items():
            if name not in self.OWN and name not in line:
                line[name] = value
        present = {name: value for name, value in line.items() if value is not None}
        return json.dumps(present, ensure_ascii=False) + "\n"


def timestamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{int(seconds * 1000) % 1000:03d}Z"


def logs_json():
    return os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"


def set_up_logging():
    logging.Formatter.converter = time.gmtime
    handler = LambdaHandler()
    handler.setFormatter(JsonFormatter() if logs_json() else logging.Formatter(TEXT_FORMAT, "%Y-%m-%dT%H:%M:%S"))
    handler.addFilter(LambdaFilter())
    root = logging.getLogger()
    root.addHandler(handler)
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    level = "DEBUG" if level == "TRACE" else level
    if level in ("DEBUG", "INFO", "WARNING", "WARN", "ERROR", "CRITICAL", "FATAL"):
        root.setLevel(level)


def log_error(error):
    if logs_json():
        now = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())
        sys.stdout.write(to_json({"timestamp": now + "Z", "level": "ERROR", **error}) + "\n")
        return
    head = ": ".join(part for part in (error["errorType"], error["errorMessage"]) if part)
    lines = [f"[ERROR] {head}", "Traceback (most recent call last):"]
    for entry in error["stackTrace"]:
        lines += [indented(line) for line in entry.splitlines()] or [""]
    sys.stdout.write("\n".join(lines) + "\n")


def indented(line):
    text = line.lstrip(" ")
    return NO_BREAK_SPACE * (len(line) - len(text)) + text


# Errors


def error_payload(error, request_id=""):
    if isinstance(error, Fault):
        error_type, trace = error.error_type, error.trace or []
    else:
        error_type, trace = type(error).__name__, stack_of(error)
    return {
        "errorMessage": str(error),
        "errorType": error_type,
        "requestId": request_id,
        "stackTrace": trace,
    }


def stack_of(error):
    """Without the frames in front that are this file's."""
    frames = traceback.extract_tb(error.__traceback__)
    own = next((index for index, frame in enumerate(frames) if frame.filename != __file__), 0)
    return traceback.format_list([(frame.filename, frame.lineno, frame.name, frame.line) for frame in frames[own:]])


# The handler


def load_handler(handler):
    module_name, dot, name = handler.rpartition(".")
    if not dot:
        reason = "not enough values to unpack (expected 2, got 1)"
        raise Fault("Runtime.MalformedHandlerName", f"Bad handler '{handler}': {reason}")
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise Fault("Runtime.BuiltInModuleConflict", f"Cannot use built-in module {module_name} as a handler module")
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise Fault("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}")
    except SyntaxError as error:
        trace = [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}']
        raise Fault("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}", trace)
    try:
        return getattr(module, name)
    except AttributeError:
        raise Fault("Runtime.HandlerNotFound", f"Handler '{name}' missing on module '{module_name}'")


def serve(client, handler):
    headers, body = client.next()
    request_id = Invocation.request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    trace_id = headers.get("Lambda-Runtime-Trace-Id")
    if trace_id is not None:
        os.environ["_X_AMZN_TRACE_ID"] = trace_id
    else:
        os.environ.pop("_X_AMZN_TRACE_ID", None)
    try:
        context = LambdaContext(headers)
        result, content_type = marshalled(handler(unmarshalled(body), context))
    except Exception as raised:
        error = error_payload(raised, request_id)
        log_error(error)
        client.fail(f"/invocation/{request_id}/error", error)
    else:
        client.respond(request_id, result, content_type)


def run(name):
    set_up_logging()
    client = RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"])
    try:
        handler = load_handler(name)
    except Exception as raised:
        error = error_payload(raised)
        log_error(error)
        client.fail("/init/error", error)
        sys.exit(1)
    while True:
        serve(client, handler)


def has_awslambdaric():
    try:
        importlib.import_module("runtime_client")
        importlib.import_module("awslambdaric")
        return True
    except ImportError:
        return False


def main():
    handler = sys.argv[1]
    # The function's folder comes first, and is in PYTHONPATH; this file's is nobody's business.
    del sys.path[0]
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if has_awslambdaric():
        sys.argv = ["awslambdaric", handler]
        runpy.run_module("awslambdaric", run_name="__main__", alter_sys=True)
    else:
        run(handler)


if __name__ == "__main__":
    main()
