/** Sizes that AWS refuses at deployment. */
import { expect, test } from 'vitest';
import { reportOf, SOUND } from './read-project.ts';

test('quota.sizes: templates of more than 300 KB and log formats of more than 3 KB are reported', async () => {
  const big = 'x'.repeat(300 * 1024 + 1);
  const integration = {
    type: 'MOCK',
    requestTemplates: { $default: big, 200: 'x'.repeat(300 * 1024) },
    responses: { $default: { responseTemplates: { $default: big } } },
  };
  const stages = { dev: { accessLogSettings: { format: 'ä'.repeat(1537) } } };
  const report = await reportOf({ ...SOUND, apis: { chat: { stages, routes: { mock: { integration } } } } });
  expect(report).toMatchInlineSnapshot(`
    "3 problems in the project definition:
      emulator.config.json:7:23  apis.chat.stages.dev.accessLogSettings.format: the format of an access log may have 3072 bytes on AWS, and this has 3074; shorten it
      emulator.config.json:17:27  apis.chat.routes.mock.integration.requestTemplates.$default: a mapping template may have 307200 bytes on AWS, and this has 307201; shorten it
      emulator.config.json:22:31  apis.chat.routes.mock.integration.responses.$default.responseTemplates.$default: a mapping template may have 307200 bytes on AWS, and this has 307201; shorten it"
  `);
});
