/** How a service calls what rules talk about, where that is not as a template does. */
import type { Words } from '../reading.ts';

const SETTINGS: Readonly<Record<string, string>> = {
  authorizer: 'authorizer',
  authorizers: 'functions',
  // Code is the service's folder; which file of it is meant, the handler says.
  codeUri: 'handler',
  environment: 'environment',
  functions: 'functions',
  handler: 'handler',
  identitySource: 'identitySource',
  layers: 'layers',
  memorySize: 'memorySize',
  port: 'custom.serverless-offline.websocketPort',
  routes: 'functions.*.events',
  runtime: 'runtime',
  stage: 'provider.stage',
  tables: 'resources.Resources',
  timeout: 'timeout',
};

/** @param words - a template's. */
export function serviceWords(words: Words): Words {
  return {
    ...words,
    setting: (name) => SETTINGS[name] ?? words.setting(name),
    advice: (topic, subject) =>
      topic === 'route'
        ? 'give a function an event such as websocket: $default'
        : words.advice(topic, subject),
  };
}
