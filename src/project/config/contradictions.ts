/** What is wrong in a configuration whose values, each by itself, are right: two keys that exclude each other, or need. */
import type { DefinitionPath } from '../definition-path.ts';
import { formatPath, type Problem } from '../problems.ts';
import { didYouMean } from '../spelling.ts';
import { faultContradictions } from './fault-contradictions.ts';
import type { CheckedConfig } from './schema.ts';

type ApiConfig = CheckedConfig['apis'][string];
type RouteConfig = Exclude<ApiConfig['routes'][string], string>;
type IntegrationConfig = NonNullable<RouteConfig['integration']>;

export function findContradictions(config: CheckedConfig): Problem[] {
  const ofApis = Object.entries(config.apis).flatMap(([name, api]) => [
    ...stageContradictions(api, ['apis', name]),
    ...Object.entries(api.routes).flatMap(([key, route]) =>
      typeof route === 'string' ? [] : routeContradictions(route, ['apis', name, 'routes', key]),
    ),
  ]);
  const ofFunctions = Object.entries(config.functions).flatMap(([name, fn]) => [
    ...logContradictions(fn.loggingConfig ?? {}, ['functions', name, 'loggingConfig']),
    ...codeContradictions(fn, ['functions', name]),
  ]);
  return [...ofApis, ...ofFunctions, ...faultProblems(config)];
}

function faultProblems({ faults = [], functions, dynamodb }: CheckedConfig): Problem[] {
  const names = Object.keys(functions);
  return faults.flatMap((settings, i) => {
    const path = ['faults', i];
    const unknown = Object.keys(settings.lambda ?? {}).filter(
      (name) => name !== '*' && !names.includes(name),
    );
    return [
      ...faultContradictions(settings, path),
      ...unknown.map((name) => {
        const hint = didYouMean(name, names, `there is: ${names.join(', ')}, and "*" for all`);
        return problem([...path, 'lambda', name], `there is no function ${JSON.stringify(name)}; ${hint}`);
      }),
      ...(settings.dynamodb !== undefined && dynamodb?.endpoint !== undefined
        ? [problem([...path, 'dynamodb'], 'they need the built-in engine; leave out "dynamodb.endpoint"')]
        : []),
    ];
  });
}

type FunctionConfig = CheckedConfig['functions'][string];

function codeContradictions(
  { runtime = 'nodejs', build, ...fn }: FunctionConfig,
  path: DefinitionPath,
): Problem[] {
  if (build !== undefined && !runtime.startsWith('nodejs')) {
    return [problem([...path, 'build'], `esbuild makes no code for ${runtime}; leave it out`)];
  }
  if (fn.inlineCode === undefined) return [];
  const others = { codeUri: fn.codeUri, build };
  return Object.entries(others).flatMap(([key, value]) =>
    value === undefined ? [] : [problem([...path, key], '"inlineCode" is there too; leave one out')],
  );
}

type LoggingConfig = NonNullable<CheckedConfig['functions'][string]['loggingConfig']>;

function logContradictions(config: LoggingConfig, path: DefinitionPath): Problem[] {
  if (config.logFormat === 'JSON') return [];
  const levels = (['applicationLogLevel', 'systemLogLevel'] as const).filter(
    (key) => config[key] !== undefined,
  );
  const sentence = 'Lambda filters logs of the JSON format only; write "logFormat": "JSON", or leave it out';
  return levels.map((level) => problem([...path, level], sentence));
}

function stageContradictions({ stages, stage, stageVariables }: ApiConfig, path: DefinitionPath): Problem[] {
  if (stages === undefined) return [];
  if (Object.keys(stages).length === 0) {
    return [problem([...path, 'stages'], 'there is no stage; write at least one, such as "dev": {}')];
  }
  const single = stage !== undefined ? 'stage' : stageVariables !== undefined ? 'stageVariables' : undefined;
  if (single === undefined) return [];
  return [problem([...path, single], '"stages" is there too; write it there')];
}

function routeContradictions(route: RouteConfig, path: DefinitionPath): Problem[] {
  const { integration, authorizer, authorizationType } = route;
  const found: Problem[] = [];
  if (integration === undefined && route.function === undefined) {
    found.push(problem(path, '"function" is missing; write "function": "echo", or an "integration"'));
  }
  if (integration !== undefined && route.function !== undefined) {
    found.push(
      problem([...path, 'function'], '"integration" is there too; name the function there, or leave it out'),
    );
  }
  if (authorizationType === 'CUSTOM' && authorizer === undefined) {
    found.push(problem([...path, 'authorizationType'], '"CUSTOM" needs an "authorizer"; name one'));
  }
  if (authorizer !== undefined && authorizationType !== undefined && authorizationType !== 'CUSTOM') {
    found.push(
      problem([...path, 'authorizer'], `it is not asked with "${authorizationType}"; leave one out`),
    );
  }
  if (route.requestModels !== undefined && route.modelSelectionExpression === undefined) {
    const sentence =
      'API Gateway looks at them only with a "modelSelectionExpression"; write "$default", or an expression';
    found.push(problem([...path, 'requestModels'], sentence));
  }
  if (integration !== undefined)
    found.push(...integrationContradictions(integration, [...path, 'integration']));
  return found;
}

const ACTION = /(?:^|:)[a-z0-9-]+:action\/\w+$/;

function integrationContradictions(
  { type, uri, function: functionName, responses }: IntegrationConfig,
  path: DefinitionPath,
): Problem[] {
  const found: Problem[] = [];
  const unused = (key: 'uri' | 'function') =>
    found.push(problem([...path, key], `integrations of type ${type} have none; leave it out`));
  if (type === 'HTTP' || type === 'HTTP_PROXY') {
    if (functionName !== undefined) unused('function');
    if (uri === undefined) {
      found.push(problem(path, '"uri" is missing; write "uri": "http://localhost:8080/messages"'));
    } else if (!/^(https?:\/\/|\$\{stageVariables\.)/.test(uri)) {
      found.push(problem([...path, 'uri'], `expected a URL such as "http://localhost:8080/messages"`));
    }
  } else if (type === 'MOCK') {
    if (functionName !== undefined) unused('function');
    if (uri !== undefined) unused('uri');
  } else if (type === 'AWS_PROXY') {
    if (uri !== undefined) unused('uri');
    if (functionName === undefined)
      found.push(problem(path, '"function" is missing; write "function": "echo"'));
  } else if (functionName === undefined && uri === undefined) {
    found.push(problem(path, '"function" is missing; write "function": "echo", or an action as "uri"'));
  } else if (functionName !== undefined && uri !== undefined) {
    found.push(problem([...path, 'uri'], '"function" is there too; leave one out'));
  } else if (uri !== undefined && !ACTION.test(uri)) {
    found.push(problem([...path, 'uri'], 'expected an action such as "dynamodb:action/PutItem"'));
  }
  if ((type === 'AWS_PROXY' || type === 'HTTP_PROXY') && responses !== undefined) {
    found.push(
      problem([...path, 'responses'], 'a proxy integration has no integration responses; leave them out'),
    );
  }
  return found;
}

function problem(path: DefinitionPath, sentence: string): Problem {
  return { path, message: `${formatPath(path)}: ${sentence}` };
}
