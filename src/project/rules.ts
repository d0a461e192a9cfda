/**
 * What has to hold in a project whatever file it came from. Each rule looks at one thing and says all that is
 * wrong with it; together they report everything at once.
 */
import type { LambdaFunction, Project } from './model.ts';
import { closest, formatPath, type Problem } from './problems.ts';

/** What only somebody else can tell. */
export interface ProjectChecks {
  /** What is wrong with the function's handler string or its file, as the end of a sentence. */
  handlerProblem(fn: LambdaFunction): string | undefined;
}

type Rule = (project: Project, checks: ProjectChecks) => readonly Problem[];

/** Path segments that the port itself answers to, so that no stage can have them. */
const RESERVED_STAGES = ['_emulator', '@connections', 'ping', 'sping'];

const hasAnApi: Rule = ({ apis }) =>
  apis.length > 0 ? [] : [{ path: ['apis'], message: 'apis: there is no API; write at least one' }];

const hasRoutes: Rule = ({ apis }) =>
  apis
    .filter((api) => api.routes.length === 0)
    .map(({ path }) => ({
      path: [...path, 'routes'],
      message: `${formatPath(path)}: there is no route; write at least one, such as "$default"`,
    }));

const routesHaveFunctions: Rule = ({ apis, functions }) => {
  const names = functions.map((fn) => fn.name);
  return apis.flatMap((api) =>
    api.routes
      .filter((route) => !names.includes(route.functionName))
      .map((route) => {
        const meant = closest(route.functionName, names);
        const hint =
          meant === undefined ? `there is: ${names.join(', ') || 'none'}` : `did you mean "${meant}"?`;
        return {
          path: route.path,
          message: `${formatPath(route.path)}: there is no function "${route.functionName}"; ${hint}`,
        };
      }),
  );
};

const routeKeysAreKnown: Rule = ({ apis }) =>
  apis.flatMap((api) =>
    api.routes
      .filter(({ routeKey }) => routeKey.startsWith('$') && !SPECIAL_ROUTES.includes(routeKey))
      .map(({ routeKey, path }) => ({
        path,
        at: 'key' as const,
        message: `${formatPath(path)}: a route key that starts with "$" is one of ${SPECIAL_ROUTES.join(', ')}; did you mean "${closest(routeKey, SPECIAL_ROUTES) ?? routeKey.slice(1)}"?`,
      })),
  );

const SPECIAL_ROUTES = ['$connect', '$disconnect', '$default'];

const stagesAreFree: Rule = ({ apis }) =>
  apis
    .filter(({ stage }) => RESERVED_STAGES.includes(stage))
    .map(({ stage, path }) => ({
      path: [...path, 'stage'],
      message: `${formatPath(path)}: the stage name "${stage}" is reserved; choose another`,
    }));

/** APIs on one port are told apart by the stage in the path. */
const stagesDiffer: Rule = ({ apis }) => {
  const seen = new Map<string, string>();
  return apis.flatMap(({ name, port, stage, path }) => {
    const other = seen.get(`${port}/${stage}`);
    seen.set(`${port}/${stage}`, other ?? name);
    if (other === undefined) return [];
    return [
      {
        path,
        message: `${formatPath(path)}: the API "${other}" has stage "${stage}" on port ${port} already; give one of them another stage or port`,
      },
    ];
  });
};

const apiIdsDiffer: Rule = ({ apis }) => {
  const seen = new Map<string, string>();
  return apis.flatMap(({ name, apiId, path }) => {
    const other = seen.get(apiId);
    seen.set(apiId, other ?? name);
    if (other === undefined) return [];
    return [
      {
        path: [...path, 'apiId'],
        message: `${formatPath(path)}: the API "${other}" has the id "${apiId}" already; give one of them another`,
      },
    ];
  });
};

const handlersExist: Rule = ({ functions }, { handlerProblem }) =>
  functions.flatMap((fn) => {
    const problem = handlerProblem(fn);
    if (problem === undefined) return [];
    return [{ path: [...fn.path, 'handler'], message: `${formatPath([...fn.path, 'handler'])}: ${problem}` }];
  });

/** Lambda refuses these at deployment: it sets them itself. */
const RESERVED_VARIABLES = [
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
];

const variablesAreAllowed: Rule = ({ functions }) =>
  functions.flatMap((fn) =>
    Object.keys(fn.environment)
      .filter((name) => RESERVED_VARIABLES.includes(name) || !/^[A-Za-z_]\w*$/.test(name))
      .map((name) => {
        const path = [...fn.path, 'environment', name];
        const why = RESERVED_VARIABLES.includes(name)
          ? 'Lambda sets this variable itself and refuses it in a function'
          : 'a variable name is letters, digits and "_", with no digit in front';
        return { path, at: 'key' as const, message: `${formatPath(path)}: ${why}; rename it` };
      }),
  );

const tableNamesAreLegal: Rule = ({ tables }) =>
  tables
    .filter(({ name }) => !/^[A-Za-z0-9_.-]{3,255}$/.test(name))
    .map(({ path }) => ({
      path,
      at: 'key' as const,
      message: `${formatPath(path)}: a table name is 3 to 255 letters, digits, "_", "-" or "."`,
    }));

/** One attribute cannot have two types, and a local index needs a sort key on both sides. */
const tableKeysAgree: Rule = ({ tables }) =>
  tables.flatMap((table) => {
    const problems: Problem[] = [];
    const types = new Map<string, string>();
    const keys = [table, ...table.indexes].flatMap((part) => [part.partitionKey, part.sortKey ?? []].flat());
    for (const { name, type } of keys) {
      const other = types.get(name) ?? type;
      types.set(name, other);
      if (other !== type) {
        problems.push({
          path: table.path,
          message: `${formatPath(table.path)}: the key "${name}" is of type ${other} in one place and ${type} in another; write the same`,
        });
      }
    }
    for (const index of table.indexes) {
      const path = [...table.path, 'indexes', index.name];
      if (index.kind === 'local' && (index.sortKey === undefined || table.sortKey === undefined)) {
        problems.push({
          path,
          message: `${formatPath(path)}: an index without a partitionKey is local to the table's: both need a sortKey; write a partitionKey, or both sort keys`,
        });
      }
    }
    return problems;
  });

const RULES: readonly Rule[] = [
  hasAnApi,
  hasRoutes,
  routesHaveFunctions,
  routeKeysAreKnown,
  stagesAreFree,
  stagesDiffer,
  apiIdsDiffer,
  handlersExist,
  variablesAreAllowed,
  tableNamesAreLegal,
  tableKeysAgree,
];

/** Everything that is wrong with the project. */
export function findProjectProblems(project: Project, checks: ProjectChecks): Problem[] {
  return RULES.flatMap((rule) => rule(project, checks));
}
