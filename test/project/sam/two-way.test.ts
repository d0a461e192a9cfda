/** Routes that are to answer, and the route responses that let answers through. */
import { expect, test } from 'vitest';
import { readFiles } from '../read-project.ts';

const template = (more: string) => `
Transform: AWS::Serverless-2016-10-31
Resources:
  MyApi:
    Type: AWS::Serverless::WebSocketApi
    Properties:
      RouteSelectionExpression: $request.body.action
      Routes:
        ask: { FunctionArn: !GetAtt Fn.Arn, RouteResponseSelectionExpression: $default }
  Fn:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: ., Handler: echo.handler, Runtime: nodejs22.x }
${more}`;

test('sam.websocket-api.two-way: a route whose answers nobody lets through is named', async () => {
  const silent = await readFiles({ 'template.yaml': template('') });
  expect(silent.apis[0]?.routes[0]?.routeResponse).toBe(false);
  expect(silent.notices).toMatchInlineSnapshot(`
    [
      "The route ask sends no answers, for its RouteResponseSelectionExpression needs a route response; add an AWS::ApiGatewayV2::RouteResponse with RouteId: !Ref MyApiAskRoute and RouteResponseKey: $default.",
    ]
  `);

  const answering = await readFiles({
    'template.yaml': template(`
  Answer:
    Type: AWS::ApiGatewayV2::RouteResponse
    Properties: { ApiId: !Ref MyApi, RouteId: !Ref MyApiAskRoute, RouteResponseKey: $default }`),
  });
  expect(answering.apis[0]?.routes[0]?.routeResponse).toBe(true);
  expect(answering.notices).toEqual([]);
});
