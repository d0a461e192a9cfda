/** What `--target` names: stages that run elsewhere, by the name of the API. Pure. Row `replay.target`. */

/** An API that is deployed. */
export interface Target {
  /** Undefined: all that no other target is for. */
  readonly api: string | undefined;
  /** `wss://…` of the stage. */
  readonly url: string;
}

/** A target as the command line has it, `[api=]url`, or what is wrong with it. */
export function parseTarget(text: string): Target | { readonly problem: string } {
  const [, api, url = text] = /^([^=/:]+)=(.*)$/s.exec(text) ?? [];
  const protocol = URL.canParse(url) ? new URL(url).protocol : undefined;
  if (protocol === 'ws:' || protocol === 'wss:') return { api, url };
  return {
    problem: 'It is the URL of a stage, wss://…/stage, or an API and such a URL: chat=wss://…/stage.',
  };
}

/** The stage for an API of the session. */
export function targetOf(targets: readonly Target[], api: string | undefined): Target | undefined {
  const own = api === undefined ? undefined : targets.find((target) => target.api === api);
  return (
    own ?? targets.find((target) => target.api === undefined) ?? (api === undefined ? targets[0] : undefined)
  );
}

/** Where `@connections` of a stage is, and for which region requests to it are signed. */
export function managementOf({ url }: Target): {
  readonly endpoint: string;
  readonly region: string | undefined;
} {
  const { protocol, host, hostname, pathname } = new URL(url);
  const endpoint = `${protocol === 'ws:' ? 'http' : 'https'}://${host}${pathname.replace(/\/$/, '')}`;
  return { endpoint, region: /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com/.exec(hostname)?.[1] };
}
