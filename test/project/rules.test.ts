/** Mistakes between the parts of a configuration whose shape is right. */
import { expect, test } from 'vitest';
import { readFiles, reportOf, SOUND } from './read-project.ts';

const chat = SOUND.apis.chat;
const echo = SOUND.functions.echo;

test('a route to a function that does not exist is reported, with the one that was meant', async () => {
  const routes = { $connect: 'ecko', $default: { function: 'Echo' }, send: 'broadcast' };
  const report = await reportOf({ ...SOUND, apis: { chat: { routes } } });
  expect(report).toMatchInlineSnapshot(`
    "3 problems in the project definition:
      emulator.config.json:5:21  apis.chat.routes.$connect: there is no function "ecko"; did you mean "echo"?
      emulator.config.json:7:23  apis.chat.routes.$default: there is no function "Echo"; did you mean "echo"?
      emulator.config.json:9:17  apis.chat.routes.send: there is no function "broadcast"; there is: echo"
  `);
  expect(await reportOf({ apis: { chat }, functions: {} })).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      emulator.config.json:5:21  apis.chat.routes.$default: there is no function "echo"; add it to "functions""
  `);
});

test('a route key that starts with a dollar sign is one of the three', async () => {
  const routes = { $conect: 'echo', $Default: 'echo', $send: 'echo' };
  expect(await reportOf({ ...SOUND, apis: { chat: { routes } } })).toMatchInlineSnapshot(`
    "3 problems in the project definition:
      emulator.config.json:5:9  apis.chat.routes.$conect: a route key with "$" in front is one of $connect, $disconnect, $default; did you mean "$connect"?
      emulator.config.json:6:9  apis.chat.routes.$Default: a route key with "$" in front is one of $connect, $disconnect, $default; did you mean "$default"?
      emulator.config.json:7:9  apis.chat.routes.$send: a route key with "$" in front is one of $connect, $disconnect, $default; did you mean "send"?"
  `);
});

test('a project has an API, and an API has a route', async () => {
  expect(await reportOf({ ...SOUND, apis: {} })).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      emulator.config.json:2:11  apis: there is no API; write at least one, such as "chat": { "routes": { "$default": "echo" } }"
  `);
  expect(await reportOf({ ...SOUND, apis: { chat: { routes: {} } } })).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      emulator.config.json:4:17  apis.chat.routes: there is no route; write at least one, such as "$default": "echo""
  `);
});

test('APIs that share a port differ in their stages, and all APIs in their ids', async () => {
  const report = await reportOf({
    ...SOUND,
    apis: {
      first: { apiId: 'abc', ...chat },
      elsewhere: { port: 3002, ...chat },
      second: { apiId: 'abc', ...chat },
      third: { stage: 'dev', ...chat },
    },
  });
  expect(report).toMatchInlineSnapshot(`
    "3 problems in the project definition:
      emulator.config.json:15:15  apis.second: apis.first has the stage "dev" on port 3001 already; give one of them another "stage" or "port"
      emulator.config.json:16:16  apis.second: apis.first has the id "abc" already; give one of them another "apiId"
      emulator.config.json:22:16  apis.third: apis.first has the stage "dev" on port 3001 already; give one of them another "stage" or "port""
  `);
});

test('a stage name that the emulator needs itself is refused', async () => {
  const apis = { chat: { stage: '_emulator', ...chat }, other: { stage: 'ping', ...chat } };
  expect(await reportOf({ ...SOUND, apis })).toMatchInlineSnapshot(`
    "2 problems in the project definition:
      emulator.config.json:4:16  apis.chat.stage: "_emulator" is reserved for the emulator; choose another
      emulator.config.json:10:16  apis.other.stage: "ping" is reserved for the emulator; choose another"
  `);
});

test('a stage given over the file has to be a stage name as well', async () => {
  expect(await reportOf(SOUND, {}, 'a/b')).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      emulator.config.json:3:13  apis.chat.stage: "a/b" is no stage name; write 1 to 128 letters, digits, "-" and "_""
  `);
  const project = await readFiles({ 'emulator.config.json': SOUND }, 'prod');
  expect(project.apis.flatMap(({ stages }) => stages.map(({ name }) => name))).toEqual(['prod']);
});

test('environment variables that Lambda refuses are refused', async () => {
  const environment = { AWS_REGION: 'a', _HANDLER: 'b', 'MY-VAR': 'c', '1ST': 'd', X: 'e', TABLE_NAME: 'f' };
  const report = await reportOf({ ...SOUND, functions: { echo: { ...echo, environment } } });
  expect(report).toMatchInlineSnapshot(`
    "5 problems in the project definition:
      emulator.config.json:13:9  functions.echo.environment.AWS_REGION: Lambda sets this variable itself and refuses it in a function; rename it
      emulator.config.json:14:9  functions.echo.environment._HANDLER: Lambda sets this variable itself and refuses it in a function; rename it
      emulator.config.json:15:9  functions.echo.environment["MY-VAR"]: Lambda takes variable names of two or more letters, digits and "_", with a letter in front; rename it
      emulator.config.json:16:9  functions.echo.environment.1ST: Lambda takes variable names of two or more letters, digits and "_", with a letter in front; rename it
      emulator.config.json:17:9  functions.echo.environment.X: Lambda takes variable names of two or more letters, digits and "_", with a letter in front; rename it"
  `);
});

test('names that DynamoDB refuses are refused', async () => {
  const report = await reportOf({
    ...SOUND,
    tables: {
      WS: { partitionKey: 'id' },
      'my table': { partitionKey: 'id', indexes: { i: { partitionKey: 'x' } } },
    },
  });
  expect(report).toMatchInlineSnapshot(`
    "3 problems in the project definition:
      emulator.config.json:15:5  tables.WS: the name of a table has 3 to 255 letters, digits, "_", "-" and "."; rename it
      emulator.config.json:18:5  tables["my table"]: the name of a table has 3 to 255 letters, digits, "_", "-" and "."; rename it
      emulator.config.json:21:9  tables["my table"].indexes.i: the name of an index has 3 to 255 letters, digits, "_", "-" and "."; rename it"
  `);
});

test('an attribute has one type in all keys of a table, and is in a key once', async () => {
  const report = await reportOf({
    ...SOUND,
    tables: {
      Rooms: {
        partitionKey: 'room',
        sortKey: 'at:N',
        indexes: { byTime: { partitionKey: 'at' }, byRoom: { partitionKey: 'room', sortKey: 'room:N' } },
      },
      Other: { partitionKey: 'at:B', sortKey: 'at:B' },
    },
  });
  expect(report).toMatchInlineSnapshot(`
    "4 problems in the project definition:
      emulator.config.json:20:27  tables.Rooms.indexes.byTime.partitionKey: the attribute "at" has the type S here and N in tables.Rooms.sortKey; write the same for both
      emulator.config.json:24:22  tables.Rooms.indexes.byRoom.sortKey: the attribute "room" has the type N here and S in tables.Rooms.partitionKey; write the same for both
      emulator.config.json:24:22  tables.Rooms.indexes.byRoom.sortKey: "room" is the partition key already; name another attribute, or leave the sort key out
      emulator.config.json:30:18  tables.Other.sortKey: "at" is the partition key already; name another attribute, or leave the sort key out"
  `);
});

test('a local index needs a sort key of its own and one of the table', async () => {
  const report = await reportOf({
    ...SOUND,
    tables: {
      Plain: { partitionKey: 'id', indexes: { none: {}, one: { sortKey: 'at' } } },
      Sorted: { partitionKey: 'id', sortKey: 'at', indexes: { none: {}, local: { sortKey: 'name' } } },
    },
  });
  expect(report).toMatchInlineSnapshot(`
    "3 problems in the project definition:
      emulator.config.json:18:17  tables.Plain.indexes.none: an index without "partitionKey" is a local one, and takes a "sortKey" in index and table; write one for the index and the table, or a "partitionKey" to make the index global
      emulator.config.json:19:16  tables.Plain.indexes.one: an index without "partitionKey" is a local one, and takes a "sortKey" in index and table; write one for the table, or a "partitionKey" to make the index global
      emulator.config.json:28:17  tables.Sorted.indexes.none: an index without "partitionKey" is a local one, and takes a "sortKey" in index and table; write one for the index, or a "partitionKey" to make the index global"
  `);
});

test('mistakes of shape and between parts are reported in one go', async () => {
  const report = await reportOf({
    regoin: 'us-east-1',
    apis: {
      chat: { prot: 3002, routes: { $connect: 'onConect', $default: 'echo', send: {} } },
      other: { port: '3001', routes: { $defualt: 'echo' } },
      more: { routes: { $default: 'ecko' } },
      last: { routes: { $default: 'echo' } },
    },
    functions: {
      onConnect: { handler: 'connect.handler' },
      echo: { handler: 'eco.handler', timeout: '3' },
    },
    tables: {
      Rooms: {
        partitionKey: 'room',
        sortKey: 'at:N',
        timeToLive: 3,
        indexes: { byTime: { partitionKey: 'at' } },
      },
    },
  });
  expect(report).toMatchInlineSnapshot(`
    "13 problems in the project definition:
      emulator.config.json:2:3  unknown key "regoin"; did you mean "region"?
      emulator.config.json:5:7  apis.chat: unknown key "prot"; did you mean "port"?
      emulator.config.json:7:21  apis.chat.routes.$connect: there is no function "onConect"; did you mean "onConnect"?
      emulator.config.json:9:17  apis.chat.routes.send: "function" is missing; write "function": "echo", or an "integration"
      emulator.config.json:13:15  apis.other.port: expected a port from 0 to 65535 (0 takes a free one), found "3001"; write 3001, without quotes
      emulator.config.json:15:9  apis.other.routes.$defualt: a route key with "$" in front is one of $connect, $disconnect, $default; did you mean "$default"?
      emulator.config.json:20:21  apis.more.routes.$default: there is no function "ecko"; did you mean "echo"?
      emulator.config.json:23:13  apis.last: apis.more has the stage "dev" on port 3001 already; give one of them another "stage" or "port"
      emulator.config.json:31:18  functions.onConnect.handler: there is no connect.js, .mjs, .cjs or .ts; there is: echo.js
      emulator.config.json:34:18  functions.echo.handler: there is no eco.js, .mjs, .cjs or .ts; did you mean "echo.handler"?
      emulator.config.json:35:18  functions.echo.timeout: expected whole seconds from 1 to 900, found "3"; write 3, without quotes
      emulator.config.json:42:21  tables.Rooms.timeToLive: expected an attribute name, without a type, found 3
      emulator.config.json:45:27  tables.Rooms.indexes.byTime.partitionKey: the attribute "at" has the type S here and N in tables.Rooms.sortKey; write the same for both"
  `);
});

test('what only follows from a broken value is not reported', async () => {
  const report = await reportOf({
    apis: {
      // The port was meant to tell the two apart, the folder to have the handler, the keys to make a local index.
      chat: { port: 70_000, ...chat },
      other: chat,
      broken: 3,
    },
    functions: {
      echo,
      there: { handler: 'there.handler', codeURi: 'src' },
      here: { handler: 'here.handler', codeUri: 1 },
    },
    tables: {
      Rooms: {
        partitionKey: 'id',
        sortKey: 3,
        indexes: { local: { sortKey: 'at' }, global: { partitionKey: 4 } },
      },
    },
  });
  expect(report).toMatchInlineSnapshot(`
    "6 problems in the project definition:
      emulator.config.json:4:15  apis.chat.port: expected a port from 0 to 65535 (0 takes a free one), found 70000
      emulator.config.json:14:15  apis.broken: expected an object with "routes", found 3
      emulator.config.json:22:7  functions.there: unknown key "codeURi"; did you mean "codeUri"?
      emulator.config.json:26:18  functions.here.codeUri: expected a folder, found 1
      emulator.config.json:32:18  tables.Rooms.sortKey: expected an attribute name, with ":N" or ":B" behind it for a number or binary key ("room:N"), found 3
      emulator.config.json:38:27  tables.Rooms.indexes.global.partitionKey: expected an attribute name, with ":N" or ":B" behind it for a number or binary key ("room:N"), found 4"
  `);
  expect(await reportOf({ apis: { chat }, functions: [] })).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      emulator.config.json:9:16  functions: expected an object of functions by name, found []"
  `);
});

test('names are free: dots, quotes and the names of JavaScript itself', async () => {
  const text = `{
    "apis": { "my.api": { "routes": { "a \\"b\\".c": "constructor", "constructor": "x.y", "__proto__": "toString" } } },
    "functions": {
      "constructor": { "handler": "echo.handler" },
      "__proto__": { "handler": "echo.handler", "environment": { "constructor": "a", "toString": "b" } },
      "x.y": { "handler": "gone.handler" }
    }
  }`;
  expect(await reportOf(text)).toMatchInlineSnapshot(`
    "2 problems in the project definition:
      emulator.config.json:2:102  apis["my.api"].routes.__proto__: there is no function "toString"; there is: constructor, __proto__, x.y
      emulator.config.json:6:27  functions["x.y"].handler: there is no gone.js, .mjs, .cjs or .ts; there is: echo.js"
  `);
  const project = await readFiles({
    'emulator.config.json': text.replace('toString', '__proto__').replace('gone', 'echo'),
  });
  expect(project.functions.map(({ name }) => name)).toEqual(['constructor', '__proto__', 'x.y']);
  expect(project.functions[1]?.environment).toEqual({ constructor: 'a', toString: 'b' });
  expect(project.apis[0]?.routes.map(({ routeKey }) => routeKey)).toEqual([
    'a "b".c',
    'constructor',
    '__proto__',
  ]);
});

test('a layer is a folder, and levels are for the JSON format', async () => {
  const functions = {
    echo: { ...echo, layers: ['layers/shared'] },
    quiet: { ...echo, loggingConfig: { applicationLogLevel: 'WARN' } },
  };
  expect(await reportOf({ ...SOUND, functions })).toMatchInlineSnapshot(`
    "2 problems in the project definition:
      emulator.config.json:13:9  functions.echo.layers[0]: there is no folder layers/shared; unpack the layer there, or name another folder
      emulator.config.json:19:32  functions.quiet.loggingConfig.applicationLogLevel: Lambda filters logs of the JSON format only; write "logFormat": "JSON", or leave it out"
  `);
});

test('a handler may be in a layer, or in a package', async () => {
  const report = await reportOf(
    {
      ...SOUND,
      functions: {
        echo: { ...echo, handler: '/opt/nodejs/wrapper.handler', layers: ['layer'] },
        inPackage: { ...echo, handler: 'lib.handler' },
        inLayer: { ...echo, handler: 'shared.handler', layers: ['layer'] },
        nowhere: { ...echo, handler: '/opt/nodejs/nothing.handler', layers: ['layer'] },
      },
    },
    {
      'layer/nodejs/wrapper.mjs': '',
      'layer/nodejs/node_modules/shared/index.js': '',
      'node_modules/lib/index.js': '',
    },
  );
  expect(report).toContain('1 problem');
  expect(report).toContain('functions.nowhere.handler');
});
