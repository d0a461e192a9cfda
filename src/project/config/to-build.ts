/** Turns `functions.*.build` into {@link BuildSettings}: paths are absolute. */
import { resolve } from 'node:path';
import type { BuildSettings } from '../model.ts';
import type { CheckedConfig } from './schema.ts';

type BuildConfig = NonNullable<CheckedConfig['functions'][string]['build']>;

/** @param root - absolute path of the folder that paths are relative to. */
export function toBuild({ entryPoint, inject, tsconfig, ...rest }: BuildConfig, root: string): BuildSettings {
  const others = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(others),
    ...(entryPoint !== undefined && { entryPoint: resolve(root, entryPoint) }),
    ...(inject && { inject: inject.map((file) => resolve(root, file)) }),
    ...(tsconfig !== undefined && { tsconfig: resolve(root, tsconfig) }),
  };
}
