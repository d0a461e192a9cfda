/** What a project has its users told: in the banner, as facts, and again only when it is new. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useEmulator } from '../support/emulator.ts';
import { useCommand } from '../support/process.ts';
import { useFiles } from '../support/project.ts';

const CODE = 'exports.handler = async () => ({ statusCode: 200 });';
const FILES = { 'handlers/connect.js': CODE, 'handlers/chat.send.js': CODE };
const NOTICE = 'handlers/chat.send.js is no route: Lambda reads no "." in a file\'s name.';

test('they stand below the routes, once', async () => {
  const cwd = await useFiles(FILES);
  const running = useCommand(['start', '--port', '0'], { cwd });
  const [printed] = await running.until(/^[\s\S]*ready in \d+ ms\n/);
  expect(printed).toMatch(/^ {2}project {7}handlers\/\n/);
  expect(printed).toContain(`\n  note  ${NOTICE}\n\nready in`);
  expect(printed.split(NOTICE)).toHaveLength(2);
});

test('they are facts for machines, after the first line', async () => {
  const cwd = await useFiles(FILES);
  const running = useCommand(['start', '--port', '0', '--log-format', 'json'], { cwd });
  const [printed] = await running.until(/^.*\n.*\n/);
  const [ready, notice] = printed.split('\n').map((line) => (line === '' ? undefined : JSON.parse(line)));
  expect(ready).toMatchObject({ type: 'ready' });
  expect(notice).toEqual({ type: 'notice', at: expect.any(Number), message: NOTICE });
});

test('of a project that is read again only those that are new are told', async () => {
  const cwd = await useFiles(FILES);
  const { facts, project, reload } = await useEmulator({ cwd });
  expect(project.notices).toEqual([NOTICE]);
  await writeFile(join(cwd, 'handlers', 'a.b.js'), CODE);
  await reload();
  await reload();
  expect(facts.of('notice').map(({ message }) => message)).toEqual([NOTICE.replace('chat.send', 'a.b')]);
});

test('the banner says what a definition is written in', async () => {
  const cwd = await useFiles({
    'infra/ws.yml': `Resources:
  Chat:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: chat, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action }
  Dev:
    Type: AWS::ApiGatewayV2::Stage
    Properties: { ApiId: !Ref Chat, StageName: dev }
  Ping:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Chat, RouteKey: ping, Target: !Sub "integrations/\${Mock}" }
  Mock:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Chat, IntegrationType: MOCK }
`,
  });
  const running = useCommand(['start', '--port', '0', '--template', 'infra/ws.yml'], { cwd });
  const [printed] = await running.until(/^[\s\S]*ready in \d+ ms\n/);
  expect(printed.replaceAll('\\', '/')).toMatch(/^ {2}project {7}infra\/ws\.yml \(CloudFormation\)\n/);
  expect(printed).toContain('routes        ping → MOCK\n');
});
