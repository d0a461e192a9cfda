/** What a function's build settings are to esbuild. Pure. Row `lambda.build-settings`. */
import type { BuildOptions, Loader } from 'esbuild';
import type { BuildSettings } from '../../project/model.ts';

/** Those that esbuild takes as they are, or nearly so; the rest takes part in what `bundle.ts` decides. */
export function passedOn(build: BuildSettings): BuildOptions {
  const { define, loader, mainFields, conditions, inject, banner, footer, tsconfig } = build;
  return {
    ...(define && { define: { ...define } }),
    // What is none of them is esbuild's to report.
    ...(loader && { loader: { ...loader } as Record<string, Loader> }),
    ...(mainFields && { mainFields: [...mainFields] }),
    ...(conditions && { conditions: [...conditions] }),
    ...(inject && { inject: [...inject] }),
    ...(banner !== undefined && { banner: { js: banner } }),
    ...(footer !== undefined && { footer: { js: footer } }),
    ...(tsconfig !== undefined && { tsconfig }),
    // Names stay, for people read them in stacks and debuggers.
    ...(build.minify && { minifySyntax: true, minifyWhitespace: true }),
  };
}

/**
 * What the code has to run on: what is asked for, and the Node that runs here, which may be older than that.
 * @param asked - one of esbuild's targets, or several with commas between them.
 * @param version - major version of Node.js that the function's runtime names.
 */
export function targetsOf(asked: string | undefined, version: number): string | string[] {
  const here = Number.parseInt(process.versions.node, 10);
  if (asked === undefined) return `node${Math.min(version, here)}`;
  return [...asked.split(',').map((target) => target.trim()), `node${here}`];
}
