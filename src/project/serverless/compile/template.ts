/** The CloudFormation template that the framework would deploy, as far as something of it runs here. Pure. */
import { resourcesOf } from '../../cloudformation/template.ts';
import * as names from '../../serverless-names.ts';
import { type Mapping, mapping, type Node, nodeAt, scalar, written } from '../../source/node.ts';
import type { ProblemList } from '../../source/problem-list.ts';
import { isNull, type Service } from '../service.ts';
import { buildMetadata } from './build.ts';
import { functionResources, layerResources } from './functions.ts';
import { checkOffline } from './offline.ts';
import { otherEvents } from './other-events.ts';
import { type Resources, resource, withOwnResources } from './resources.ts';
import { withSeeds } from './seeds.ts';
import { streamResources } from './streams.ts';
import { websocketEvents } from './websocket-events.ts';
import { endpointOutput, websocketResources } from './websockets.ts';

/** @param esbuildFile - settings of esbuild from a module of the service. */
export function compileService(service: Service, esbuildFile: Node | undefined, problems: ProblemList): Node {
  const { node } = service;
  const events = websocketEvents(service, problems);
  const ofEvents = events.length === 0 ? {} : websocketResources(service, events, problems);
  const resources: Resources = {
    ...executionRole(service),
    ...functionResources(service, buildMetadata(service, esbuildFile, problems), problems),
    ...layerResources(service, problems),
    ...ofEvents,
    ...streamResources(service, problems),
    ...otherEvents(service, problems),
  };
  checkOffline(service, problems);
  const hasOwnApi = names.API in ofEvents;
  const template: Mapping = mapping(
    {
      AWSTemplateFormatVersion: scalar('2010-09-09', node.at),
      Resources: mapping(resources, node.at),
      Outputs: mapping(
        { ServiceEndpointWebsocket: hasOwnApi ? endpointOutput(service, node) : undefined },
        node.at,
      ),
    },
    node.at,
  );
  const whole = withOwnResources(template, nodeAt(node, 'resources'), problems);
  const hasApi = events.length > 0 || definesApi(whole);
  if (!hasApi && problems.problems.length === 0) {
    problems.add(
      nodeAt(node, 'functions')?.at ?? node.at,
      'no function has a websocket event, so there is nothing to connect to; write events: [{ websocket: $connect }] and the like',
    );
  }
  return withSeeds(whole, service, problems);
}

/** The role that functions share unless they are given another; resources may refer to it. */
function executionRole({ node, name, stage, region }: Service): Resources {
  const provider = nodeAt(node, 'provider');
  const own = [nodeAt(provider, 'role'), nodeAt(provider, 'iam', 'role')];
  if (own.some((role) => role?.kind === 'scalar' && !isNull(role))) return {};
  const at = provider?.at ?? node.at;
  const properties = { RoleName: `${name}-${stage}-${region}-lambdaRole` };
  return { [names.ROLE]: resource('AWS::IAM::Role', written(properties, at), at) };
}

/** An API that is written out under `resources`. */
function definesApi(template: Node): boolean {
  return resourcesOf(template).some(([, one]) => {
    const protocol = nodeAt(one, 'Properties', 'ProtocolType');
    return protocol?.kind === 'scalar' && protocol.value === 'WEBSOCKET';
  });
}
