/** Templates with nothing wrong in them, to put mistakes into, and what is read of a template. */
import type { Project } from '../../../src/project/model.ts';
import type { ReadContext } from '../../../src/project/read-context.ts';
import { type Files, useFiles } from '../../support/project.ts';
import { failureOf, readNamed } from '../read-project.ts';

/** An API with one route, in CloudFormation's own terms. */
export const CLOUDFORMATION = `Resources:
  Chat:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: chat
      ProtocolType: WEBSOCKET
      RouteSelectionExpression: $request.body.action
  Dev:
    Type: AWS::ApiGatewayV2::Stage
    Properties:
      ApiId: !Ref Chat
      StageName: dev
  Echo:
    Type: AWS::Lambda::Function
    Properties:
      Code: .
      Handler: echo.handler
      Runtime: nodejs22.x
  EchoIntegration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Chat
      IntegrationType: AWS_PROXY
      IntegrationUri: !Sub arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/\${Echo.Arn}/invocations
  DefaultRoute:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref Chat
      RouteKey: $default
      Target: !Sub integrations/\${EchoIntegration}
`;

/** The same in SAM's. */
export const SAM = `Transform: AWS::Serverless-2016-10-31
Resources:
  Chat:
    Type: AWS::Serverless::WebSocketApi
    Properties:
      StageName: dev
      RouteSelectionExpression: $request.body.action
      Routes:
        $connect:
          FunctionArn: !GetAtt Echo.Arn
        $default:
          FunctionArn: !GetAtt Echo.Arn
  Echo:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .
      Handler: echo.handler
      Runtime: nodejs22.x
`;

/** Replaces the first of each text that is there by the one after it. */
export function changed(
  template: string,
  ...changes: readonly (readonly [from: string, to: string])[]
): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`there is no ${JSON.stringify(from)} in the template`);
    return text.replace(from, () => to);
  }, template);
}

const HANDLER: Files = { 'echo.js': 'exports.handler = async () => ({ statusCode: 200 });' };

/** The project of a template of this text or value, in a folder with these files beside it. */
export async function readTemplate(
  template: string | object,
  files: Files = {},
  context: Partial<ReadContext> = {},
): Promise<Project> {
  const name = typeof template === 'string' ? 'template.yaml' : 'template.json';
  const cwd = await useFiles({ [name]: template, ...HANDLER, ...files });
  return readNamed(cwd, undefined, context);
}

/** The report of what is wrong with it. */
export async function reportOfTemplate(
  template: string | object,
  files: Files = {},
  context: Partial<ReadContext> = {},
): Promise<string> {
  const error = await failureOf(() => readTemplate(template, files, context));
  if (error.code !== 'PROJECT_INVALID') throw error;
  return error.message;
}

/**
 * What values evaluate to: they stand in the environment of a function, as texts, beside these sections and resources.
 * Undefined is what `AWS::NoValue` leaves.
 */
export async function evaluated(
  values: Readonly<Record<string, string>>,
  sections: { readonly top?: string; readonly resources?: string; readonly outputs?: string } = {},
  files: Files = {},
  context: Partial<ReadContext> = {},
): Promise<Readonly<Record<string, string>>> {
  const project = await readTemplate(withValues(values, sections), files, context);
  return project.functions.find(({ name }) => name === 'Echo')?.environment ?? {};
}

/** @param values - in YAML, by variables' names. */
export function withValues(
  values: Readonly<Record<string, string>>,
  {
    top = '',
    resources = '',
    outputs = '',
  }: { readonly top?: string; readonly resources?: string; readonly outputs?: string } = {},
): string {
  const variables = Object.entries(values).map(([name, value]) => `          ${name}: ${value}\n`);
  const environment = `      Environment:\n        Variables:\n${variables.join('')}`;
  const runtime = '      Runtime: nodejs22.x\n';
  const template = changed(CLOUDFORMATION, [runtime, `${runtime}${environment}`]);
  return `${top}${template}${resources}${outputs}`;
}
