import { join } from 'node:path';
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import {
  Code,
  Function as LambdaFunction,
  LayerVersion,
  Runtime,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';
import { AuthStack } from './auth-stack';

interface ChatStackProps extends StackProps {
  readonly connections: ITable;
}

export class ChatStack extends Stack {
  constructor(scope: Construct, id: string, { connections, ...props }: ChatStackProps) {
    super(scope, id, props);
    const environment = { TABLE: connections.tableName };
    const runtime = Runtime.NODEJS_22_X;
    const words = new LayerVersion(this, 'Words', { code: Code.fromAsset('layers/words') });
    const room = new LambdaFunction(this, 'Room', {
      runtime,
      handler: 'room.handler',
      code: Code.fromAsset('lambda/room'),
      layers: [words],
      environment,
    });
    const message = new NodejsFunction(this, 'Message', {
      runtime,
      entry: join(__dirname, '../lambda/message.ts'),
      environment,
    });
    const { authorizer } = new AuthStack(this, 'Auth');

    const api = new WebSocketApi(this, 'Api', {
      apiName: 'chat',
      connectRouteOptions: {
        integration: new WebSocketLambdaIntegration('Connect', room),
        authorizer: new WebSocketLambdaAuthorizer('Token', authorizer, {
          identitySource: ['route.request.querystring.token'],
        }),
      },
      disconnectRouteOptions: { integration: new WebSocketLambdaIntegration('Disconnect', room) },
    });
    api.addRoute('send', {
      integration: new WebSocketLambdaIntegration('Send', message),
      returnResponse: true,
    });
    const stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: api,
      stageName: 'dev',
      autoDeploy: true,
    });

    const greeter = new NodejsFunction(this, 'greeter', {
      runtime,
      environment: { ENDPOINT: stage.callbackUrl },
      bundling: { minify: true },
    });
    greeter.addEventSource(
      new DynamoEventSource(connections, { startingPosition: StartingPosition.LATEST, batchSize: 10 }),
    );
    connections.grantReadWriteData(room);
    connections.grantReadWriteData(message);
    api.grantManageConnections(message);
    api.grantManageConnections(greeter);
    new CfnOutput(this, 'Url', { value: stage.url });
  }
}
