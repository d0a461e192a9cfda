/** How the framework names what it makes of a service. Rows `serverless.logical-ids`, `serverless.names`. Pure. */

export const API = 'WebsocketsApi';
export const STAGE = 'WebsocketsDeploymentStage';
export const DEPLOYMENT = 'WebsocketsDeployment';
export const LOG_GROUP = 'WebsocketsLogGroup';
export const ROLE = 'IamRoleLambdaExecution';

export const functionId = (name: string) => `${normalised(name)}LambdaFunction`;
export const layerId = (name: string) => `${normalised(name)}LambdaLayer`;
export const functionLogGroupId = (name: string) => `${normalised(name)}LogGroup`;
export const permissionId = (name: string) => `${normalised(name)}LambdaPermissionWebsockets`;
export const integrationId = (functionName: string) => `${normalised(functionName)}WebsocketsIntegration`;
export const authorizerId = (name: string) => `${normalised(name)}WebsocketsAuthorizer`;
export const routeResponseId = (routeKey: string) => `${routeId(routeKey)}Response`;
export const streamId = (functionName: string, type: string, streamName: string) =>
  `${normalised(functionName)}EventSourceMapping${upperFirst(type)}${upperFirst(streamName.replace(/[^0-9A-Za-z]/g, ''))}`;

/** `$connect` is `SconnectWebsocketsRoute`. */
export function routeId(routeKey: string): string {
  const name = routeKey
    .replaceAll('$', 'S')
    .replaceAll('/', 'Slash')
    .replaceAll('-', 'Dash')
    .replaceAll('_', 'Underscore')
    .replaceAll('.', 'Period');
  return `${name}WebsocketsRoute`;
}

function normalised(name: string): string {
  return upperFirst(name.replaceAll('-', 'Dash').replaceAll('_', 'Underscore'));
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
