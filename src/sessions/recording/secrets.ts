/** Which parts of a handshake are secrets, and by what variables of the environment a replay gets them. Pure; row `session.recorded-secrets`. */
import { ENVIRONMENT } from '../placeholders.ts';

const NAMES =
  /token|secret|passw|pwd|auth(?!or(?!i[sz]))|api-?_?key|access-?_?key|credential|signature|session|cookie|jwt|^(?:key|code|sig|sid|otp|pin)$/i;
const JSON_WEB_TOKEN = /^(?:\S+ )?ey[\w-]+\.[\w-]+\.[\w-]*$/;
/** Those of applications are short names such as `graphql-transport-ws`. */
const LONGEST_PROTOCOL = 32;
/** `Bearer abc`: the secret is what follows. */
const SCHEME = /^(?:Bearer|Basic|Token) /i;
/** A shorter one may stand in a message by chance. */
const SHORTEST_ELSEWHERE = 6;

export class Secrets {
  /** Names of variables, by the secrets that they hold. */
  readonly #variables = new Map<string, string>();

  /** Whether what is called so, or the value, is to be kept out of a file. */
  static isSecret(name: string, value: string): boolean {
    return value !== '' && (NAMES.test(name) || JSON_WEB_TOKEN.test(value));
  }

  /**
   * Which of the subprotocols that are offered are secrets, for browsers can send no headers: what is called so by the
   * one in front (`access_token`, `…`), what is long, what looks like a JSON Web Token.
   */
  static amongProtocols(protocols: readonly string[]): readonly string[] {
    return protocols.filter((protocol, i) => {
      const isCalledSo = i > 0 && NAMES.test(protocols[i - 1] ?? '');
      return isCalledSo || protocol.length > LONGEST_PROTOCOL || JSON_WEB_TOKEN.test(protocol);
    });
  }

  /** Remembers a secret of the client. */
  add(client: string, name: string, value: string): void {
    const secret = value.replace(SCHEME, '');
    if (this.#variables.has(secret)) return;
    const taken = [...this.#variables.values()];
    const wanted = `${client}_${name}`.toUpperCase().replaceAll(/\W/g, '_');
    let variable = wanted;
    for (let n = 2; taken.includes(variable); n++) variable = `${wanted}_${n}`;
    this.#variables.set(secret, variable);
  }

  /** Names of all variables. */
  get variables(): readonly string[] {
    return [...this.#variables.values()];
  }

  /** Placeholders by the secrets, as far as they may be looked for anywhere. */
  get everywhere(): ReadonlyMap<string, string> {
    const long = [...this.#variables].filter(([secret]) => secret.length >= SHORTEST_ELSEWHERE);
    return new Map(long.map(([secret, variable]) => [secret, placeholder(variable)]));
  }

  /** What a file has in place of the value. */
  hide(value: string): string {
    const [scheme = ''] = SCHEME.exec(value) ?? [];
    const variable = this.#variables.get(value.slice(scheme.length));
    return variable === undefined ? value : `${scheme}${placeholder(variable)}`;
  }
}

function placeholder(variable: string): string {
  return `{{${ENVIRONMENT}${variable}}}`;
}
