/** Reads a step of a session file. */
import { checkShape, type Dialect } from '../project/shape/check.ts';
import { reportMisfits } from '../project/shape/report.ts';
import { entryOf, itemsOf, type Mapping, type Node, toText, toValue } from '../project/source/node.ts';
import type { ProblemList } from '../project/source/problem-list.ts';
import type { Conversation } from './conversation.ts';
import { parseDuration } from './durations.ts';
import { readHandshake } from './read-handshake.ts';
import { placeOf, readPattern, readPlaceholders } from './read-pattern.ts';
import type {
  ClosedStep,
  CloseStep,
  ConnectStep,
  Expectation,
  GroupStep,
  InvocationsStep,
  ManagementStep,
  ReceiveStep,
  SendStep,
  Step,
  TableStep,
} from './session.ts';
import { STEP_SCHEMAS, type Verb } from './step-schemas.ts';
import type { VerbStep } from './step-verb.ts';

/** What reading a step needs to know of the rest of the file. */
export interface StepContext {
  readonly problems: ProblemList;
  readonly conversation: Conversation;
  readonly dialect: Dialect;
  /** What the file says of how a client connects. */
  clientNode(name: string): Node | undefined;
}

export function readStep({ verb, node }: VerbStep, context: StepContext): Step {
  const { misfits } = checkShape(STEP_SCHEMAS[verb], toValue(node), context.dialect);
  reportMisfits(misfits, node, context.problems);
  return new StepReader(node, context).read(verb);
}

/** Of a step that may be wrong, which is reported then: each part is read as far as it is right. */
class StepReader {
  readonly #node: Mapping;
  readonly #context: StepContext;

  constructor(node: Mapping, context: StepContext) {
    this.#node = node;
    this.#context = context;
  }

  read(verb: Verb): Step {
    switch (verb) {
      case 'connect':
        return this.#connect();
      case 'send':
        return this.#send();
      case 'receive':
        return this.#receive();
      case 'close':
      case 'closed':
        return this.#close(verb);
      case 'post':
      case 'get':
      case 'delete':
        return this.#management(verb);
      case 'advance':
        return { ...this.#base, type: verb, milliseconds: this.#duration(verb) ?? 0 };
      case 'table':
        return this.#table();
      case 'invocations':
        return this.#invocations();
      case 'inOrder':
      case 'anyOrder':
        return this.#group(verb);
    }
  }

  #connect(): ConnectStep {
    const { conversation, clientNode, problems } = this.#context;
    const client = this.#text('connect');
    const handshake = readHandshake(clientNode(client), this.#node, problems, conversation.sends);
    const refused = this.#child('refused');
    conversation.connect(client, this.#at('connect'), refused !== undefined);
    return {
      ...this.#base,
      type: 'connect',
      client,
      handshake,
      refused: refused && {
        status: numberOf(entryOf(refused, 'status')?.value),
        body: this.#expectation('body', refused),
        place: placeOf(refused.at),
      },
      protocol: this.#protocol(),
    };
  }

  #protocol(): string | undefined {
    const node = this.#child('protocol');
    if (node !== undefined) readPattern(node, this.#context.problems, this.#context.conversation.sends);
    return toText(node);
  }

  #send(): SendStep {
    const client = this.#usedClient('send');
    const node = this.#child('message') ?? this.#node;
    const text = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : '';
    if (!text.startsWith(BASE64)) return { ...this.#base, type: 'send', client, message: this.#sent(node) };
    const base64 = text.slice(BASE64.length).trim();
    if (Buffer.from(base64, 'base64').toString('base64') !== base64) {
      const sentence = `what follows "${BASE64}" is no base64, which has letters, digits, "+", "/", and "=" to fill up four`;
      this.#context.problems.add(node.at, sentence);
    }
    return { ...this.#base, type: 'send', client, message: { base64 } };
  }

  #receive(): ReceiveStep {
    const client = this.#usedClient('receive');
    const message = this.#expectation('message');
    if (message === undefined) {
      const sentence = 'is missing; write "message: hello", or "contains:" with a part of the message';
      this.#context.problems.add(this.#node.at.below('message'), sentence);
    }
    const { at } = this.#node;
    return {
      ...this.#base,
      type: 'receive',
      client,
      message: message ?? { kind: 'contains', pattern: '', place: placeOf(at) },
    };
  }

  #close(verb: 'close' | 'closed'): CloseStep | ClosedStep {
    const client = this.#text(verb);
    if (client !== '') this.#context.conversation.close(client, this.#at(verb));
    const code = numberOf(this.#child('code'));
    if (verb === 'close' && code !== undefined && !isSendable(code)) {
      const sentence = `${code} cannot be sent; a client closes with 1000 or 1001, or a code from 3000 to 4999`;
      this.#context.problems.add(this.#at('code'), sentence);
    }
    return { ...this.#base, type: verb, client, code, reason: toText(this.#child('reason')) };
  }

  #management(verb: ManagementStep['type']): ManagementStep {
    const message = this.#child('message');
    const connection = this.#text(verb);
    this.#checkConnection(connection, verb);
    return {
      ...this.#base,
      type: verb,
      connection,
      message: message && this.#sent(message),
      status: numberOf(this.#child('status')),
      body: this.#expectation('body'),
    };
  }

  /** A name that is no client's is an id, and has to look like one. */
  #checkConnection(connection: string, verb: Verb): void {
    const { conversation, problems } = this.#context;
    const at = this.#at(verb);
    if (conversation.isClient(connection)) {
      conversation.sends({ name: connection, type: undefined, text: connection }, at);
      return;
    }
    readPlaceholders(connection, at, problems, conversation.sends);
    const meant = conversation.nearest(connection);
    if (meant === undefined || /[{=]/.test(connection)) return;
    problems.add(at, `no client is called ${JSON.stringify(connection)}; did you mean "${meant}"?`);
  }

  #table(): TableStep {
    const items = this.#expectation('items');
    const count = numberOf(this.#child('count'));
    if (!this.#has('items', 'contains', 'count')) {
      this.#context.problems.add(
        this.#node.at,
        'the step expects nothing; write items:, contains: or count:',
      );
    }
    return { ...this.#base, type: 'table', table: this.#text('table'), items, count };
  }

  #invocations(): InvocationsStep {
    const part = (key: string) => {
      const node = this.#child(key);
      return node && this.#expected(node, 'contains');
    };
    const count = numberOf(this.#child('count'));
    const [event, result, error] = ['event', 'result', 'error'].map(part);
    if (!this.#has('count', 'event', 'result', 'error')) {
      const sentence = 'the step expects nothing; write count:, event:, result: or error:';
      this.#context.problems.add(this.#node.at, sentence);
    }
    const name = this.#text('invocations');
    return { ...this.#base, type: 'invocations', function: name, count, event, result, error };
  }

  #group(verb: GroupStep['type']): GroupStep {
    const steps = itemsOf(this.#child(verb)).flatMap((node) => {
      if (node.kind !== 'mapping') return [];
      return entryOf(node, 'receive') === undefined ? [] : [new StepReader(node, this.#context).#receive()];
    });
    return { ...this.#base, type: verb, steps };
  }

  get #base() {
    const { at } = this.#node;
    return { place: placeOf(at), afterMs: this.#duration('after'), withinMs: this.#duration('within') };
  }

  #child(key: string): Node | undefined {
    return entryOf(this.#node, key)?.value;
  }

  #has(...keys: readonly string[]): boolean {
    return keys.some((key) => this.#child(key) !== undefined);
  }

  #at(key: string) {
    return this.#child(key)?.at ?? this.#node.at;
  }

  #text(key: string): string {
    return toText(this.#child(key)) ?? '';
  }

  #duration(key: string): number | undefined {
    return parseDuration(this.#text(key));
  }

  #usedClient(verb: Verb): string {
    const client = this.#text(verb);
    if (client !== '') this.#context.conversation.use(client, this.#at(verb));
    return client;
  }

  #sent(node: Node) {
    const { problems, conversation } = this.#context;
    return { pattern: readPattern(node, problems, conversation.sends), place: placeOf(node.at) };
  }

  /** What stands under the key is all that is expected, or a part of it under `contains`. */
  #expectation(key: string, around: Node = this.#node): Expectation | undefined {
    const whole = entryOf(around, key);
    const part = entryOf(around, 'contains');
    if (whole !== undefined && part !== undefined) {
      this.#context.problems.add(part.key, `"${key}" says all of it already; remove one of the two`);
    }
    if (whole !== undefined) return this.#expected(whole.value, 'equals');
    return part && this.#expected(part.value, 'contains');
  }

  #expected(node: Node, kind: Expectation['kind']): Expectation {
    const { problems, conversation } = this.#context;
    return { kind, pattern: readPattern(node, problems, conversation.expects), place: placeOf(node.at) };
  }
}

/** RFC 6455, section 7.4: some codes only say that no close frame has come. */
function isSendable(code: number): boolean {
  return (code <= 1014 && ![1004, 1005, 1006].includes(code)) || code >= 3000;
}

const BASE64 = 'base64:';

function numberOf(node: Node | undefined): number | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'number' ? node.value : undefined;
}
