/** Which execution log lines a route writes: its own settings, else the stage's. Pure. */
import type { RouteSettings, Stage } from '../../project/api-model.ts';

interface ExecutionLogSettings {
  readonly level: NonNullable<RouteSettings['loggingLevel']>;
  /** Whether bodies are shown. */
  readonly dataTrace: boolean;
}

export function executionLogSettings(stage: Stage, routeKey: string): ExecutionLogSettings {
  const { defaultRouteSettings, routeSettings } = stage;
  const own = Object.hasOwn(routeSettings, routeKey) ? routeSettings[routeKey] : undefined;
  const { loggingLevel = 'OFF', dataTraceEnabled = false } = { ...defaultRouteSettings, ...own };
  return { level: loggingLevel, dataTrace: dataTraceEnabled };
}

/** The CloudWatch log group that a stage's execution log would be. */
export function logGroupOf(apiId: string, stage: Stage): string {
  return `/aws/apigateway/${apiId}/${stage.name}`;
}
