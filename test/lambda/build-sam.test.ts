/** A SAM template whose functions are built by esbuild, or stand in it, with `--env-vars`. */
import { expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useEmulator } from '../support/emulator.ts';
import { useFiles } from '../support/project.ts';

const TEMPLATE = `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: { Runtime: nodejs22.x, Timeout: 10 }
Resources:
  Api:
    Type: AWS::Serverless::WebSocketApi
    Properties:
      RouteSelectionExpression: $request.body.action
      Routes:
        chat: { FunctionArn: !GetAtt Chat.Arn, RouteResponseSelectionExpression: $default }
        ping: { FunctionArn: !GetAtt Ping.Arn, RouteResponseSelectionExpression: $default }
  ChatResponse:
    Type: AWS::ApiGatewayV2::RouteResponse
    Properties: { ApiId: !Ref Api, RouteId: !Ref ApiChatRoute, RouteResponseKey: $default }
  PingResponse:
    Type: AWS::ApiGatewayV2::RouteResponse
    Properties: { ApiId: !Ref Api, RouteId: !Ref ApiPingRoute, RouteResponseKey: $default }
  Chat:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: handlers/chat.handler
      Environment: { Variables: { TABLE: none } }
    Metadata:
      BuildMethod: esbuild
      BuildProperties:
        Minify: true
        Target: es2020
        Sourcemap: true
        EntryPoints: [handlers/connect.ts, handlers/chat.ts]
        External: ['@aws-sdk/*']
        Loader: [.graphql=text]
        Inject: [lib/shim.ts]
  Ping:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      InlineCode: |
        const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
        exports.handler = async () => ({ statusCode: 200, body: typeof DynamoDBClient });
`;

const CHAT = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import query from './query.graphql';
declare const shim: string;
export const handler = async () => ({
  statusCode: 200,
  body: [typeof DynamoDBClient, query.trim(), process.env.TABLE, shim, typeof __filename].join(),
});
`;

async function start() {
  const cwd = await useFiles({
    'template.yaml': TEMPLATE,
    'package.json': { type: 'module' },
    'src/handlers/chat.ts': CHAT,
    'src/handlers/connect.ts': 'export const handler = async () => ({ statusCode: 200 });',
    'src/handlers/query.graphql': 'query { me }',
    'src/lib/shim.ts': 'export const shim = "shimmed";',
    'env.json': { Chat: { TABLE: 'local', OTHER: 'x' } },
  });
  const emulator = await useEmulator({ cwd, envVars: 'env.json' });
  const client = await connect(emulator.url);
  const ask = async (action: string) => {
    client.send({ action });
    return client.next();
  };
  return { emulator, ask };
}

test('lambda.build: SAM’s Metadata is followed, to the entry point that the handler is in', async () => {
  const { ask } = await start();
  expect(await ask('chat')).toBe('function,query { me },local,shimmed,string');
});

test('lambda.inline-code: SAM’s InlineCode', async () => {
  const { ask } = await start();
  expect(await ask('ping')).toBe('function');
});

test('lambda.env-vars: what SAM’s template does not declare is left out, and that is a notice', async () => {
  const { emulator } = await start();
  expect(emulator.project.notices).toContainEqual(
    expect.stringContaining('env.json: OTHER of "Chat" is left out, for "Chat" does not declare it'),
  );
});
