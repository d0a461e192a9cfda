/** `Domain` of an `AWS::Serverless::WebSocketApi`: a custom domain and its base paths. Row `sam.websocket-api.domain`. */
import { createHash } from 'node:crypto';
import { list, type Mapping, mapping, type Node, scalar, toText, toValue } from '../source/node.ts';
import type { SamContext } from './context.ts';
import { property, ref, resolvedProperty } from './intrinsics.ts';
import { companion, type SamResource } from './resource.ts';
import { asMap, checkProperties, found } from './shape.ts';
import { DOMAIN } from './shapes.ts';

export function transformDomain(
  api: SamResource,
  stageId: string,
  context: SamContext,
): Record<string, Mapping> {
  const written = resolvedProperty(api.properties, 'Domain', context);
  if (written === undefined) return {};
  const domain = asMap(written, '{ DomainName: ws.example.com, CertificateArn: !Ref Certificate }', context);
  if (domain === undefined) return {};
  checkProperties(domain, DOMAIN, context);
  checkLimits(domain, context);
  const name = property(domain, 'DomainName');
  if (name === undefined) return {};
  const domainId = `ApiGatewayDomainNameV2${hashOf(context.structure(name))}`;
  const configuration = mapping(
    {
      CertificateArn: property(domain, 'CertificateArn'),
      EndpointType: property(domain, 'EndpointConfiguration') ?? scalar('REGIONAL', domain.at),
      SecurityPolicy: property(domain, 'SecurityPolicy'),
    },
    domain.at,
  );
  const own = { DomainName: name, DomainNameConfigurations: list([configuration], domain.at) };
  return {
    [domainId]: companion(api, 'AWS::ApiGatewayV2::DomainName', own, domain.at),
    ...transformBasePaths(api, domain, { domainId, stageId }, context),
  };
}

function transformBasePaths(
  api: SamResource,
  domain: Mapping,
  { domainId, stageId }: { readonly domainId: string; readonly stageId: string },
  context: SamContext,
): Record<string, Mapping> {
  const apiMapping = (key: Node | undefined) => {
    const at = key?.at ?? domain.at;
    const own = {
      DomainName: ref(domainId, at),
      ApiId: ref(api.id, at),
      Stage: ref(stageId, at),
      ApiMappingKey: key,
    };
    return companion(api, 'AWS::ApiGatewayV2::ApiMapping', own, at);
  };
  const written = resolvedProperty(domain, 'BasePath', context);
  if (written === undefined) return { [`${api.id}ApiMapping`]: apiMapping(undefined) };
  const paths = written.kind === 'list' ? written.items.map(context.structure) : [written];
  return Object.fromEntries(
    paths.flatMap((node) => {
      const path = basePath(node, context);
      if (path === undefined) return [];
      const key = scalar(path.replaceAll(/^\/+|\/+$/g, ''), node.at);
      return [[`${api.id}${path.replaceAll(/[-_/]+/g, '')}ApiMapping`, apiMapping(key)]];
    }),
  );
}

function basePath(node: Node, { problems }: SamContext): string | undefined {
  const path = toText(node);
  if (path !== undefined && /^[\w/-]+$/.test(path)) return path;
  problems.add(
    node.at,
    `expected a base path of letters, digits, "-", "_" and "/", or a list of them, found ${found(node)}`,
  );
  return undefined;
}

function checkLimits(domain: Mapping, context: SamContext): void {
  const { problems } = context;
  const endpoint = resolvedProperty(domain, 'EndpointConfiguration', context);
  if (endpoint !== undefined && toText(endpoint) !== 'REGIONAL') {
    problems.add(endpoint.at, `expected REGIONAL, found ${found(endpoint)}`);
  }
  const route53 = resolvedProperty(domain, 'Route53', context);
  const zones = ['HostedZoneId', 'HostedZoneName'].map((name) => property(route53, name));
  if (route53 !== undefined && zones.every((zone) => zone === undefined)) {
    problems.add(route53.at, 'Route 53 has to know the hosted zone; write HostedZoneName: example.com.');
  }
  for (const name of ['MutualTlsAuthentication', 'OwnershipVerificationCertificateArn']) {
    const node = property(domain, name);
    if (node !== undefined) problems.add(node.at, 'WebSocket APIs have no mutual TLS; remove it');
  }
}

/** SAM's part of logical ids that stands for a value. */
function hashOf(node: Node): string {
  const text = toText(node) ?? JSON.stringify(sorted(toValue(node)));
  return createHash('sha1').update(text).digest('hex').slice(0, 10);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
