/**
 * Whether a client may ask the `$connect` route at all: what guards the route, in API Gateway's order. Rows
 * `authorizer.*`, `iam.*`, `api-key.*`, `usage-plan.*`, `throttle.*`, `request-parameters.*`.
 *
 * Who it is comes first, for a usage plan may have to know; then come the limits, from the narrowest to the
 * widest: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
import type { Route, Stage } from '../../project/api-model.ts';
import type { Project } from '../../project/model.ts';
import { FORBIDDEN, LIMIT_EXCEEDED, TOO_MANY_REQUESTS } from '../replies.ts';
import { throttleOf } from '../route-throttle.ts';
import type { ConnectScope } from '../scope.ts';
import type { GatewayServices, StageRuntime } from '../services.ts';
import { TokenBucket } from '../token-bucket.ts';
import { type Admission, passed, type Refused, refused } from './admission.ts';
import type { UpgradeRequest } from './iam.ts';
import { headerValue } from './identity-sources.ts';
import type { Authorized } from './lambda-authorizer.ts';
import { missingParameters } from './required-parameters.ts';
import { UsagePlans } from './usage-plans.ts';

/** @returns undefined when nothing guards the stage: then nobody has to wait. */
export type Admit = (
  runtime: StageRuntime,
  scope: ConnectScope,
  request: UpgradeRequest,
) => Promise<Admission> | undefined;

/** What a key was used for, and what all APIs together took, is counted across deployments. */
export class Admissions {
  readonly #services: GatewayServices;
  readonly #plans = new UsagePlans();
  #newConnections = new TokenBucket();
  #newConnectionsPerSecond: number | undefined;

  constructor(services: GatewayServices) {
    this.#services = services;
  }

  /** What the project says from now on. */
  deploy(project: Project): void {
    this.#plans.deploy(project);
    this.#newConnectionsPerSecond = project.newConnectionsPerSecond;
  }

  /** Nothing has been used. */
  forget(): void {
    this.#plans.forget();
    this.#newConnections = new TokenBucket();
  }

  readonly admit: Admit = (runtime, scope, request) => {
    const { routes, stage } = runtime.deployment;
    if (routes.connect !== undefined && isGuarded(routes.connect, stage)) {
      return this.#guard(runtime, routes.connect, scope, request);
    }
    if (this.#newConnectionsPerSecond === undefined) return undefined;
    return Promise.resolve(this.#refuseConnection(scope) ?? passed(scope.connection));
  };

  #refuseConnection(scope: ConnectScope): Refused | undefined {
    const rate = this.#newConnectionsPerSecond;
    if (rate === undefined) return undefined;
    const now = this.#services.clock.now();
    if (this.#newConnections.take({ rateLimit: rate, burstLimit: rate }, now)) return undefined;
    return refused('THROTTLED', TOO_MANY_REQUESTS, scope, `more than ${rate} new connections a second`);
  }

  async #guard(
    { deployment: { api, stage }, throttle }: StageRuntime,
    route: Route,
    scope: ConnectScope,
    request: UpgradeRequest,
  ): Promise<Admission> {
    const { clock } = this.#services;
    const authorized = await authorize(route, scope, request, this.#services);
    if (!authorized.admitted) return authorized;
    let { connection } = authorized;
    if (route.apiKeyRequired) {
      const fromAuthorizer = api.apiKeySelectionExpression === '$context.authorizer.usageIdentifierKey';
      const value = fromAuthorizer ? authorized.usageIdentifierKey : headerValue(scope, 'x-api-key');
      const use = this.#plans.use(value, scope, clock.now());
      if (use.outcome !== 'good') {
        const [responseType, message] = REFUSALS[use.outcome];
        return refused(responseType, message, scope, use.reason);
      }
      const { value: apiKey, id: apiKeyId } = use.key;
      connection = { ...connection, identity: { ...connection.identity, apiKey, apiKeyId } };
    }
    if (!throttle.admits(stage, route.routeKey, clock.now())) {
      return refused(
        'THROTTLED',
        TOO_MANY_REQUESTS,
        scope,
        '$connect is throttled by the settings of the stage',
      );
    }
    const tooMany = this.#refuseConnection(scope);
    if (tooMany !== undefined) return tooMany;
    const missing = missingParameters(route, scope);
    if (missing.length === 0) return passed(connection);
    const message = `Missing required request parameters: [${missing.join(', ')}]`;
    return refused('BAD_REQUEST_PARAMETERS', message, scope, message);
  }
}

const REFUSALS = {
  forbidden: ['INVALID_API_KEY', FORBIDDEN],
  throttled: ['THROTTLED', TOO_MANY_REQUESTS],
  exceeded: ['QUOTA_EXCEEDED', LIMIT_EXCEEDED],
} as const;

function isGuarded({ authorization, apiKeyRequired, requestParameters }: Route, stage: Stage): boolean {
  if (authorization !== 'NONE' || apiKeyRequired) return true;
  return throttleOf(stage, '$connect') !== undefined || Object.keys(requestParameters).length > 0;
}

/** What an API does not use of this is not loaded. */
async function authorize(
  { authorization }: Route,
  scope: ConnectScope,
  request: UpgradeRequest,
  services: GatewayServices,
): Promise<Admission & Partial<Pick<Authorized, 'usageIdentifierKey'>>> {
  if (authorization === 'NONE') return passed(scope.connection);
  if (authorization === 'AWS_IAM') return (await import('./iam.ts')).checkSignature(request, scope, services);
  const authorizer = scope.api.authorizers.find(({ name }) => name === authorization.authorizer);
  if (authorizer === undefined) throw new Error(`There is no authorizer "${authorization.authorizer}"`);
  return (await import('./lambda-authorizer.ts')).askAuthorizer(authorizer, scope, services);
}
