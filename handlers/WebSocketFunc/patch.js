// The aws-sdk that Lambda carried when WebSocket APIs were new did not know their management API. People
// defined the service themselves, as here, and such code still runs.
const AWS = require('aws-sdk');

const VERSION = '2018-11-29';

const model = {
  metadata: {
    apiVersion: VERSION,
    endpointPrefix: 'execute-api',
    signingName: 'execute-api',
    serviceFullName: 'AmazonApiGatewayManagementApi',
    serviceId: 'ApiGatewayManagementApi',
    protocol: 'rest-json',
    jsonVersion: '1.1',
    uid: `apigatewaymanagementapi-${VERSION}`,
    signatureVersion: 'v4',
  },
  operations: {
    PostToConnection: {
      http: { requestUri: '/@connections/{connectionId}', responseCode: 200 },
      input: {
        type: 'structure',
        required: ['ConnectionId', 'Data'],
        payload: 'Data',
        members: {
          ConnectionId: { location: 'uri', locationName: 'connectionId' },
          Data: { type: 'blob' },
        },
      },
    },
  },
  shapes: {},
  paginators: {},
};

module.exports = AWS.Service.defineService('apigatewaymanagementapi', [VERSION]);
AWS.apiLoader.services.apigatewaymanagementapi = { [VERSION]: model };
