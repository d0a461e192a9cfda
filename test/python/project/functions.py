"""What people write: boto3 with the address of the API, and with no address where AWS has none to give."""

import json
import os
from decimal import Decimal

import boto3
from botocore.exceptions import ClientError


def handler(event, _context):
    if "body" not in event:
        return {"body": "by a function"}
    message = json.loads(event["body"])
    if "service" in message:
        return answer({"code": refusal_of(message["service"])})
    if "invoke" in message:
        return answer({"invoked": invoke(message["invoke"])})
    post(event["requestContext"])
    table = boto3.resource("dynamodb").Table("Texts")
    table.put_item(Item={"text": message["text"], "count": Decimal("1.50")})
    item = table.get_item(Key={"text": message["text"]}, ConsistentRead=True)["Item"]
    return answer({"text": item["text"], "count": f"{item['count']:.2f}"})


def answer(body):
    return {"statusCode": 200, "body": json.dumps(body)}


def post(request):
    aws = f"{request['apiId']}.execute-api.{os.environ['AWS_REGION']}.amazonaws.com"
    for name, host in (("the API's address", request["domainName"]), ("AWS's address", aws)):
        endpoint = f"https://{host}/{request['stage']}"
        api = boto3.client("apigatewaymanagementapi", endpoint_url=endpoint)
        api.post_to_connection(ConnectionId=request["connectionId"], Data=json.dumps({"by": name}).encode())


def invoke(name):
    return json.load(boto3.client("lambda").invoke(FunctionName=name, Payload=b"{}")["Payload"])


def refusal_of(service):
    try:
        boto3.client(service).list_queues()
    except ClientError as error:
        return error.response["Error"]["Code"]
