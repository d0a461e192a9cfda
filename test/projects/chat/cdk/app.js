/** `npm install aws-cdk-lib constructs` somewhere above, then `node cdk/app.js`, makes `cdk.out`. */
const { join } = require('node:path');
const { App, CfnOutput, Duration, Stack } = require('aws-cdk-lib');
const { WebSocketApi, WebSocketStage } = require('aws-cdk-lib/aws-apigatewayv2');
const { WebSocketLambdaIntegration } = require('aws-cdk-lib/aws-apigatewayv2-integrations');
const { AttributeType, BillingMode, Table } = require('aws-cdk-lib/aws-dynamodb');
const { Code, Function: LambdaFunction, Runtime } = require('aws-cdk-lib/aws-lambda');

const app = new App({ analyticsReporting: false, outdir: join(__dirname, '../cdk.out') });
const stack = new Stack(app, 'Chat', { env: { region: 'us-east-1', account: '123456789012' } });

const table = new Table(stack, 'Connections', {
  tableName: 'Connections',
  billingMode: BillingMode.PAY_PER_REQUEST,
  partitionKey: { name: 'connectionId', type: AttributeType.STRING },
  timeToLiveAttribute: 'expiresAt',
});
table.addGlobalSecondaryIndex({
  indexName: 'byRoom',
  partitionKey: { name: 'room', type: AttributeType.STRING },
});

const answering = (name) => {
  const fn = new LambdaFunction(stack, `${name}Function`, {
    functionName: name,
    runtime: Runtime.NODEJS_22_X,
    handler: `${name}.handler`,
    code: Code.fromAsset(join(__dirname, '../handlers')),
    timeout: Duration.seconds(10),
    memorySize: 256,
    environment: { TABLE_NAME: table.tableName },
  });
  table.grantReadWriteData(fn);
  return fn;
};

const send = answering('sendmessage');
const api = new WebSocketApi(stack, 'Api', {
  apiName: 'chat',
  connectRouteOptions: { integration: new WebSocketLambdaIntegration('Connect', answering('connect')) },
  disconnectRouteOptions: {
    integration: new WebSocketLambdaIntegration('Disconnect', answering('disconnect')),
  },
});
api.addRoute('sendmessage', { integration: new WebSocketLambdaIntegration('Send', send) });
api.grantManageConnections(send);
const stage = new WebSocketStage(stack, 'Stage', { webSocketApi: api, stageName: 'dev', autoDeploy: true });
new CfnOutput(stack, 'Url', { value: stage.url });
app.synth();
