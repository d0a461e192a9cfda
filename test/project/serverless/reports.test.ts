/** What is said of services in which something is wrong. */
import { describe, expect, test } from 'vitest';
import type { Files } from '../../support/project.ts';
import { reportOfFiles } from '../read-project.ts';
import { reportOf, service, variableReport } from './read-service.ts';

test('variables without a value: each source says what to do', async () => {
  const report = await variableReport(
    {
      a: '${self:custom.name}',
      b: '${opt:stage}',
      c: '${opt:verbose}',
      d: '${env:TABLE}',
      e: '${param:domain}',
      f: '${file(./gone.yml):x}',
      g: '${file(./there.yml):x}',
      h: '${ssm:/chat/${sls:stage}/secret}',
      i: '${cf(eu-west-1):network-dev.VpcId}',
      j: '${aws:ssm:/path}',
      k: '${file(gone.js):a, env:NEITHER}',
      l: 'name-${self:custom.nothing}-suffix',
    },
    { 'there.yml': 'y: 1' },
  );
  expect(report).toMatchInlineSnapshot(`
    "12 problems in the project definition:
      serverless.yml:14:17  resources.Outputs.a.Value: \${self:custom.name} has no value: there is no custom.name in the service's file; write it there, or give a fall-back: \${self:custom.name, 'value'}
      serverless.yml:15:17  resources.Outputs.b.Value: \${opt:stage} has no value: --stage is not given; start with --stage <name>, or give a fall-back: \${opt:stage, 'value'}
      serverless.yml:16:17  resources.Outputs.c.Value: \${opt:verbose} has no value: there is no option --verbose here; give a fall-back: \${opt:verbose, 'value'}
      serverless.yml:17:17  resources.Outputs.d.Value: \${env:TABLE} has no value: the environment variable TABLE is not set; set it, write it into .env, or give a fall-back: \${env:TABLE, 'value'}
      serverless.yml:18:17  resources.Outputs.e.Value: \${param:domain} has no value: there is no parameter domain; write it under "params" or "stages", start with --param "domain=value", or give a fall-back
      serverless.yml:19:17  resources.Outputs.f.Value: \${file(./gone.yml):x} has no value: there is no file ./gone.yml in the service's folder; correct the path, or give a fall-back
      serverless.yml:20:17  resources.Outputs.g.Value: \${file(./there.yml):x} has no value: ./there.yml has no x; write it there, or give a fall-back
      serverless.yml:21:17  resources.Outputs.h.Value: \${ssm:/chat/\${sls:stage}/secret} is kept elsewhere and has no value here; write it into emulator.values.yaml: "ssm": { "/chat/dev/secret": "…" }, or give the variable a fall-back
      serverless.yml:22:17  resources.Outputs.i.Value: \${cf(eu-west-1):network-dev.VpcId} is kept elsewhere and has no value here; write it into emulator.values.yaml: "cf": { "network-dev.VpcId": "…" }, or give the variable a fall-back
      serverless.yml:23:17  resources.Outputs.j.Value: \${aws:ssm:/path} is kept elsewhere and has no value here; write it into emulator.values.yaml: "ssm": { "/path": "…" }, or give the variable a fall-back
      serverless.yml:24:17  resources.Outputs.k.Value: \${file(gone.js):a, env:NEITHER} has no value: the environment variable NEITHER is not set; set it, write it into .env, or give a fall-back: \${env:NEITHER, 'value'}
      serverless.yml:25:17  resources.Outputs.l.Value: \${self:custom.nothing} has no value: there is no custom.nothing in the service's file; write it there, or give a fall-back: \${self:custom.nothing, 'value'}"
  `);
});

test('what is no variable, or a wrong one', async () => {
  const report = await variableReport(
    {
      a: '${slef:service}',
      b: '${plugin:value}',
      c: '${opt:stage, dev}',
      d: '${self:service',
      e: '${self:service, }',
      f: '${sls:other}',
      g: '${aws:other}',
      h: '${strToBool(maybe)}',
      i: 'text-${self:provider}',
      j: 'text-${opt:x, null}',
      k: '${file():x}',
      l: '${self:custom.${AWS::Region}}',
    },
    {},
  );
  expect(report).toMatchInlineSnapshot(`
    "12 problems in the project definition:
      serverless.yml:14:17  resources.Outputs.a.Value: \${slef:service} has the unknown source "slef"; did you mean "self"? What a plugin gives stands in emulator.values.yaml: "slef": { "service": "…" }; what is no variable is written \\\${…}
      serverless.yml:15:17  resources.Outputs.b.Value: \${plugin:value} has the unknown source "plugin"; known are self, file, opt, env, sls, param, aws, strToBool. What a plugin gives stands in emulator.values.yaml: "plugin": { "value": "…" }; what is no variable is written \\\${…}
      serverless.yml:16:17  resources.Outputs.c.Value: "dev" is no value; write 'dev', in quotes
      serverless.yml:17:17  resources.Outputs.d.Value: \${self:service lacks its "}", or has something else in its place
      serverless.yml:18:17  resources.Outputs.e.Value: nothing stands behind the comma; write a value, or leave the comma out
      serverless.yml:19:17  resources.Outputs.f.Value: \${sls:other} is unknown; there are \${sls:stage} and \${sls:instanceId}
      serverless.yml:20:17  resources.Outputs.g.Value: \${aws:other} is unknown; there are \${aws:accountId}, \${aws:region}, and \${aws:ssm:/path} and its like
      serverless.yml:21:17  resources.Outputs.h.Value: \${strToBool(maybe)}: "maybe" is neither true, false, 1 nor 0
      serverless.yml:22:17  resources.Outputs.i.Value: \${self:provider} is an object, and an object cannot be a piece of a text; let the variable be the whole value, or name something in it
      serverless.yml:23:17  resources.Outputs.j.Value: \${opt:x, null} is null, of which no text can be made; give it another fall-back
      serverless.yml:24:17  resources.Outputs.k.Value: \${file()} names no file; write \${file(./config.yml):key}
      serverless.yml:25:17  resources.Outputs.l.Value: \${AWS::Region} stands inside a variable and is none itself"
  `);
});

test('circular variables, each circle once', async () => {
  const custom = `
custom:
  dynamodb:
    a: \${self:custom.dynamodb.b}
    b: x-\${self:custom.dynamodb.c}
    c: \${self:custom.dynamodb.a}
    itself: \${self:custom.dynamodb.itself}
    around: \${self:custom.dynamodb}
`;
  expect(await reportOf(service(custom))).toMatchInlineSnapshot(`
    "3 problems in the project definition:
      serverless.yml:14:8  custom.dynamodb.a: stands for itself: custom.dynamodb.a → custom.dynamodb.b → custom.dynamodb.c → custom.dynamodb.a; write one of them out
      serverless.yml:17:13  custom.dynamodb.itself: stands for itself: custom.dynamodb.itself → custom.dynamodb.itself; write one of them out
      serverless.yml:18:13  custom.dynamodb.around: stands for itself: custom.dynamodb → custom.dynamodb.around → custom.dynamodb; write one of them out"
  `);
  const stage = service().replace('name: aws', 'name: aws\n  stage: ${sls:stage}');
  expect(await reportOf(stage)).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      serverless.yml:4:10  provider.stage: stands for itself: provider.stage → provider.stage; write one of them out"
  `);
});

test('mistakes in files that are included are said at their own places', async () => {
  const report = await reportOf({
    'serverless.yml': service(
      'custom: { dynamodb: "${file(./a.yml)}", esbuild: "${file(./b.json)}" }\nresources: ${file(./c.js)}\nbuild: ${file(./d.js)}\nplugins: ${file(./e.yml)}',
    ),
    'a.yml': 'x: 1\n\ty: 2',
    'b.json': '{ "a": 1, }',
    'c.js': 'module.exports = {\n',
    'd.js': 'module.exports = () => { throw new Error("no network"); }',
    'e.yml': 'a: 1\nb: ${self:custom.gone}',
  });
  expect(report).toMatchInlineSnapshot(`
    "9 problems in the project definition:
      a.yml:2:1  not YAML: tab characters must not be used in indentation; YAML is indented by spaces; replace the tab
      b.json:1:11  not JSON: a key in double quotes has to stand here, or the comma in front has to go
      c.js:2:1  syntax error: Unexpected token
      serverless.yml:11:21  custom.dynamodb: ./a.yml cannot be read; what is wrong in it is said at its own place
      serverless.yml:11:50  custom.esbuild: ./b.json cannot be read; what is wrong in it is said at its own place
      serverless.yml:12:12  resources: ./c.js cannot be read; what is wrong in it is said at its own place
      serverless.yml:13:8  build: the function failed: no network
      e.yml:1:1  expected a list of plugins, found {"a":1,"b":"…"}
      e.yml:2:4  b: \${self:custom.gone} has no value: there is no custom.gone in the service's file; write it there, or give a fall-back: \${self:custom.gone, 'value'}"
  `);
});

test('wrong shapes, in the framework’s own words', async () => {
  const report = await reportOf(`
provder: {}
service: my chat
provider:
  name: google
  timeout: 1000
  runtme: nodejs22.x
  environment: [A]
functions:
  a:
    handlr: a.b
    memorySize: lots
    env: { A: 1 }
  b: handler.js
  c:
    events: { websocket: $connect }
layers:
  shared: { name: x }
  archive: { package: { artifact: layer.zip } }
plugins: serverless-offline
resources: text
`);
  expect(report).toMatchInlineSnapshot(`
    "15 problems in the project definition:
      serverless.yml:2:1  provder: unknown key "provder"; did you mean "provider"?
      serverless.yml:3:10  service: expected a name of letters, digits and "-", found "my chat"
      serverless.yml:5:9  provider.name: expected aws, the only provider that runs here, found "google"
      serverless.yml:6:12  provider.timeout: expected seconds from 1 to 900, found 1000
      serverless.yml:7:3  provider.runtme: unknown key "runtme"; did you mean "runtime"?
      serverless.yml:11:5  functions.a.handlr: unknown key "handlr"; did you mean "handler"?
      serverless.yml:12:17  functions.a.memorySize: expected MB from 128 to 10240, found "lots"
      serverless.yml:13:5  functions.a.env: unknown key "env"; did you mean "environment"?
      serverless.yml:14:6  functions.b: expected an object with a handler, found "handler.js"
      serverless.yml:16:5  functions.c: "handler" is missing; write handler: src/c.handler
      serverless.yml:16:13  functions.c.events: expected a list of events, found {"websocket":"$connect"}
      serverless.yml:18:3  layers.shared: "path" is missing; write path: layer
      serverless.yml:19:3  layers.archive: an archive cannot be used here; unpack it, and write path: <folder>
      serverless.yml:20:10  plugins: expected a list of plugins, found "serverless-offline"
      serverless.yml:21:12  resources: expected an object of CloudFormation, found "text""
  `);
});

test('what is missing altogether', async () => {
  expect(await reportOf('custom: {}')).toMatchInlineSnapshot(`
    "2 problems in the project definition:
      serverless.yml:1:1  service: is missing; write service: chat
      serverless.yml:1:1  provider: is missing; write provider: { name: aws }"
  `);
  expect(await reportOf('- a')).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      serverless.yml:1:1  expected an object with "service" and "provider", found ["a"]"
  `);
  expect(await reportOf('service: chat\nprovider: aws\n')).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      serverless.yml:1:1  no function has a websocket event, so there is nothing to connect to; write events: [{ websocket: $connect }] and the like"
  `);
  const http = 'service: chat\nprovider: aws\nfunctions: { a: { handler: a.b, events: [{ http: GET / }] } }';
  expect(await reportOf(http)).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      serverless.yml:3:12  functions: no function has a websocket event, so there is nothing to connect to; write events: [{ websocket: $connect }] and the like"
  `);
});

test('websocket events', async () => {
  const report = await reportOf(`
service: chat
provider: { name: aws, logs: { websocket: { level: DEBUG } } }
functions:
  hello:
    handler: a.b
    events:
      - websocket: $connect
      - websocket:
      - websocket: { rout: x }
      - websocket: { route: a, routeResponseSelectionExpression: $all }
      - websocket: { route: b, authorizer: { arn: !Ref Elsewhere } }
      - websocket: { route: c, authorizer: autth }
      - websocket: { route: d, authorizer: { nam: auth } }
      - websocket: { route: a }
      - websockets: x
      - websocket
      - stream: { arn: !Ref S }
      - stream: { type: dynamodb }
  auth:
    handler: a.b
    events: [{ websocket: $connect }]
  image:
    image: 123.dkr.ecr.eu-west-1.amazonaws.com/x
    events: [{ websocket: image }]
`);
  expect(report).toMatchInlineSnapshot(`
    "14 problems in the project definition:
      serverless.yml:3:52  provider.logs.websocket.level: expected INFO or ERROR; leave it out for INFO
      serverless.yml:9:9  functions.hello.events[1].websocket: expected the key of a route; write websocket: $connect, or websocket: { route: $connect }
      serverless.yml:10:22  functions.hello.events[2].websocket.rout: unknown key "rout"; did you mean "route"?
      serverless.yml:11:66  functions.hello.events[3].websocket.routeResponseSelectionExpression: expected $default, the only expression that there is
      serverless.yml:12:44  functions.hello.events[4].websocket.authorizer: an "arn" that is no text needs a "name" beside it; write one
      serverless.yml:13:44  functions.hello.events[5].websocket.authorizer: there is no function autth; did you mean "auth"?
      serverless.yml:14:46  functions.hello.events[6].websocket.authorizer.nam: unknown key "nam"; did you mean "name"?
      serverless.yml:15:29  functions.hello.events[7].websocket.route: the route a is that of this function already; a route leads to one function; remove one of the two
      serverless.yml:16:9  functions.hello.events[8].websockets: there is no event "websockets" of this form; write websocket: $connect
      serverless.yml:17:9  functions.hello.events[9]: there is no event "websocket" of this form; write websocket: $connect
      serverless.yml:18:17  functions.hello.events[10].stream: "type" is missing beside an "arn" that is no text; write type: dynamodb
      serverless.yml:19:17  functions.hello.events[11].stream: "arn" is missing; write arn: !GetAtt Table.StreamArn, and type: dynamodb
      serverless.yml:22:27  functions.auth.events[0].websocket: the route $connect is that of the function hello already; a route leads to one function; remove one of the two
      serverless.yml:24:12  functions.image.image: a container image cannot run here; give image a handler, or leave it out"
  `);
});

test('resources, seeds and settings of plugins', async () => {
  const report = await reportOf(
    service(`
custom:
  serverless-offline: { websocketPort: high }
  serverless-dynamodb: { seed: { a: { sources: [{ table: room, sources: [a.json] }, { sources: [b.json] }] } } }
resources:
  Resources: { Rooms: { Type: AWS::DynamoDB::Table, Properties: { TableName: rooms } } }
  extensions:
    WebsocketApi: { Properties: {} }
    WebsocketsApi: { Type: x }
`),
  );
  expect(report).toMatchInlineSnapshot(`
    "5 problems in the project definition:
      serverless.yml:13:40  custom["serverless-offline"].websocketPort: expected a port from 0 to 65535
      serverless.yml:14:58  custom["serverless-dynamodb"].seed.a.sources[0].table: there is no table room; did you mean "rooms"?
      serverless.yml:14:85  custom["serverless-dynamodb"].seed.a.sources[1]: "table" is missing; write table: <its name>, beside "sources"
      serverless.yml:18:5  resources.extensions.WebsocketApi: there is no resource WebsocketApi to extend; did you mean "WebsocketsApi"?
      serverless.yml:19:22  resources.extensions.WebsocketsApi.Type: "Type" cannot be extended; Condition, CreationPolicy, DeletionPolicy, UpdatePolicy, UpdateReplacePolicy, Properties, Metadata, DependsOn can"
  `);
});

test('a function of a file that another function asks for is not said twice', async () => {
  const report = await reportOf({
    'serverless.yml': `
service: chat
provider: { name: aws, environment: { A: "\${self:custom.secret}", B: "x-\${self:custom.secret}" } }
custom: { secret: "\${ssm:/secret}" }
functions: { a: { handler: a.b, environment: "\${self:provider.environment}", events: [{ websocket: a }] } }
`,
  });
  expect(report).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      serverless.yml:4:19  custom.secret: \${ssm:/secret} is kept elsewhere and has no value here; write it into emulator.values.yaml: "ssm": { "/secret": "…" }, or give the variable a fall-back"
  `);
});

test('a function of a module that asks for itself by a detour', async () => {
  const report = await reportOf({
    'serverless.yml': service(
      'custom: { dynamodb: "${file(a.js):x}" }\nresources: { Outputs: "${file(a.js):x}" }',
    ),
    'a.js': 'exports.x = ({ resolveVariable }) => resolveVariable("self:custom.dynamodb")',
  });
  expect(report).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      serverless.yml:11:21  custom.dynamodb: stands for itself: custom.dynamodb → custom.dynamodb; write one of them out"
  `);
});

test('a variable without a value in a list is said once', async () => {
  const report = await reportOf(
    service('', 'layers: ["${ssm:/layer}", "arn:aws:lambda:x"]\ntimeout: ${ssm:/timeout}'),
  );
  expect(report).toMatchInlineSnapshot(`
    "2 problems in the project definition:
      serverless.yml:10:14  functions.hello.layers[0]: \${ssm:/layer} is kept elsewhere and has no value here; write it into emulator.values.yaml: "ssm": { "/layer": "…" }, or give the variable a fall-back
      serverless.yml:11:14  functions.hello.timeout: \${ssm:/timeout} is kept elsewhere and has no value here; write it into emulator.values.yaml: "ssm": { "/timeout": "…" }, or give the variable a fall-back"
  `);
});

test('serverless.websocket-event: what stands beside the event', async () => {
  const report = await reportOf(
    service().replace(
      '- websocket: $default',
      '- websocket:\n        route: $default\n        authorizer: auth',
    ),
  );
  expect(report).toMatchInlineSnapshot(`
    "2 problems in the project definition:
      serverless.yml:10:9  functions.hello.events[0].route: stands beside "websocket", not in it; write "route" further to the right
      serverless.yml:11:9  functions.hello.events[0].authorizer: stands beside "websocket", not in it; write "authorizer" further to the right"
  `);
});

test('a section without anything in it is none', async () => {
  const report = await reportOf('service: chat\nprovider: aws\nfunctions:\nlayers:\nresources:\nplugins:\n');
  expect(report).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      serverless.yml:1:1  no function has a websocket event, so there is nothing to connect to; write events: [{ websocket: $connect }] and the like"
  `);
});

describe('read with the rules', () => {
  const HELLO: Files = { 'hello.js': 'exports.handler = async () => ({ statusCode: 200 });' };
  const complaint = (yml: string, files: Files = {}) =>
    reportOfFiles({ ...HELLO, 'serverless.yml': yml, ...files });

  test('that no event of an API could be read is not said beside what is wrong with it', async () => {
    const yml = service().replace('- websocket: $default', '- websocket: { rout: $default }');
    expect(await complaint(yml)).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        serverless.yml:9:22  functions.hello.events[0].websocket.rout: unknown key "rout"; did you mean "route"?"
    `);
  });

  test('a layer of an unknown name says nothing of the list of layers', async () => {
    expect(await complaint(service('', 'layers: ["${ssm:/layer}"]'))).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        serverless.yml:10:14  functions.hello.layers[0]: \${ssm:/layer} is kept elsewhere and has no value here; write it into emulator.values.yaml: "ssm": { "/layer": "…" }, or give the variable a fall-back"
    `);
  });

  test('the name of a variable is named where it stands, not where its value does', async () => {
    const yml = service('', 'environment: { A: "${file(values.yml):stage}" }');
    expect(await complaint(yml, { 'values.yml': 'stage: x' })).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        serverless.yml:10:20  functions.hello.environment.A: Lambda takes variable names of two or more letters, digits and "_", with a letter in front; rename it"
    `);
  });

  test('settings are called as the framework calls them', async () => {
    const yml = service('', 'runtime: provided.al2023').replace(
      '- websocket: $default',
      '- websocket: $defalt',
    );
    expect(await complaint(yml)).toMatchInlineSnapshot(`
      "2 problems in the project definition:
        serverless.yml:7:5  functions.hello: there is no file bootstrap in .; provided.al2023 runs an executable of that name; build it there, or correct handler
        serverless.yml:9:20  functions.hello.events[0].websocket: a route key with "$" in front is one of $connect, $disconnect, $default; did you mean "$default"?"
    `);
  });

  test('an API of the service’s own resources that no function has an event for', async () => {
    const api =
      '{ Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: WEBSOCKET, Name: own, RouteSelectionExpression: $request.body.action } }';
    const yml = service(`resources: { Resources: { Own: ${api} } }`).replace('- websocket: $default', '[]');
    expect(await complaint(yml)).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        serverless.yml:11:32  resources.Resources.Own: there is no route; give a function an event such as websocket: $default"
    `);
  });
});
