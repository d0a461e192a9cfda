/** Where the parts of a model are written, and what rules call them, when the definition has another shape. */
import { expect, test } from 'vitest';
import { wordsOf } from '../../src/project/cloudformation/resources/words.ts';
import { findProjectProblems } from '../../src/project/rules.ts';
import type { Location } from '../../src/project/source/location.ts';
import { entryOf, locationOf, type Node } from '../../src/project/source/node.ts';
import { Origins } from '../../src/project/source/origins.ts';
import { parseYaml } from '../../src/project/source/yaml.ts';
import { readFiles, SOUND } from './read-project.ts';

const TEMPLATE = `Resources:
  Echo:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
`;

function parse(text: string): Node {
  const parsed = parseYaml('/chat/template.yaml', text);
  if (!parsed.ok) throw new Error('the template is broken');
  return parsed.node;
}

const template = parse(TEMPLATE);
const shown = ({ place, path }: Location) => `${place.line}:${place.column} ${path.join('.')}`;

function originsOfEcho(): Origins {
  const origins = new Origins(template.at);
  const echo = entryOf(entryOf(template, 'Resources')?.value, 'Echo');
  if (echo === undefined) throw new Error('there is no Echo');
  origins.set(['functions', 'echo'], echo.value.at, echo.key);
  origins.set(['functions', 'echo', 'handler'], locationOf(echo.value, ['Properties', 'Handler']));
  return origins;
}

test('the longest prefix says where a part is written', () => {
  const origins = originsOfEcho();
  expect(shown(origins.find(['functions', 'echo', 'handler']))).toBe(
    '5:16 Resources.Echo.Properties.Handler',
  );
  expect(shown(origins.find(['functions', 'echo', 'layers', 0]))).toBe('3:5 Resources.Echo');
  expect(shown(origins.find(['functions', 'other']))).toBe('1:1 ');
  expect(shown(origins.find([]))).toBe('1:1 ');
});

test('a name is where its key is, as long as it is the part itself that is asked for', () => {
  const origins = originsOfEcho();
  expect(shown(origins.find(['functions', 'echo'], 'key'))).toBe('2:3 Resources.Echo');
  expect(shown(origins.find(['functions', 'echo', 'environment', '1'], 'key'))).toBe('3:5 Resources.Echo');
});

test('rules name parts and settings as the definition does', async () => {
  const project = await readFiles({ 'emulator.config.json': SOUND });
  const origins = originsOfEcho();
  const words = wordsOf(origins);
  const checks = {
    handlerProblem: () => ({ problem: 'no-file', base: '/chat/index', nearby: [] }) as const,
    modelProblem: () => undefined,
    templateProblem: () => undefined,
    responseKeyProblem: () => undefined,
    seedProblem: () => undefined,
    eventPatternProblem: () => undefined,
  };
  const messages = (broken: typeof project) =>
    findProjectProblems({ ...broken, root: '/chat' }, checks, words).map(({ message }) => message);
  expect(messages({ ...project, apis: [] })).toEqual([
    'there is no API; add a resource of type AWS::Serverless::WebSocketApi, or AWS::ApiGatewayV2::Api with ProtocolType: WEBSOCKET',
    'Resources.Echo.Properties.Handler: there is no index.js, .mjs, .cjs or .ts; create one of them, or correct CodeUri',
  ]);
  const [api] = project.apis;
  if (api === undefined) throw new Error('there is no API');
  origins.set(api.path, entryOf(template, 'Resources')?.value.at ?? template.at);
  expect(messages({ ...project, functions: [], apis: [{ ...api, routes: [] }] })).toEqual([
    'Resources: there is no route; add a resource of type AWS::ApiGatewayV2::Route, or Routes to the AWS::Serverless::WebSocketApi',
  ]);
});
