/** The stage of a service's API, with its logs. Row `serverless.websocket-logs`. Pure. */

import * as names from '../../serverless-names.ts';
import { mapping, type Node, nodeAt, scalar, toText, toValue, written } from '../../source/node.ts';
import type { ProblemList } from '../../source/problem-list.ts';
import { isNull, orDefault, type Service } from '../service.ts';
import { type Resources, resource } from './resources.ts';

const DEFAULT_FORMAT = [
  '$context.identity.sourceIp',
  '$context.identity.caller',
  '$context.identity.user',
  '[$context.requestTime]',
  '"$context.eventType $context.routeKey $context.connectionId"',
  '$context.requestId',
].join(' ');

const LOG_GROUP_ARN = `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${${names.LOG_GROUP}}`;

export function stageResources(
  service: Service,
  apiId: Node,
  provider: Node,
  problems: ProblemList,
): Resources {
  const logs = nodeAt(provider, 'logs', 'websocket');
  const isLogged = logs !== undefined && !isNull(logs) && toValue(logs) !== false;
  const properties = {
    ApiId: apiId,
    StageName: scalar(service.stage, nodeAt(provider, 'stage')?.at ?? provider.at),
    DeploymentId: written({ Ref: names.DEPLOYMENT }, provider.at),
    ...(isLogged && logSettings(logs, problems)),
  };
  const resources: Resources = {
    [names.DEPLOYMENT]: resource(
      'AWS::ApiGatewayV2::Deployment',
      mapping({ ApiId: apiId }, provider.at),
      provider.at,
    ),
    [names.STAGE]: resource('AWS::ApiGatewayV2::Stage', mapping(properties, provider.at), provider.at),
  };
  if (isLogged) {
    const name = orDefault(nodeAt(logs, 'logGroup'), `/aws/websocket/${service.name}-${service.stage}`, logs);
    resources[names.LOG_GROUP] = resource(
      'AWS::Logs::LogGroup',
      mapping({ LogGroupName: name }, logs.at),
      logs.at,
    );
  }
  return resources;
}

function logSettings(logs: Node, problems: ProblemList): Readonly<Record<string, Node>> {
  const isOn = (key: string) => toValue(nodeAt(logs, key) ?? logs) !== false;
  const level = nodeAt(logs, 'level');
  if (level !== undefined && !['INFO', 'ERROR'].includes(toText(level) ?? '')) {
    problems.add(level.at, 'expected INFO or ERROR; leave it out for INFO');
  }
  const format = nodeAt(logs, 'format');
  return {
    DefaultRouteSettings: mapping(
      {
        DataTraceEnabled: scalar(isOn('fullExecutionData'), logs.at),
        LoggingLevel: isOn('executionLogging') ? (level ?? scalar('INFO', logs.at)) : scalar('OFF', logs.at),
      },
      logs.at,
    ),
    ...(isOn('accessLogging') && {
      AccessLogSettings: mapping(
        {
          DestinationArn: written({ 'Fn::Sub': LOG_GROUP_ARN }, logs.at),
          Format: format === undefined || isNull(format) ? scalar(DEFAULT_FORMAT, logs.at) : format,
        },
        logs.at,
      ),
    }),
  };
}
