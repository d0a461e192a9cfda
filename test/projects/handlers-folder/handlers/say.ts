import { reply } from './lib/reply';

interface Message {
  readonly body: string;
  readonly requestContext: {
    readonly connectionId: string;
    readonly domainName: string;
    readonly stage: string;
  };
}

export const handler = async ({ body, requestContext }: Message) => {
  await reply(requestContext, `you said ${JSON.parse(body).text} in ${process.env.ROOM}`);
  return { statusCode: 200 };
};
