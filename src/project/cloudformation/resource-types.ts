/** Resource types of the services that are emulated: which there are, so that one that is misspelt is seen. Pure. */
import { ownValue } from '../own.ts';
import { closest } from '../spelling.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGatewayV2': [
    'Api',
    'ApiGatewayManagedOverrides',
    'ApiMapping',
    'Authorizer',
    'Deployment',
    'DomainName',
    'Integration',
    'IntegrationResponse',
    'Model',
    'Route',
    'RouteResponse',
    'RoutingRule',
    'Stage',
    'VpcLink',
  ],
  'AWS::DynamoDB': ['GlobalTable', 'Table'],
  'AWS::Lambda': [
    'Alias',
    'CapacityProvider',
    'CodeSigningConfig',
    'EventInvokeConfig',
    'EventSourceMapping',
    'Function',
    'LayerVersion',
    'LayerVersionPermission',
    'Permission',
    'Url',
    'Version',
  ],
};

const NAMES = Object.entries(TYPES).flatMap(([service, types]) => types.map((type) => `${service}::${type}`));

/** The type that was meant by one that does not exist. */
export function misspeltType(type: string): string | undefined {
  if (NAMES.includes(type)) return undefined;
  const [service = '', last = ''] = /^(.*)::(\w+)$/.exec(type)?.slice(1) ?? [];
  const types = ownValue(TYPES, service);
  const meant = types && closest(last, types);
  if (meant !== undefined) return `${service}::${meant}`;
  return NAMES.find((name) => name.toLowerCase() === type.toLowerCase());
}
