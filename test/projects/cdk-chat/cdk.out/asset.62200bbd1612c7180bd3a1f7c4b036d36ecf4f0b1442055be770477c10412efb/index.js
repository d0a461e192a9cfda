"use strict";
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// lambda/message.ts
var message_exports = {};
__export(message_exports, {
  handler: () => handler
});
module.exports = __toCommonJS(message_exports);
var import_client_apigatewaymanagementapi = require("@aws-sdk/client-apigatewaymanagementapi");
var import_client_dynamodb = require("@aws-sdk/client-dynamodb");
var import_lib_dynamodb = require("@aws-sdk/lib-dynamodb");

// lambda/signed.ts
function signed(text, name = "somebody") {
  return `${name}: ${text}`;
}

// lambda/message.ts
var tables = import_lib_dynamodb.DynamoDBDocumentClient.from(new import_client_dynamodb.DynamoDBClient());
async function handler({
  body,
  requestContext
}) {
  const { connectionId, domainName, stage } = requestContext;
  const { Items: everybody = [] } = await tables.send(new import_lib_dynamodb.ScanCommand({ TableName: process.env.TABLE }));
  const sender = everybody.find((other) => other.connectionId === connectionId);
  const others = everybody.filter((other) => other !== sender);
  const Data = signed(JSON.parse(body).text, sender?.name);
  const api = new import_client_apigatewaymanagementapi.ApiGatewayManagementApiClient({ endpoint: `https://${domainName}/${stage}` });
  for (const { connectionId: ConnectionId } of others) {
    await api.send(new import_client_apigatewaymanagementapi.PostToConnectionCommand({ ConnectionId, Data }));
  }
  return { statusCode: 200, body: `told ${others.length}` };
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  handler
});
